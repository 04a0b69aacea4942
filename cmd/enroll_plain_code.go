package cmd

import (
	"context"
	"slices"
	"strconv"
	"time"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
)

// code tells the code once and takes what is typed. Enter asks for sandi's own,
// which then waits for a moment at which a code may be sent.
func (p *plain) code(ctx context.Context, s enroll.Snapshot) (enroll.Action, error) {
	l := p.a.l
	now := p.a.sys.Clock.Now()
	at := s.CodeTime(now)
	plan := s.Plan(now)
	switch {
	case plan.Low:
		next, err := s.Key.CodeFor(plan.Next)
		if err != nil {
			return nil, err
		}
		p.say("enroll.code.low", "left", enroll.Ceil(s.Key.Remaining(at)), "next", next.Grouped(), "wait", enroll.Ceil(plan.NextFrom.Sub(at)))
	case plan.Ready():
		code, err := s.Key.CodeAt(at)
		if err != nil {
			return nil, err
		}
		p.say("enroll.cmd.code-now", "code", code.Grouped(), "left", enroll.Ceil(s.Key.Remaining(at)))
	default:
		p.say("enroll.code.wait-"+string(plan.Reason), "wait", enroll.Ceil(plan.Wait(at)))
	}
	if s.Corrected {
		p.say("enroll.code.corrected", "offset", enroll.Rounded(s.Offset), "time", s.Clock.At.Local().Format("15:04"))
	}
	text, err := p.ask(ctx, l.T("enroll.cmd.ask-code"))
	switch {
	case err != nil:
		return nil, err
	case text == "?":
		return p.pick(ctx, p.codeWays(s))
	case text != "":
		typed, err := enroll.ReadCode(s.Key, text)
		if err != nil {
			p.trouble(err)
			return nil, nil
		}
		return enroll.SubmitCode{Typed: typed}, nil
	}
	// A code that was low when it was told is left to pass.
	now = p.a.sys.Clock.Now()
	plan = s.Plan(now)
	wait := plan.Wait(s.CodeTime(now))
	if plan.Low {
		wait = plan.NextFrom.Sub(s.CodeTime(now))
	}
	if wait > 0 {
		p.say("enroll.cmd.waiting", "wait", enroll.Ceil(wait))
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
	return enroll.SubmitCode{}, nil
}

// codeWays are the ways other than typing a code.
func (p *plain) codeWays(s enroll.Snapshot) []option {
	out := []option{p.way("enroll.choice.back-code", nil), p.way("enroll.choice.measure", enroll.CheckClock{})}
	switch {
	case s.Corrected:
		out = append(out, p.way("enroll.choice.uncorrect", enroll.GoOn{}))
	case s.Clock != nil && s.Clock.Err == nil && s.Verdict != enroll.ClockRight:
		out = append(out, p.way("enroll.choice.correct", enroll.GoOn{Corrected: true}))
	}
	return append(out, p.way("enroll.choice.sign-in-again", enroll.Back{}),
		p.explained("reset"), p.explained("disable"), p.explained("helpdesk"), p.anew(s))
}

// refusal tells what is known about a code that was just refused, and what to
// try, in order. What was told before is not read out once more.
func (p *plain) refusal(s enroll.Snapshot) {
	r := s.Refusal
	if r == nil || !enroll.Refused(s.Problem) {
		return
	}
	l := p.a.l
	p.say("enroll.refusal.count", "n", r.Count, "time", r.At.Local().Format("15:04:05"), "into", r.Into.Round(time.Second))
	why, told := r.Cause(l)
	if told {
		p.line("→ " + clean(why.Title))
	}
	if r.Locked {
		p.line("! " + l.T("enroll.refusal.locked", "time", r.Until.Local().Format("15:04")))
	}
	if slices.Equal(p.advised, r.Advice) {
		p.line("→ " + l.T("enroll.advice."+string(r.Advice[0])))
		return
	}
	p.advised = r.Advice
	key, args := s.ClockFigure()
	p.say(key, args...)
	if told && r.Why.Verdict == refusal.Refused && len(why.Advice) > 0 {
		p.line("  " + clean(why.Advice[0]))
	}
	p.say("enroll.refusal.try")
	for i, a := range r.Advice {
		p.line("  " + strconv.Itoa(i+1) + ". " + l.T("enroll.advice."+string(a)))
	}
}
