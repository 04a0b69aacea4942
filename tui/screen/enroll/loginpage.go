package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// signInPage asks for user id and password. Where there is a key the code that
// the portal will ask for stands above the fields, so that nobody fetches it
// while the login page closes.
func (m *Model) signInPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	page := "sign-in"
	if s.Stage == enroll.StageSignAgain {
		page = "sign-again"
	}
	out := []block{m.title(c, page), m.portal(c, l.T("enroll.sign-in.portal", "role", s.Role.Label()))}
	if s.Stage == enroll.StageSignAgain {
		out = append(out, m.readyCode(c))
	}
	if demo, ok := s.Portal.DemoFor(s.Role); ok {
		text := l.T("enroll.sign-in.demo", "user", clean(demo.User), "password", clean(demo.Password))
		out = append(out, part(keepHint+1, para(text, c.Width, t.Info)...))
	} else {
		out = append(out, m.todo(c, page))
	}
	if left := s.LoginExpires.Sub(c.Now); !s.LoginExpires.IsZero() && left > 0 {
		out = append(out, part(keepAlways, para(l.T("enroll.sign-in.expires", "time", enroll.Ceil(left)), c.Width, t.Warn)...))
	} else if m.loginClosed(c) {
		out = append(out, part(keepAlways, para("! "+l.T("enroll.sign-in.closed"), c.Width, t.Warn)...))
	}
	labels := []string{l.T("enroll.sign-in.user"), l.T("enroll.sign-in.password")}
	wide := max(widget.Width(labels[0]), widget.Width(labels[1])) + 2
	fields := block{Keep: keepAlways, Col: -1}
	for i, f := range []*widget.Field{&m.user, &m.password} {
		style := t.Label
		if i == m.focus {
			style = t.LabelFocus
			fields.Row, fields.Col = i, wide+f.CursorX(min(c.Width-wide, 40))
		}
		fields.Lines = append(fields.Lines, style.Render(widget.PadRight(labels[i], wide))+
			f.View(min(c.Width-wide, 40), i == m.focus, "", t))
	}
	out = append(out, fields, part(keepHint, para(l.T("enroll.sign-in.enter"), c.Width, t.Muted)...), m.links(c))
	why := m.why(c, page)
	if s.Portal.LoginTimeout > 0 {
		why.Lines = para(l.T("enroll.sign-in.why-timeout"), c.Width, t.Muted)
	}
	return append(out, why)
}

// links are the choices of a page with fields.
func (m *Model) links(c screen.Context) block {
	b := m.buttonsAt(c, m.focus-m.fields())
	b.Keep = keepHint
	if m.focus >= m.fields() {
		b.Keep = keepAlways
	}
	return b
}

// readyCode is the code that the portal is about to ask for.
func (m *Model) readyCode(c screen.Context) block {
	rolling, err := m.rolling(c)
	if err != nil {
		return part(keepAlways)
	}
	lines := para(c.L.T("enroll.sign-again.code"), c.Width, c.Theme.Muted)
	lines = append(lines, rolling)
	plan := m.snap.Plan(c.Now)
	if !plan.Ready() || plan.Low {
		lines = append(lines, m.codeAdvice(c, plan)...)
	}
	return part(keepAlways, lines...)
}
