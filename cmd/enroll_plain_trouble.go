package cmd

import (
	"context"
	"strings"
	"time"

	"sandi/internal/enroll"
)

// noBarcode asks what only the user can know, and offers what helps in each of
// the two cases that look alike.
func (p *plain) noBarcode(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	back := p.way("enroll.choice.back", enroll.Back{})
	before := p.way("enroll.choice.before-yes", enroll.AnswerBefore{Answer: enroll.AnswerYes})
	reload := p.way("enroll.choice.reload", enroll.Refresh{})
	wait := p.way("enroll.choice.wait", enroll.AwaitBarcode{})
	switch s.Stage {
	case enroll.StageBefore:
		return p.pick(ctx, []option{p.way("enroll.choice.sign-in-code", enroll.OpenLogin{}), p.explained("helpdesk"), reload, back, p.anew(s)})
	case enroll.StageReload:
		options := []option{reload, wait}
		if s.Refreshes > 0 {
			p.say("enroll.no-barcode-reload.tried", "n", s.Refreshes)
		}
		return p.pick(ctx, append(options, p.way("enroll.choice.sign-in-again", enroll.OpenLogin{}), before, p.explained("helpdesk"), back))
	}
	return p.pick(ctx, []option{
		before,
		p.way("enroll.choice.before-no", enroll.AnswerBefore{Answer: enroll.AnswerNo}),
		p.way("enroll.choice.before-unknown", enroll.AnswerBefore{Answer: enroll.AnswerUnknown}),
		p.way("enroll.choice.wait", enroll.Back{}),
	})
}

// reset tells what came of RESET TOTP, and never advises it.
func (p *plain) reset(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	options := []option{p.way("enroll.choice.back", enroll.Back{})}
	switch r := s.Reset; {
	case r != nil:
		p.mailed(*r)
		options = append([]option{p.way("enroll.choice.read-mail", enroll.ReadMail{})}, options...)
	case s.State == enroll.TOTPPrompt:
		options = append(options, p.way("enroll.choice.click-reset", enroll.RequestReset{}))
	default:
		p.say("enroll.reset.not-here")
	}
	return p.pick(ctx, append(options, p.explained("helpdesk")))
}

// mailed tells the fate of a mailed code: asked for, arrived, expired.
func (p *plain) mailed(r enroll.ResetRequest) {
	l := p.a.l
	now := p.a.sys.Clock.Now()
	at := func(t time.Time) string { return t.Local().Format("15:04:05") }
	p.say("enroll.reset.asked", "time", at(r.At))
	arrived := len(r.Letters) > 0
	if !arrived && !r.Mail.ArrivesAt.IsZero() {
		p.say("enroll.reset.arrives", "time", at(r.Mail.ArrivesAt))
	}
	switch expires := r.Mail.CodeExpires; {
	case expires.IsZero():
	case now.Before(expires):
		p.say("enroll.reset.expires", "time", at(expires))
	case arrived:
		p.say("enroll.reset.expired-arrived", "time", at(expires))
	default:
		p.say("enroll.reset.expired", "time", at(expires))
	}
	if !r.Read.IsZero() && !arrived {
		p.say("enroll.reset.empty")
	}
	for _, letter := range r.Letters {
		p.line("- " + l.T("enroll.reset.letter", "time", at(letter.At), "from", clean(letter.From), "subject", clean(letter.Subject)))
		for _, line := range strings.Split(strings.TrimSpace(letter.Body), "\n") {
			if line = clean(line); line != "" {
				p.line("  " + line)
			}
		}
	}
}

func (p *plain) disable(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	options := []option{p.way("enroll.choice.back-unchanged", enroll.Back{})}
	if s.State == enroll.InProtected {
		options = append(options, p.way("enroll.choice.click-disable", enroll.Disable{}))
	} else {
		p.say("enroll.disable.not-here")
	}
	return p.pick(ctx, options)
}

// helpdesk offers to send what the page has told.
func (p *plain) helpdesk(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	var options []option
	ask := p.way("enroll.choice.ask", enroll.AskHelpdesk{Text: strings.Join(p.a.reportLines(s), "\n")})
	again := p.way("enroll.choice.sign-in", enroll.OpenLogin{})
	shown := s.State == enroll.KeyShown && !s.Key.Secret.IsZero()
	switch {
	case !s.Asked.IsZero():
		p.say("enroll.helpdesk.asked", "time", s.Asked.Local().Format("15:04:05"))
		if s.Service == enroll.Practice {
			p.say("enroll.helpdesk.practice")
		}
		if !shown {
			options = append(options, again)
		}
	case s.User == "":
		p.say("enroll.helpdesk.no-user")
	default:
		options = append(options, ask)
	}
	return p.pick(ctx, append(options, p.way("enroll.choice.back", enroll.Back{})))
}

// done ends the conversation, or shows what one should know of DISABLE TOTP.
// The end of the input is an end too: everything is done.
func (p *plain) done(ctx context.Context) (enroll.Action, error) {
	for {
		text, err := p.ask(ctx, p.a.l.T("enroll.cmd.after-done"))
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil, text == "":
			return nil, errDone
		case strings.EqualFold(text, "d"):
			return enroll.Explain{Topic: enroll.TopicDisable}, nil
		}
	}
}

// playing joins the names of the scenarios in force; the normal way needs no
// word.
func playing(names []string) string {
	if len(names) == 1 && names[0] == "normal" {
		return ""
	}
	return strings.Join(names, ", ")
}
