package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// donePage is the end: what the portal said, what the key is good for from now
// on, and, after practice, that it was practice.
func (m *Model) donePage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	said := s.Message
	if said == "" {
		said = "Anda sudah berhasil login"
	}
	title := t.Good.Render("✓ ") + t.Title.Render(widget.Cut(clean(said), c.Width-2))
	kept := para(l.T("enroll.done.kept", "role", s.Role.Label(), "user", clean(s.User)), c.Width, t.Text)
	blocks := []block{part(keepAlways, append([]string{title}, kept...)...)}
	if c.Height < 16 {
		blocks = []block{part(keepAlways, title), part(keepHint, kept...)}
	}
	if s.Verdict == enroll.ClockOff || s.Verdict == enroll.ClockFar {
		blocks = append(blocks, part(keepAlways, para(figure(l, s)+" "+l.T("enroll.done.clock"), c.Width, t.Warn)...))
	}
	daily := l.T("enroll.done.daily")
	if s.Portal.Practice {
		daily = l.T("enroll.done.daily-practice")
		real := part(keepAlways, para(l.T("enroll.done.practice", "user", clean(s.User)), c.Width, t.Strong)...)
		for i, text := range []string{
			l.T("enroll.done.real-1", "command", command("sandi enroll guided")), l.T("enroll.done.real-2"), l.T("enroll.done.real-3"),
		} {
			real.Lines = marked(t.Brand.Render(string(rune('1'+i))+". "), text, c, real.Lines)
		}
		blocks = append(blocks, real)
	}
	every := part(keepAlways, t.Strong.Render(daily))
	for _, key := range []string{"enroll.done.daily-1", "enroll.done.daily-2", "enroll.done.daily-3", "enroll.done.daily-4"} {
		every.Lines = marked(t.Brand.Render("• "), l.T(key), c, every.Lines)
	}
	return append(blocks, every, m.buttons(c))
}
