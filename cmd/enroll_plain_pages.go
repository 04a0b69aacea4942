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
	head := func(page string) { p.line("# " + l.T("enroll."+page+".title")); p.a.sayBanner() }
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
		if names := playing(s.Portal.Scenarios); names != "" {
			p.say("enroll.scenarios", "names", clean(names))
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
		p.say("enroll.cmd.ways")
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
	case enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload:
		page := string(s.Stage)
		head(page)
		if s.Stage == enroll.StageNoBarcode {
			p.say("enroll.no-barcode.late", "time", p.a.sys.Clock.Now().Sub(s.ReadyAt).Round(time.Second))
		}
		p.say("enroll." + page + ".why")
		p.say("enroll." + page + ".do")
	case enroll.StageReset:
		head("reset")
		p.say("enroll.reset.do")
		p.say("enroll.reset.why")
	case enroll.StageDisable:
		head("disable")
		if s.Behind == "" {
			shows(s.Message)
			p.say("enroll.disable.foreign")
		}
		p.say("enroll.disable.do")
		p.say("enroll.disable.why")
	case enroll.StageDisabled:
		head("disabled")
		if s.Former != "" {
			p.say("enroll.disabled.former")
		}
		p.say("enroll.disabled.do")
		p.say("enroll.disabled.why")
	case enroll.StageHelpdesk:
		head("helpdesk")
		p.say("enroll.helpdesk.do")
		for _, line := range p.a.reportLines(s) {
			p.line("  " + line)
		}
		p.line("! " + l.T("enroll.helpdesk.never"))
		p.say("enroll.helpdesk.why")
	case enroll.StageKey:
		head("key")
		if s.Rotated {
			p.line("! " + l.T("enroll.key.rotated"))
		}
		p.say("enroll.key.why")
		p.kept(s)
	case enroll.StageCheck:
		head("check")
	case enroll.StageSignAgain:
		head("sign-again")
		shows(l.T("enroll.sign-in.portal", "role", s.Role.Label()))
		p.say("enroll.sign-again.why")
		p.say("enroll.cmd.ways")
	case enroll.StageCode:
		head("code")
		shows(l.T("enroll.code.portal"))
		p.say("enroll.code.why")
		p.say("enroll.cmd.ways")
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
			p.line("1. " + l.T("enroll.done.real-1", "command", "sandi enroll guided"))
			p.line("2. " + l.T("enroll.done.real-2"))
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
			return p.alreadyOn(ctx, s, options)
		}
		return p.pick(ctx, append(options, p.anew(s)))
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
	case enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload:
		return p.noBarcode(ctx, s)
	case enroll.StageReset:
		return p.reset(ctx, s)
	case enroll.StageDisable:
		return p.disable(ctx, s)
	case enroll.StageDisabled:
		return p.pick(ctx, []option{p.way("enroll.choice.sign-in", enroll.OpenLogin{}), p.way("enroll.choice.helpdesk", enroll.Explain{Topic: enroll.TopicHelpdesk})})
	case enroll.StageHelpdesk:
		return p.helpdesk(ctx, s)
	case enroll.StageDone:
		return p.done(ctx)
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

// wait asks for the barcode once a second and says so now and then.
func (p *plain) wait(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	const often = 10 * time.Second // for who cannot see that nothing moves
	now := p.a.sys.Clock.Now()
	left := s.ReadyAt.Sub(now)
	if now.Sub(p.nudged) > often {
		p.nudged = now
		if left > 0 {
			p.say("enroll.cmd.waiting-barcode", "time", enroll.Ceil(left))
		} else {
			p.say("enroll.wait.any-moment")
		}
	}
	return enroll.AwaitBarcode{}, pause(ctx, min(max(left, 100*time.Millisecond), time.Second))
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
		{title: l.T("enroll.choice.reload")},
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
	case 3:
		p.told = "" // whatever comes of it is told anew
		return enroll.Refresh{}, nil
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
