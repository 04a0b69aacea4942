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
	now := s.CodeTime(c.Now)
	plan := s.Plan(c.Now)
	code, err := s.Key.CodeAt(now)
	if err != nil {
		what, hint := l.Describe(err)
		return []block{m.title(c, "code"), m.problem(c, clean(what), clean(hint))}
	}
	left := widget.LeftOf(s.Key.Remaining(now), s.Key.Period)
	style := t.Code
	if left.Soon() || !plan.Ready() {
		style = t.Soon
	}
	if plan.Reason == enroll.WaitSpent || plan.Reason == enroll.WaitBehind {
		style = t.Muted
	}
	rolling := block{Keep: keepAlways, Col: -1, Lines: []string{
		style.Render(code.Grouped()) + "  " + left.Bar(min(max(c.Width-24, 5), 24), t) + "  " + t.Text.Render(left.Text(l)),
	}}
	advice := part(keepAlways)
	if plan.Ready() {
		advice.Lines = para(l.T("enroll.code.ready"), c.Width, t.Good)
	} else {
		wait := enroll.Ceil(plan.Wait(now))
		advice.Lines = para("… "+l.T("enroll.code.wait-"+string(plan.Reason), "wait", wait), c.Width, t.Warn)
	}
	if s.Corrected {
		advice.Lines = append(advice.Lines, para(l.T("enroll.code.corrected", "offset", enroll.Rounded(s.Offset), "time", s.Clock.At.In(c.Now.Location()).Format("15:04")), c.Width, t.Muted)...)
	}

	label := l.T("enroll.code.field")
	wide := widget.Width(label) + 2
	room := max(min(c.Width-wide, 16), 1)
	field := block{Keep: keepAlways, Col: wide + m.code.CursorX(room)}
	shown := m.code
	if m.filled {
		shown = widget.Field{}
		shown.Set(code.Grouped())
		field.Col = wide + shown.CursorX(room)
	}
	field.Lines = []string{t.LabelFocus.Render(widget.PadRight(label, wide)) + shown.View(room, true, "", t)}
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
		m.why(c, "code"),
	}
}
