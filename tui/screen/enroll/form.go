package enroll

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/tui/screen"
)

// fields returns how many text fields the page begins with. Its choices come
// after them and are reached in the same way.
func (m *Model) fields() int {
	switch m.snap.Stage {
	case enroll.StageSignIn, enroll.StageSignAgain:
		return 2
	case enroll.StageCode:
		if !m.refused() {
			return 1
		}
	}
	return 0
}

// pressForm handles keys on a page with fields: Tab and the arrows go through
// fields and choices, Enter sends, or takes the choice it stands on.
func (m *Model) pressForm(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k, links := m.keys, m.choices(c)
	stops := m.fields() + len(links)
	switch {
	case key.Matches(msg, k.Field), key.Matches(msg, k.Down):
		m.focus = (m.focus + 1) % stops
	case key.Matches(msg, k.Before), key.Matches(msg, k.Up):
		m.focus = (m.focus + stops - 1) % stops
	case m.focus >= m.fields():
		if i := m.focus - m.fields(); key.Matches(msg, k.Next) && i < len(links) {
			return m.choose(links[i], c)
		}
		if m.snap.Stage == enroll.StageCode {
			return m.pressCode(msg, c)
		}
	case m.snap.Stage == enroll.StageCode:
		return m.pressCode(msg, c)
	case key.Matches(msg, k.Next):
		if m.focus == 0 && m.password.Len() == 0 {
			m.focus = 1
			return nil
		}
		return m.do(enroll.SignIn{User: m.user.Value(), Password: m.password.Bytes()})
	default:
		m.edit(msg, c)
	}
	return nil
}

// edit puts text into the field that has the keyboard.
func (m *Model) edit(msg tea.Msg, c screen.Context) {
	if m.occupied() || m.leaving {
		return
	}
	switch m.snap.Stage {
	case enroll.StageSignIn, enroll.StageSignAgain:
		switch m.focus {
		case 0:
			m.user.Update(msg)
		case 1:
			if _, changed := m.password.Update(msg); changed {
				m.filledFor = ""
			}
		}
	case enroll.StageCode:
		if m.refused() {
			return
		}
		m.focus = 0
		if m.filled { // typing takes the field back from the rolling code
			m.filled = false
			m.code.Wipe()
		}
		m.code.Update(msg)
	case enroll.StageAlreadyOn:
		if m.foreign() {
			m.code.Update(msg)
		}
	}
}

func (m *Model) pressCode(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Fill):
		m.code.Wipe()
		m.filled, m.focus = true, 0
	case key.Matches(msg, k.Copy):
		now := m.snap.CodeTime(c.Now)
		code, err := m.snap.Key.CodeAt(now)
		if err != nil {
			return nil
		}
		out := screen.Copy{What: c.L.T("enroll.code.name"), Text: code.Reveal}
		if plan := m.snap.Plan(c.Now); !plan.Ready() {
			out.Note = c.L.T("enroll.code.wait-"+string(plan.Reason), "wait", enroll.Ceil(plan.Wait(now)))
		}
		return out
	case key.Matches(msg, k.Next):
		return m.submit(c)
	case isLetter(msg):
		// Codes have digits: other letters are neither text nor keys here.
	default:
		m.edit(msg, c)
	}
	return nil
}

func isLetter(msg tea.KeyPressMsg) bool {
	return len(msg.Text) == 1 && (msg.Text[0]|0x20 >= 'a' && msg.Text[0]|0x20 <= 'z')
}

// submit sends what the field shows. An empty field is filled first, so that a
// code is always seen before it is sent.
func (m *Model) submit(c screen.Context) screen.Outcome {
	if m.filled {
		return m.do(enroll.SubmitCode{})
	}
	if m.code.Len() == 0 {
		m.filled = true
		return nil
	}
	typed, err := enroll.ReadCode(m.snap.Key, m.code.Value())
	if err != nil {
		what, _ := c.L.Describe(err)
		return screen.Say{Text: what, Tone: screen.Warn}
	}
	return m.do(enroll.SubmitCode{Typed: typed})
}

// submitForeign sends a code of a key that is not here. How many digits those
// have is not known.
func (m *Model) submitForeign(c screen.Context) screen.Outcome {
	typed, err := otp.ParseCode(m.code.Value())
	if err != nil {
		what, _ := c.L.Describe(err)
		return screen.Say{Text: what, Tone: screen.Warn}
	}
	return m.do(enroll.SubmitCode{Typed: typed})
}
