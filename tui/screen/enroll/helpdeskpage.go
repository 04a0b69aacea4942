package enroll

import (
	"strings"

	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// report is what the helpdesk needs to know, in finished lines.
func (m *Model) report(c screen.Context) []string {
	var out []string
	for _, line := range enroll.HelpdeskReport(m.snap) {
		out = append(out, clean(c.L.T(line.Key, line.Args...)))
	}
	return out
}

func (m *Model) helpdeskChoices(c screen.Context) []choice {
	l, s := c.L, m.snap
	text := strings.Join(m.report(c), "\n")
	back := choice{title: l.T("enroll.choice.back"), action: enroll.Back{}}
	out := []choice{{title: l.T("enroll.choice.copy-text"), run: func() screen.Outcome {
		return screen.Copy{What: l.T("enroll.helpdesk.name"), Text: func() string { return text }}
	}}}
	var in []choice
	if !shown(s) && s.State != enroll.InProtected {
		in = []choice{{title: l.T("enroll.choice.sign-in"), action: enroll.OpenLogin{}}}
	}
	switch {
	case m.asked():
		out = append(in, out...)
	case s.User != "":
		out = append(append([]choice{{title: l.T("enroll.choice.ask"), action: enroll.AskHelpdesk{Text: text}}}, out...), in...)
	default:
		out = append(in, out...)
	}
	return append(out, back)
}

// asked reports whether the helpdesk was asked and nobody has signed in since:
// signing in shows what came of it. Who comes back after that may ask again.
func (m *Model) asked() bool {
	return !m.snap.Asked.IsZero() && !m.snap.Asked.Equal(m.answered)
}

// shown reports whether the portal shows a key: then nothing leads past it.
func shown(s enroll.Snapshot) bool { return s.State == enroll.KeyShown && !s.Key.Secret.IsZero() }

// helpdeskPage tells what to send to the helpdesk and what never.
func (m *Model) helpdeskPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	report := part(keepHint)
	for _, line := range m.report(c) {
		report.Lines = marked(t.Brand.Render("• "), line, c, report.Lines)
	}
	todo := m.todo(c, "helpdesk")
	todo.Keep = keepWhy
	out := []block{
		m.title(c, "helpdesk"), todo, report,
		part(keepAlways, para("! "+l.T("enroll.helpdesk.never"), c.Width, t.Warn)...),
	}
	switch {
	case m.asked():
		text := "✓ " + l.T("enroll.helpdesk.asked", "time", clockTime(s.Asked, c))
		if s.Service == enroll.Practice {
			text += " " + l.T("enroll.helpdesk.practice")
		}
		out = append(out, part(keepAlways, para(text, c.Width, t.Good)...))
	case s.User == "":
		out = append(out, part(keepHint, para(l.T("enroll.helpdesk.no-user"), c.Width, t.Text)...))
	}
	return append(out, m.buttons(c), m.why(c, "helpdesk"))
}
