package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// codePage is the portal's question for the code with the rolling code beside
// it. While no code may be sent it counts down to the next one and says why.
func (m *Model) codePage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	now, plan := s.CodeTime(c.Now), s.Plan(c.Now)
	code, err := s.Key.CodeAt(now)
	if err != nil {
		what, hint := l.Describe(err)
		return []block{m.title(c, "code"), m.problem(c, clean(what), clean(hint)), m.links(c)}
	}
	line, _ := m.rolling(c)
	rolling := part(keepAlways, line)
	advice := part(keepAlways, m.codeAdvice(c, plan)...)
	if s.Corrected {
		advice.Lines = append(advice.Lines, para(l.T("enroll.code.corrected", "offset", enroll.Rounded(s.Offset), "time", s.Clock.At.In(c.Now.Location()).Format("15:04")), c.Width, t.Muted)...)
	}
	label := l.T("enroll.code.field")
	shown := m.code
	if m.filled {
		shown = widget.Field{}
		shown.Set(code.Grouped())
	}
	field := m.codeField(c, label, &shown, m.focus == 0)
	hint := "enroll.code.enter-empty"
	switch {
	case m.filled && !plan.Ready():
		hint = "enroll.code.enter-wait"
	case m.filled || m.code.Len() > 0:
		hint = "enroll.code.enter"
	}
	return []block{
		m.title(c, "code"),
		m.portal(c, "“"+l.T("enroll.code.portal")+"”"),
		rolling, advice, field,
		part(keepHint, para(l.T(hint), c.Width, t.Muted)...),
		m.links(c),
		m.why(c, "code"),
	}
}

// codeField draws the field for a code.
func (m *Model) codeField(c screen.Context, label string, f *widget.Field, focused bool) block {
	t := c.Theme
	wide := widget.Width(label) + 2
	room := max(min(c.Width-wide, 16), 1)
	style, out := t.Label, part(keepAlways)
	if focused {
		style, out.Col = t.LabelFocus, wide+f.CursorX(room)
	}
	out.Lines = []string{style.Render(widget.PadRight(label, wide)) + f.View(room, focused, "", t)}
	return out
}

// rolling draws the running code with its countdown.
func (m *Model) rolling(c screen.Context) (string, error) {
	t, s := c.Theme, m.snap
	now, plan := s.CodeTime(c.Now), s.Plan(c.Now)
	code, err := s.Key.CodeAt(now)
	if err != nil {
		return "", err
	}
	left := widget.LeftOf(s.Key.Remaining(now), s.Key.Period)
	style := t.Code
	if left.Soon() || !plan.Ready() {
		style = t.Soon
	}
	if plan.Reason == enroll.WaitSpent || plan.Reason == enroll.WaitBehind {
		style = t.Muted
	}
	return style.Render(code.Grouped()) + "  " + left.Bar(min(max(c.Width-24, 5), 24), t) + "  " + t.Text.Render(left.Text(c.L)), nil
}

// codeAdvice says whether the running code may be sent, and offers the next one
// where that is the better one.
func (m *Model) codeAdvice(c screen.Context, plan enroll.CodePlan) []string {
	l, t, s := c.L, c.Theme, m.snap
	now := s.CodeTime(c.Now)
	wait := enroll.Ceil(plan.Wait(now))
	next := plan.Step
	if plan.Low {
		next = plan.Next
	}
	following, err := s.Key.CodeFor(next)
	switch {
	case plan.Low && err == nil:
		return para("! "+l.T("enroll.code.low", "left", enroll.Ceil(s.Key.Remaining(now)),
			"next", command(following.Grouped()), "wait", enroll.Ceil(plan.NextFrom.Sub(now))), c.Width, t.Warn)
	case plan.Ready():
		return para(l.T("enroll.code.ready"), c.Width, t.Good)
	}
	lines := para("… "+l.T("enroll.code.wait-"+string(plan.Reason), "wait", wait), c.Width, t.Warn)
	if err == nil && plan.Reason != enroll.WaitBehind {
		lines = append(lines, t.Next.Render("→ "+following.Grouped()))
	}
	return lines
}
