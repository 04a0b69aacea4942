package cmd

import (
	"context"
	"slices"

	"sandi/internal/enroll"
)

// signIn asks for user id and password. The demonstration account's password is
// no secret and is filled in; any other is asked for on the terminal. A code
// that will be wanted after the password is told before it: whoever looks for
// it later may find the login page closed.
func (p *plain) signIn(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	closed := !s.LoginExpires.IsZero() && !p.a.sys.Clock.Now().Before(s.LoginExpires)
	if s.LoginOpened.IsZero() || closed {
		return enroll.OpenLogin{}, nil
	}
	demo, hasDemo := s.Portal.DemoFor(s.Role)
	user := ""
	if len(p.password) == 0 {
		if hasDemo {
			p.say("enroll.sign-in.demo", "user", clean(demo.User), "password", clean(demo.Password))
		}
		if s.Stage == enroll.StageSignAgain {
			p.ready(s)
		}
		if !s.LoginExpires.IsZero() {
			p.say("enroll.sign-in.expires", "time", enroll.Ceil(s.LoginExpires.Sub(p.a.sys.Clock.Now())))
		}
	} else {
		text, err := p.ask(ctx, l.T("enroll.cmd.same-again", "user", clean(p.user)))
		if err != nil {
			return nil, err
		}
		switch text {
		case "":
			return enroll.SignIn{User: p.user, Password: slices.Clone(p.password)}, nil
		case "?":
			return p.pick(ctx, p.signInWays(s))
		}
		p.forget()
		user = text
	}
	suggested := s.User
	if suggested == "" {
		suggested = p.flags.user
	}
	if suggested == "" && hasDemo {
		suggested = demo.User
	}
	if user == "" {
		question := l.T("enroll.sign-in.user") + ":"
		if suggested != "" {
			question = l.T("enroll.cmd.user-or", "user", clean(suggested))
		}
		text, err := p.ask(ctx, question)
		if err != nil {
			return nil, err
		}
		if text == "?" {
			return p.pick(ctx, p.signInWays(s))
		}
		if user = text; user == "" {
			user = suggested
		}
	}
	password, err := p.portalPassword(ctx, user, demo, hasDemo)
	if err != nil {
		return nil, err
	}
	p.user, p.password = user, slices.Clone(password)
	return enroll.SignIn{User: user, Password: password}, nil
}

func (p *plain) portalPassword(ctx context.Context, user string, demo enroll.Account, hasDemo bool) ([]byte, error) {
	switch {
	case p.flags.passwordFile != "" && (p.flags.user == "" || user == p.flags.user):
		return p.a.servicePassword(p.flags.passwordFile)
	case hasDemo && user == demo.User:
		p.say("enroll.cmd.demo-password")
		return []byte(demo.Password), nil
	}
	return p.a.askSecret(ctx, p.a.l.T("enroll.cmd.ask-password", "user", clean(user)))
}

// signInWays are the ways other than signing in.
func (p *plain) signInWays(s enroll.Snapshot) []option {
	stay := option{p.a.l.T("enroll.choice.sign-in"), nil}
	if s.Stage == enroll.StageSignAgain && !s.Resumed {
		return []option{stay, p.explained("helpdesk"), p.anew(s)}
	}
	out := []option{stay, p.way("enroll.choice.back", enroll.Back{}), p.explained("helpdesk")}
	if s.Stage == enroll.StageSignAgain {
		out = append(out, p.anew(s))
	}
	return out
}

// explained is the way to a page that explains something.
func (p *plain) explained(topic enroll.Topic) option {
	return p.way("enroll.choice."+string(topic), enroll.Explain{Topic: topic})
}

func (p *plain) anew(s enroll.Snapshot) option {
	note := "enroll.choice.anew.note"
	if s.Service != enroll.Practice {
		note = "enroll.choice.anew.note-portal"
	}
	return option{p.a.l.T("enroll.choice.anew") + ": " + p.a.l.T(note), enroll.StartAnew{}}
}

// ready tells the codes that will be wanted, this one and the next: typing a
// password takes its time.
func (p *plain) ready(s enroll.Snapshot) {
	at := s.CodeTime(p.a.sys.Clock.Now())
	plan := s.Plan(p.a.sys.Clock.Now())
	now, err := s.Key.CodeFor(plan.Step)
	if err != nil {
		return // the check before Logout has said so
	}
	if !plan.Ready() {
		p.say("enroll.sign-again.next", "code", now.Grouped(), "wait", enroll.Ceil(plan.Wait(at)))
		return
	}
	next, err := s.Key.CodeFor(plan.Next)
	if err != nil {
		return
	}
	p.say("enroll.sign-again.ready", "code", now.Grouped(), "left", enroll.Ceil(s.Key.Remaining(at)), "next", next.Grouped())
}

// alreadyOn is the page for an account whose key is not here, or waits in the
// vault.
func (p *plain) alreadyOn(ctx context.Context, s enroll.Snapshot, resume []option) (enroll.Action, error) {
	options := resume
	atPrompt := s.State == enroll.TOTPPrompt
	typed := -1
	if atPrompt {
		typed = len(options)
		options = append(options, p.way("enroll.choice.code", nil))
	} else {
		options = append(options, p.way("enroll.choice.sign-in-code", enroll.OpenLogin{}))
	}
	options = append(options, p.explained("helpdesk"), p.explained("reset"), p.way("enroll.choice.other", enroll.Back{}), p.anew(s))
	i, err := p.choose(ctx, options)
	if err != nil || i != typed {
		if err != nil {
			return nil, err
		}
		return options[i].action, nil
	}
	p.say("enroll.already-on.code")
	text, err := p.ask(ctx, p.a.l.T("enroll.cmd.foreign-code"))
	if err != nil || text == "" {
		return nil, err
	}
	code, err := enroll.ReadForeignCode(text)
	if err != nil {
		p.trouble(err)
		return nil, nil
	}
	return enroll.SubmitCode{Typed: code}, nil
}
