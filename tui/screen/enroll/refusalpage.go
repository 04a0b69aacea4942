package enroll

import (
	"strconv"
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/printable"
	"sandi/tui/screen"
)

// saysRefused is the portal's sentence about every code that it refuses.
const saysRefused = "KODE TOTP anda salah/kadaluarsa"

// refused reports whether the page about a refused code is shown in place of
// the one that asks for a code. Its facts stay until another code is accepted;
// the page stays until it is closed.
func (m *Model) refused() bool {
	at := m.snap.Stage == enroll.StageCode || m.snap.Stage == enroll.StageAlreadyOn
	return at && m.snap.Refusal != nil && m.snap.Refusal.Count > m.seen
}

// dismiss closes the page about a refused code.
func (m *Model) dismiss() {
	m.seen, m.sel, m.focus, m.top = m.snap.Refusal.Count, 0, 0, 0
}

func (m *Model) refusalChoices(c screen.Context) []choice {
	l, s, r := c.L, m.snap, m.snap.Refusal
	own := s.Stage == enroll.StageCode
	again := choice{title: l.T("enroll.choice.next-code"), run: func() screen.Outcome { m.dismiss(); return nil }}
	if own {
		now := s.CodeTime(c.Now)
		if plan := s.Plan(c.Now); !plan.Ready() {
			again.note = l.T("enroll.choice.next-code.note", "wait", enroll.Ceil(plan.Wait(now)))
		}
	}
	var clock []choice
	if own {
		if s.Corrected {
			clock = append(clock, choice{title: l.T("enroll.choice.uncorrect"), action: enroll.GoOn{}})
		} else if r.Measured && (s.Verdict == enroll.ClockFar || s.Verdict == enroll.ClockOff) {
			clock = append(clock, choice{title: l.T("enroll.choice.correct"), action: enroll.GoOn{Corrected: true}})
		}
		clock = append(clock, choice{title: l.T("enroll.choice.measure"), action: enroll.CheckClock{}})
	}
	rest := []choice{
		{title: l.T("enroll.choice.sign-in-again"), action: enroll.Back{}},
		{title: l.T("enroll.choice.reset"), action: enroll.Explain{Topic: enroll.TopicReset}},
	}
	switch {
	case r.Locked && c.Now.Before(r.Until):
		again.title = l.T("enroll.choice.again-anyway")
		return append(append([]choice{m.helpdesk(c)}, clock...), append(rest, again)...)
	case own && s.Verdict == enroll.ClockFar && !s.Corrected:
		return append(append(clock, again), append(rest, m.helpdesk(c))...)
	}
	return append(append([]choice{again}, clock...), append(rest, m.helpdesk(c))...)
}

// refusalPage is what is known about a refused code, and what to try: the
// portal itself has one sentence for every cause.
func (m *Model) refusalPage(c screen.Context) []block {
	l, t, r := c.L, c.Theme, m.snap.Refusal
	name := "enroll.refusal.title"
	if r.Locked {
		name = "enroll.refusal.locked-title"
	}
	portal := m.portal(c, "“"+saysRefused+"”")
	portal.Keep = keepWhy // everybody who comes here has just read it
	title := part(keepAlways, para("✗ "+l.T(name), c.Width, t.Bad)...)
	title.Air = true
	out := []block{title, portal}
	if r.Locked {
		text := l.T("enroll.refusal.waited")
		if left := r.Until.Sub(c.Now); left > 0 {
			text = l.T("enroll.refusal.locked", "time", clockTime(r.Until, c)) + " " + l.T("enroll.refusal.wait", "wait", enroll.Ceil(left))
		}
		out = append(out, part(keepAlways, para(text, c.Width, t.Warn)...))
	}
	if why, ok := r.Cause(l); ok {
		cause := part(keepAlways)
		cause.Lines = marked(t.Brand.Render("→ "), printable.Text(why.Title), c, nil)
		out = append(out, cause)
		if m.advises(why.Cause) && len(why.Advice) > 0 {
			out = append(out, part(keepWhy, para(printable.Text(why.Advice[0]), c.Width, t.Text)...))
		}
	}
	facts := part(keepHint)
	fact := func(text string) { facts.Lines = marked(t.Muted.Render("· "), text, c, facts.Lines) }
	fact(l.T("enroll.refusal.count", "n", r.Count, "time", clockTime(r.At, c), "into", r.Into.Round(time.Second)))
	if r.Foreign && !m.snap.Key.Secret.IsZero() {
		fact(l.T("enroll.refusal.foreign"))
	}
	if m.snap.Stage == enroll.StageCode {
		fact(m.refusalClock(c))
	}
	first, rest := part(keepAlways, para(l.T("enroll.refusal.try"), c.Width, t.Text)...), part(keepPortal)
	if r.Locked {
		first.Keep = keepHint // that is told above
	}
	for i, a := range r.Advice {
		to := &rest.Lines
		if i == 0 {
			to = &first.Lines
		}
		*to = marked(t.Brand.Render(strconv.Itoa(i+1)+". "), l.T("enroll.advice."+string(a)), c, *to)
	}
	return append(out, facts, first, rest, m.menu(c),
		part(keepWhy, para(l.T("enroll.refusal.why"), c.Width, t.Muted)...))
}

// advises reports whether the advice for a cause says more than the page's own,
// which is about the clock and fresh codes.
func (m *Model) advises(cause diagnose.Cause) bool {
	switch cause {
	case refusal.Valid, refusal.Expired, refusal.TooEarly, refusal.ClockHoursOff, refusal.NoMatch:
		return false
	}
	return true
}

// refusalClock tells how far the clock that codes are made with is off.
func (m *Model) refusalClock(c screen.Context) string {
	l, r := c.L, m.snap.Refusal
	if !r.Measured {
		return l.T("enroll.refusal.unmeasured")
	}
	off := enroll.Rounded(r.Offset)
	steps := r.Offset.Abs().Seconds() / float64(m.snap.Key.WithDefaults().Period)
	switch {
	case off < time.Second:
		return l.T("enroll.refusal.agrees")
	case r.Offset > 0:
		return l.T("enroll.refusal.fast", "offset", off, "steps", steps)
	}
	return l.T("enroll.refusal.slow", "offset", off, "steps", steps)
}

// clockTime is a moment as this computer's clock shows it.
func clockTime(at time.Time, c screen.Context) string {
	return at.In(c.Now.Location()).Format("15:04:05")
}
