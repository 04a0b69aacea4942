package cmd

import (
	"context"
	"time"

	"sandi/internal/enroll"
)

// introduce says where the wizard is, what the portal shows and why.
func (p *plain) introduce(s enroll.Snapshot) {
	l := p.a.l
	p.line("")
	head := func(page string) { p.line("# " + l.T("enroll."+page+".title")) }
	shows := func(text string) { p.line(l.T("enroll.portal-shows") + ": " + clean(text)) }
	switch s.Stage {
	case enroll.StageStart:
		head("start")
	case enroll.StageResume:
		head("resume")
		p.say("enroll.resume.do")
		p.say("enroll.resume.why")
	case enroll.StageRole:
		head("role")
		shows(l.T("enroll.role.portal", "name", s.Portal.Name))
		if s.Portal.Unencrypted {
			p.line("! " + l.T("enroll.unencrypted"))
		}
		p.say("enroll.role.browser", "address", clean(s.Portal.Address))
		p.say("enroll.role.why")
		p.say("enroll.role.do")
	case enroll.StageClock:
		head("clock")
		p.say("enroll.clock.why")
	case enroll.StageSignIn:
		head("sign-in")
		shows(l.T("enroll.sign-in.portal", "role", s.Role.Label()))
	case enroll.StageAlreadyOn:
		head("already-on")
		p.say("enroll.already-on.do")
		p.say("enroll.already-on.why")
	case enroll.StageEnable:
		head("enable")
		shows(l.T("enroll.enable.portal"))
		p.say("enroll.enable.do")
		p.say("enroll.enable.why")
	case enroll.StageWait:
		head("wait")
		shows(l.T("enroll.wait.portal"))
		p.say("enroll.wait.why")
	case enroll.StageKey:
		head("key")
		p.say("enroll.key.why")
		p.kept(s)
	case enroll.StageCheck:
		head("check")
	case enroll.StageSignAgain:
		head("sign-again")
		shows(l.T("enroll.sign-in.portal", "role", s.Role.Label()))
		p.say("enroll.sign-again.why")
	case enroll.StageCode:
		head("code")
		shows(l.T("enroll.code.portal"))
		p.say("enroll.code.why")
	case enroll.StageFinish:
		head("finish")
		p.say("enroll.finish.do")
	case enroll.StageDone:
		shows(s.Message)
		p.say("enroll.done.kept", "role", s.Role.Label(), "user", clean(s.User))
		daily := "enroll.done.daily"
		if s.Portal.Practice {
			daily = "enroll.done.daily-practice"
			p.say("enroll.done.practice", "user", clean(s.User))
			p.line("1. " + l.T("enroll.done.real-1"))
			p.line("2. " + l.T("enroll.done.real-2", "command", "sandi add"))
			p.line("3. " + l.T("enroll.done.real-3"))
		}
		if s.Verdict == enroll.ClockOff || s.Verdict == enroll.ClockFar {
			key, args := s.ClockFigure()
			p.line("! " + l.T(key, args...) + " " + l.T("enroll.done.clock"))
		}
		p.line(l.T(daily) + ":")
		for _, key := range []string{"enroll.done.daily-1", "enroll.done.daily-2", "enroll.done.daily-3", "enroll.done.daily-4"} {
			p.line("- " + l.T(key))
		}
	}
}

func (p *plain) kept(s enroll.Snapshot) {
	kept, read := "enroll.key.not-kept", "enroll.key.not-read"
	if s.Kept {
		kept = "enroll.key.kept"
	}
	if s.Read {
		read = "enroll.key.read"
	}
	p.line(p.a.l.T("enroll.key.name") + ": " + p.a.l.T(kept) + "; " + p.a.l.T(read) + ".")
	k := s.Key
	p.line(clean(k.Issuer) + ", " + clean(k.Account) + ", " + p.a.l.T("enroll.key.parameters",
		"digits", k.Digits, "period", time.Duration(k.Period)*time.Second, "algorithm", string(k.Algorithm)))
}

// page asks what a page asks. No action means: look at the page again.
func (p *plain) page(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	switch s.Stage {
	case enroll.StageStart:
		return enroll.Begin{}, nil
	case enroll.StageResume, enroll.StageAlreadyOn:
		var options []option
		for _, e := range s.Pending {
			options = append(options, option{l.T("enroll.choice.resume", "role", e.Role.Label(), "user", clean(e.User)), enroll.Resume{ID: e.ID}})
		}
		if s.Stage == enroll.StageAlreadyOn {
			options = append(options, option{l.T("enroll.choice.other"), enroll.Back{}})
		}
		note := "enroll.choice.anew.note"
		if s.Service != enroll.Practice {
			note = "enroll.choice.anew.note-portal"
		}
		return p.pick(ctx, append(options, option{l.T("enroll.choice.anew") + ": " + l.T(note), enroll.StartAnew{}}))
	case enroll.StageRole:
		if p.flags.role != "" {
			return enroll.ChooseRole{Role: enroll.Role(p.flags.role)}, nil
		}
		var options []option
		for _, r := range s.Portal.Roles {
			options = append(options, option{r.Label() + ": " + l.T("enroll.role."+string(r)), enroll.ChooseRole{Role: r}})
		}
		return p.pick(ctx, options)
	case enroll.StageClock:
		return p.clock(ctx, s)
	case enroll.StageSignIn, enroll.StageSignAgain:
		return p.signIn(ctx, s)
	case enroll.StageEnable:
		_, err := p.ask(ctx, l.T("enroll.cmd.press", "button", "ENABLE TOTP"))
		return enroll.Enable{}, err
	case enroll.StageWait:
		return p.wait(ctx, s)
	case enroll.StageKey:
		return p.key(ctx, s)
	case enroll.StageCheck:
		return p.check(ctx, s)
	case enroll.StageCode:
		return p.code(ctx, s)
	case enroll.StageFinish:
		return enroll.Finish{}, nil
	}
	return nil, errLeft
}

func (p *plain) pick(ctx context.Context, options []option) (enroll.Action, error) {
	i, err := p.choose(ctx, options)
	if err != nil {
		return nil, err
	}
	return options[i].action, nil
}

func (p *plain) clock(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	if s.Clock == nil {
		p.say("enroll.busy.clock")
		return enroll.CheckClock{}, nil
	}
	key, args := s.ClockFigure()
	p.say(key, args...)
	p.say("enroll.clock." + string(s.Verdict))
	if s.Verdict == enroll.ClockRight && s.Portal.SameComputer() {
		p.say("enroll.clock.same-computer", "command", "sandi clock")
	}
	if s.Verdict == enroll.ClockRight {
		return enroll.GoOn{}, nil // nothing to decide
	}
	options := []option{{l.T("enroll.choice.go-on"), enroll.GoOn{}}}
	correct := option{l.T("enroll.choice.correct"), enroll.GoOn{Corrected: true}}
	switch s.Verdict {
	case enroll.ClockFar:
		options = []option{correct, options[0]}
	case enroll.ClockOff:
		options = append(options, correct)
	}
	return p.pick(ctx, append(options, option{l.T("enroll.choice.measure"), enroll.CheckClock{}}))
}

// signIn asks for user id and password. The demonstration account's password is
// no secret and is filled in; any other is asked for on the terminal.
func (p *plain) signIn(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	demo, hasDemo := s.Portal.DemoFor(s.Role)
	suggested := s.User
	if suggested == "" {
		suggested = p.flags.user
	}
	if hasDemo {
		p.say("enroll.sign-in.demo", "user", clean(demo.User), "password", clean(demo.Password))
		if suggested == "" {
			suggested = demo.User
		}
	}
	question := l.T("enroll.sign-in.user") + ":"
	if suggested != "" {
		question = l.T("enroll.cmd.user-or", "user", clean(suggested))
	}
	user, err := p.ask(ctx, question)
	if err != nil {
		return nil, err
	}
	if user == "" {
		user = suggested
	}
	switch {
	case p.flags.passwordFile != "" && (p.flags.user == "" || user == p.flags.user):
		password, err := p.a.servicePassword(p.flags.passwordFile)
		return enroll.SignIn{User: user, Password: password}, err
	case hasDemo && user == demo.User:
		p.say("enroll.cmd.demo-password")
		return enroll.SignIn{User: user, Password: []byte(demo.Password)}, nil
	}
	password, err := p.a.askSecret(ctx, l.T("enroll.cmd.ask-password", "user", clean(user)))
	return enroll.SignIn{User: user, Password: password}, err
}

// wait asks for the barcode once a second and says so now and then.
func (p *plain) wait(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	now := p.a.sys.Clock.Now()
	if s.Overdue && now.Sub(p.nudged) > 20*time.Second {
		p.nudged = now
		p.say("enroll.wait.overdue", "time", now.Sub(s.ReadyAt).Round(time.Second))
		p.say("enroll.wait.ask")
		if _, err := p.ask(ctx, p.a.l.T("enroll.cmd.try-again")); err != nil {
			return nil, err
		}
	}
	if now.Sub(p.nudged) > 5*time.Second {
		p.nudged = now
		p.say("enroll.cmd.waiting-barcode", "time", enroll.Ceil(s.ReadyAt.Sub(now)))
	}
	return enroll.AwaitBarcode{}, pause(ctx, min(max(s.ReadyAt.Sub(now), 100*time.Millisecond), time.Second))
}

// key offers to show the key. Nothing secret is printed unasked.
func (p *plain) key(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	if !s.Kept || !s.Read {
		p.say("enroll.key.again")
		i, err := p.choose(ctx, []option{{title: l.T("enroll.choice.save")}})
		if err != nil || i != 0 {
			return nil, err
		}
		return enroll.Keep{}, nil
	}
	i, err := p.choose(ctx, []option{
		{title: l.T("enroll.choice.go-on")},
		{title: l.T("enroll.cmd.show-key")},
		{title: l.T("enroll.cmd.show-barcode")},
	})
	if err != nil {
		return nil, err
	}
	switch i {
	case 1:
		return nil, p.a.print("Secret Key: " + s.Key.Secret.Grouped() + "\n")
	case 2:
		drawn, err := p.a.drawQR(s.Key)
		if err != nil {
			p.trouble(err)
			return nil, nil
		}
		return nil, p.a.print(drawn)
	}
	return enroll.Check{}, nil
}

func (p *plain) check(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	for _, r := range s.Checks {
		mark, key := "✓ ", "enroll.check."+string(r.Name)
		if !r.OK {
			mark, key = "! ", key+".not"
			if r.Blocking {
				mark = "✗ "
			}
		}
		if r.Name == enroll.CheckTime && !r.OK {
			figure, args := s.ClockFigure()
			p.line(mark + l.T(figure, args...))
			continue
		}
		if r.Name == enroll.CheckTime && s.Corrected {
			key = "enroll.check.clock.corrected"
		}
		p.line(mark + l.T(key))
		if r.Err != nil {
			what, _ := l.Describe(r.Err)
			p.line("  " + what)
		}
	}
	var options []option
	if s.Ready() {
		p.line(l.T("enroll.check.why") + " " + l.T("enroll.check.why-after"))
		options = append(options, option{"Logout", enroll.Logout{}})
	} else if len(s.Checks) > 0 {
		p.say("enroll.check.blocked")
	}
	if s.Verdict == enroll.ClockFar && !s.Corrected {
		options = append(options, option{l.T("enroll.choice.correct"), enroll.GoOn{Corrected: true}})
	}
	if s.Corrected {
		options = append(options, option{l.T("enroll.choice.uncorrect"), enroll.GoOn{}})
	}
	return p.pick(ctx, append(options, option{l.T("enroll.choice.check"), enroll.Check{}}, option{l.T("enroll.choice.key"), enroll.Back{}}))
}

// code tells the code once and takes what is typed. Enter asks for sandi's own,
// which then waits for a moment at which a code may be sent.
func (p *plain) code(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	now := p.a.sys.Clock.Now()
	at := s.CodeTime(now)
	plan := s.Plan(now)
	if plan.Ready() {
		code, err := s.Key.CodeAt(at)
		if err != nil {
			return nil, err
		}
		p.say("enroll.cmd.code-now", "code", code.Grouped(), "left", enroll.Ceil(s.Key.Remaining(at)))
	} else {
		p.say("enroll.code.wait-"+string(plan.Reason), "wait", enroll.Ceil(plan.Wait(at)))
	}
	if s.Corrected {
		p.say("enroll.code.corrected", "offset", enroll.Rounded(s.Offset), "time", s.Clock.At.Local().Format("15:04"))
	}
	text, err := p.ask(ctx, l.T("enroll.cmd.ask-code"))
	if err != nil {
		return nil, err
	}
	if text != "" {
		typed, err := enroll.ReadCode(s.Key, text)
		if err != nil {
			p.trouble(err)
			return nil, nil
		}
		return enroll.SubmitCode{Typed: typed}, nil
	}
	now = p.a.sys.Clock.Now()
	if wait := s.Plan(now).Wait(s.CodeTime(now)); wait > 0 {
		p.say("enroll.cmd.waiting", "wait", enroll.Ceil(wait))
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
	return enroll.SubmitCode{}, nil
}
