package guided

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll/guided"
	"sandi/tui/screen"
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	out := m.update(msg, c)
	m.long = m.over(c)
	return out, nil
}

func (m *Model) update(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Did:
		m.take(msg.Snapshot)
		if m.snap.Stage == guided.StageLeft {
			return screen.Close{}
		}
	case screen.Tick:
		if m.doing == nil && m.snap.Stage == guided.StageStart && m.snap.Problem == nil {
			return m.do(guided.Begin{})
		}
		if m.doing == nil && m.snap.Stage == guided.StageClock && m.snap.Clock == nil && m.snap.Problem == nil {
			return m.do(guided.CheckClock{})
		}
	case tea.KeyPressMsg:
		return m.press(msg, c)
	case tea.PasteMsg:
		if f := m.fields(); m.doing == nil && !m.leaving && m.focus < len(f) {
			f[m.focus].Update(msg)
			m.mask()
			m.follow(c)
		}
	}
	return nil
}

// do hands an action to the root.
func (m *Model) do(a guided.Action) screen.Outcome {
	m.doing, m.top = a, 0
	return Do{Action: a}
}

func (m *Model) press(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.PageDown):
		m.scroll(m.pageful(c), c)
		return nil
	case key.Matches(msg, k.PageUp):
		m.scroll(-m.pageful(c), c)
		return nil
	case m.leaving:
		return m.pressLeaving(msg)
	case key.Matches(msg, k.Back):
		return m.back()
	case !m.Typing() && key.Matches(msg, k.Leave):
		return m.leave()
	}
	if m.doing != nil {
		return nil // one thing after the other
	}
	defer m.follow(c)
	fields, choices := m.fields(), m.choices(c.L)
	last := len(fields) + len(choices) - 1
	switch {
	case key.Matches(msg, k.Up), key.Matches(msg, k.Before):
		m.focus = max(m.focus-1, 0)
	case key.Matches(msg, k.Down), key.Matches(msg, k.Field):
		m.focus = max(min(m.focus+1, last), 0)
	case key.Matches(msg, k.Next):
		return m.next(c, fields, choices)
	case m.focus < len(fields):
		fields[m.focus].Update(msg)
		m.mask()
	case key.Matches(msg, k.Copy) && (m.shows() || m.snap.Stage == guided.StageHelpdesk):
		return m.copy(c)
	case key.Matches(msg, k.Again) && (m.snap.Stage == guided.StageClock || m.snap.Stage == guided.StageRefused || m.snap.Stage == guided.StageLogout):
		return m.do(guided.CheckClock{})
	}
	return nil
}

// next is Enter: the field or the choice that has the focus.
func (m *Model) next(c screen.Context, fields []field, choices []choice) screen.Outcome {
	if i := m.focus - len(fields); i >= 0 {
		if i >= len(choices) {
			return nil
		}
		switch ch := choices[i]; {
		case ch.edit:
			m.edit()
			return nil
		case ch.action == nil:
			return screen.Close{}
		default:
			return m.do(ch.action)
		}
	}
	switch {
	case m.editing && m.focus < len(fields)-1, m.snap.Stage == guided.StageSignIn && m.focus == 0:
		m.focus++
		return nil
	case m.editing:
		d, err := m.described()
		if err != nil {
			what, _ := c.L.Describe(err)
			return screen.Say{Text: clean(what), Tone: screen.Warn}
		}
		return m.do(d)
	case m.snap.Stage == guided.StageSignIn:
		return m.do(guided.Account{Site: m.site.Value(), User: m.user.Value()})
	}
	text := m.key.Bytes()
	if guided.IsPath(string(text)) {
		path := strings.TrimSpace(string(text))
		clear(text)
		return m.do(guided.ReadFile{Path: path})
	}
	return m.do(guided.GiveKey{Text: text})
}

// mask hides what is typed, unless it is the path of a picture, which has to be
// seen to be typed.
func (m *Model) mask() { m.key.Secret = !guided.IsPath(m.key.Value()) }

// copy puts the code that may be typed, or the text for the helpdesk, on the
// clipboard.
func (m *Model) copy(c screen.Context) screen.Outcome {
	if m.snap.Stage == guided.StageHelpdesk {
		lines := m.report(c.L)
		return screen.Copy{What: c.L.T("guided.helpdesk.name"), Text: func() string { return strings.Join(lines, "\n") }}
	}
	offer := m.snap.Offer(c.Now)
	code, err := m.snap.Code(offer)
	if err != nil {
		return nil
	}
	out := screen.Copy{What: c.L.T("enroll.code.name"), Text: code.Reveal}
	if !offer.Ready() {
		out.Note = c.L.T("tui.copy.from", "time", clockTime(offer.From, c))
	}
	return out
}

// back leaves a page for the one before it where there is one.
func (m *Model) back() screen.Outcome {
	switch {
	case m.snap.Stage == guided.StageDone:
		return screen.Close{}
	case m.doing != nil:
		return m.leave()
	case m.editing:
		m.editing, m.focus, m.top = false, 0, 0
		return nil
	}
	switch m.snap.Stage {
	case guided.StageStart, guided.StageResume, guided.StageClock, guided.StageReread, guided.StageSignAgain, guided.StageFinish:
		return m.leave()
	}
	return m.do(guided.Back{})
}

// leave ends the wizard, and asks before that where something is at stake.
func (m *Model) leave() screen.Outcome {
	switch {
	case m.snap.Stage == guided.StageDone:
		return screen.Close{}
	case m.snap.Entry == "" && m.snap.Key.Secret.IsZero() && m.key.Len() == 0:
		if m.doing != nil {
			return screen.Close{} // nothing is at stake, and it may take long
		}
		return m.do(guided.GiveUp{})
	}
	m.leaving, m.stay, m.top = true, 0, 0
	return nil
}

func (m *Model) pressLeaving(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back), key.Matches(msg, k.Leave):
		m.leaving = false
	case key.Matches(msg, k.Up), key.Matches(msg, k.Down), key.Matches(msg, k.Field), key.Matches(msg, k.Before):
		m.stay = 1 - m.stay
	case key.Matches(msg, k.Next):
		m.leaving = false
		if m.stay == 0 {
			return nil
		}
		if m.doing != nil {
			return screen.Close{}
		}
		return m.do(guided.GiveUp{})
	}
	return nil
}
