package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// saysDisabled is the portal's sentence after DISABLE TOTP.
const saysDisabled = "saat anda login nanti anda akan diminta scan barcode yang baru"

func (m *Model) disableChoices(c screen.Context) []choice {
	l := c.L
	out := []choice{{title: l.T("enroll.choice.back-unchanged"), action: enroll.Back{}}}
	if m.snap.State == enroll.InProtected {
		out = append(out, choice{title: l.T("enroll.choice.click-disable"), action: enroll.Disable{}})
	}
	return append(out, m.helpdesk(c))
}

// disablePage explains DISABLE TOTP before it is clicked: it is the one thing
// on the portal that makes a good key useless.
func (m *Model) disablePage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	out := []block{m.title(c, "disable")}
	if s.State == enroll.InProtected {
		out = append(out, m.portal(c, l.T("enroll.disable.portal")))
	}
	out = append(out, m.todo(c, "disable"))
	switch {
	case s.State != enroll.InProtected:
		out = append(out, part(keepHint, para("! "+l.T("enroll.disable.not-here"), c.Width, t.Warn)...))
	case s.Key.Secret.IsZero():
		out = append(out, part(keepHint, para(l.T("enroll.disable.foreign"), c.Width, t.Text)...))
	}
	return append(out, m.menu(c), m.why(c, "disable"))
}

// disabledPage is what follows: the old key is dead, and signing in again
// brings a new one.
func (m *Model) disabledPage(c screen.Context) []block {
	l, t := c.L, c.Theme
	out := []block{
		part(keepAlways, para("✓ "+l.T("enroll.disabled.title"), c.Width, t.Title)...),
		m.portal(c, "“"+saysDisabled+"”"),
	}
	if m.snap.Former != "" {
		out = append(out, part(keepHint, para(l.T("enroll.disabled.former"), c.Width, t.Text)...))
	}
	return append(out, m.todo(c, "disabled"), m.menu(c), m.why(c, "disabled"))
}
