package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// alreadyOnChoices lead on from an account that has TOTP on with a key that is
// not in hand.
func (m *Model) alreadyOnChoices(c screen.Context) []choice {
	l := c.L
	out := m.resumes(c)
	if m.snap.State == enroll.TOTPPrompt {
		out = append(out,
			choice{title: l.T("enroll.choice.code"), field: true},
			choice{title: l.T("enroll.choice.reset"), action: enroll.Explain{Topic: enroll.TopicReset}})
	} else {
		out = append(out, choice{title: l.T("enroll.choice.sign-in-code"), action: enroll.OpenLogin{}})
	}
	return append(out,
		m.helpdesk(c),
		choice{title: l.T("enroll.choice.other"), note: l.T("enroll.choice.other.note"), action: enroll.Back{}},
		m.anew(c), m.leaveChoice(c))
}

// foreign reports whether the field for a code of a key that is not here has
// the keyboard.
func (m *Model) foreign() bool {
	return m.snap.Stage == enroll.StageAlreadyOn && m.snap.State == enroll.TOTPPrompt && !m.refused() &&
		!m.leaving && m.sel == len(m.snap.Pending)
}

// alreadyOnPage is the page for an account whose barcode was shown before.
func (m *Model) alreadyOnPage(c screen.Context) []block {
	l, t := c.L, c.Theme
	out := []block{m.title(c, "already-on")}
	if m.snap.State == enroll.TOTPPrompt {
		out = append(out, m.portal(c, "“"+l.T("enroll.code.portal")+"”"))
	}
	out = append(out, m.todo(c, "already-on"), m.menu(c))
	if m.foreign() {
		out = append(out, part(keepHint, para(l.T("enroll.already-on.code"), c.Width, t.Muted)...))
	}
	return append(out, m.why(c, "already-on"))
}
