package clock

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	if _, ok := msg.(screen.Tick); ok {
		return nil, nil
	}
	out := m.handle(msg, c)
	m.top = max(min(m.top, m.lines(c)-c.Height), 0)
	m.picked.Rows = m.rows(c)
	m.picked = m.picked.Around(m.choice, len(m.facts.Entries))
	return out, nil
}

func (m *Model) handle(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Facts:
		m.facts = msg
		m.choice = max(min(m.choice, len(msg.Entries)-1), 0)
		if len(msg.Entries) == 0 && (m.page == picking || m.page == matching) {
			m.leave()
		}
	case Failed:
		m.failed(msg.Err)
	case Taken:
		m.leave()
		m.top = 0
	case tea.PasteMsg:
		if f := m.field(); f != nil {
			f.Update(msg)
		}
	case tea.MouseWheelMsg:
		by := map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
		m.scroll(by)
	case tea.MouseClickMsg:
		if i := m.entryAt(msg.Y, c); msg.Button == tea.MouseLeft && i >= 0 {
			m.choice = i
			m.page = matching
		}
	case tea.KeyPressMsg:
		switch m.page {
		case picking:
			return m.pickKey(msg, c)
		case typing, matching:
			return m.formKey(msg, c)
		}
		return m.key(msg, c)
	}
	return nil
}

// failed shows why what was typed did not do. The codes are old by now: others
// have to be read.
func (m *Model) failed(err error) {
	m.err = err
	if m.page == matching {
		m.forgetCodes()
	}
}

// leave goes back to the screen itself.
func (m *Model) leave() {
	m.page, m.err = about, nil
	m.Wipe()
}

func (m *Model) scroll(by int) {
	if m.page == picking {
		m.choice = max(min(m.choice+by, len(m.facts.Entries)-1), 0)
		return
	}
	m.top += by // Update keeps it where there is something
}

// move handles the keys that move about, and reports whether msg is one.
func (m *Model) move(msg tea.KeyPressMsg, page int) bool {
	k := m.keys
	switch {
	case key.Matches(msg, k.Up):
		m.scroll(-1)
	case key.Matches(msg, k.Down):
		m.scroll(1)
	case key.Matches(msg, k.PageUp):
		m.scroll(-max(page-1, 1))
	case key.Matches(msg, k.PageDown):
		m.scroll(max(page-1, 1))
	case key.Matches(msg, k.First):
		m.scroll(-1 << 20)
	case key.Matches(msg, k.Last):
		m.scroll(1 << 20)
	default:
		return false
	}
	return true
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	if m.move(msg, c.Height) {
		return nil
	}
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return screen.Close{}
	case key.Matches(msg, k.Measure):
		m.top = 0
		return Measure{}
	case key.Matches(msg, k.Correct):
		return Correct{}
	case key.Matches(msg, k.Asking) && m.facts.CanAsk:
		return Asking{On: !m.facts.Asking}
	case key.Matches(msg, k.Time):
		m.page, m.err, m.top = typing, nil, 0
	case key.Matches(msg, k.Match) && len(m.facts.Entries) > 0:
		m.page, m.err, m.top = picking, nil, 0
	}
	return nil
}

func (m *Model) pickKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	if m.move(msg, m.rows(c)) {
		return nil
	}
	switch {
	case key.Matches(msg, m.keys.Cancel):
		m.leave()
	case key.Matches(msg, m.keys.Choose):
		m.page = matching
	}
	return nil
}

// field is the one that takes the keys, nil for none.
func (m *Model) field() *widget.Field {
	switch m.page {
	case typing:
		return &m.shown
	case matching:
		return &m.codes[m.focus]
	}
	return nil
}

func (m *Model) formKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Cancel):
		m.leave()
	case key.Matches(msg, k.Take) && m.page == typing:
		m.err = nil
		return Shown{Text: m.shown.Value()}
	case key.Matches(msg, k.Take):
		return m.take(c)
	case m.page == matching && key.Matches(msg, k.Next) && !m.first.Code.IsZero():
		m.focus = 1
	case m.page == matching && key.Matches(msg, k.Prev):
		m.focus = 0
	default:
		if _, changed := m.field().Update(msg); changed {
			m.err = nil
			if m.page == matching && m.focus == 0 {
				m.first = clock.Seen{} // another code, at another time
			}
		}
	}
	return nil
}

// take takes the code that was typed, with the time of now.
func (m *Model) take(c screen.Context) screen.Outcome {
	code, err := m.code(m.focus)
	if m.err = err; err != nil {
		return nil
	}
	seen := clock.Seen{Code: code, At: m.local(c)}
	if m.focus == 0 {
		m.first, m.focus = seen, 1
		return nil
	}
	if code.Equal(m.first.Code) {
		m.err = clock.ErrCodesSame
		return nil
	}
	if m.first.Code.IsZero() {
		m.focus = 0
		return nil
	}
	return Match{ID: m.facts.Entries[m.choice].ID, Seen: []clock.Seen{m.first, seen}}
}
