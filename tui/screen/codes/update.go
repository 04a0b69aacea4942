package codes

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/otp"
	"sandi/tui/screen"
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	out := m.handle(msg, c)
	m.window.Rows = m.grid(c).visible
	m.window = m.window.Around(m.selected, len(m.shown))
	return out, nil
}

func (m *Model) handle(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Loaded:
		m.load(msg)
		if len(m.practised()) == 0 {
			m.ask = screen.Question{} // done, or there is nothing left to ask about
		}
	case NotForgotten:
		m.ask.Failed(msg.Err)
	case Select:
		m.endSearch()
		m.choose(msg.ID)
	case screen.Advanced:
		if msg.Err == nil {
			m.revealed[msg.ID] = revealed{code: msg.Code, until: c.Now.Add(revealFor)}
		}
	case tea.PasteMsg:
		if !m.ask.Open {
			return m.paste(msg)
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.move(-1)
		case tea.MouseWheelDown:
			m.move(1)
		}
	case tea.MouseClickMsg:
		if i := m.grid(c).at(msg.Y); msg.Button == tea.MouseLeft && i >= 0 && m.window.Top+i < len(m.shown) {
			m.selected = m.window.Top + i
			return m.copy(c)
		}
	case tea.KeyPressMsg:
		if m.ask.Open {
			if m.ask.Press(msg) {
				return Forget{IDs: m.practised()}
			}
			return nil
		}
		if m.searching {
			return m.searchKey(msg, c)
		}
		return m.key(msg, c)
	}
	return nil
}

// load takes new entries and keeps the selection on the same entry.
func (m *Model) load(l Loaded) {
	id := ""
	if it := m.current(); it != nil {
		id = it.ID
	}
	m.items, m.loaded = l.items, true
	m.shown = filter(m.items, m.search.Value())
	m.choose(id)
	m.move(0)
}

// choose selects an entry by its id, if it is in the list.
func (m *Model) choose(id string) {
	for i, at := range m.shown {
		if m.items[at].ID == id {
			m.selected = i
		}
	}
}

func (m *Model) move(by int) {
	m.selected = max(min(m.selected+by, len(m.shown)-1), 0)
}

func (m *Model) paste(msg tea.PasteMsg) screen.Outcome {
	text := strings.TrimSpace(msg.Content)
	if !m.searching || strings.HasPrefix(strings.ToLower(text), "otpauth") {
		return Add{Text: func() string { return text }}
	}
	m.search.Update(msg)
	m.find()
	return nil
}

func (m *Model) find() {
	m.shown = filter(m.items, m.search.Value())
	m.selected = 0
}

func (m *Model) endSearch() {
	m.searching = false
	id := ""
	if it := m.current(); it != nil {
		id = it.ID
	}
	m.search.Wipe()
	m.find()
	m.choose(id)
}

func (m *Model) searchKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Cancel):
		m.endSearch()
	case key.Matches(msg, k.CopySearch):
		m.searching = false
		return m.copy(c)
	case msg.Code == tea.KeyUp || msg.Code == tea.KeyDown || msg.Code == tea.KeyPgUp || msg.Code == tea.KeyPgDown:
		m.scroll(msg, c)
	default:
		if _, changed := m.search.Update(msg); changed {
			m.find()
		}
	}
	return nil
}

// scroll handles the keys that move the selection, and reports whether msg was
// one of them.
func (m *Model) scroll(msg tea.KeyPressMsg, c screen.Context) bool {
	k, page := m.keys, max(m.grid(c).visible-1, 1)
	switch {
	case key.Matches(msg, k.Up):
		m.move(-1)
	case key.Matches(msg, k.Down):
		m.move(1)
	case key.Matches(msg, k.PageUp):
		m.move(-page)
	case key.Matches(msg, k.PageDown):
		m.move(page)
	case key.Matches(msg, k.First):
		m.move(-len(m.shown))
	case key.Matches(msg, k.Last):
		m.move(len(m.shown))
	default:
		return false
	}
	return true
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	if m.scroll(msg, c) {
		return nil
	}
	k := m.keys
	switch {
	case key.Matches(msg, k.Search):
		if len(m.items) > 0 {
			m.searching = true
		}
	case key.Matches(msg, k.Cancel):
		m.endSearch()
	case key.Matches(msg, k.Copy):
		return m.copy(c)
	case key.Matches(msg, k.Next):
		return m.next(c)
	case key.Matches(msg, k.Open):
		if it := m.current(); it != nil {
			return Open{Entry: it.Entry}
		}
	case key.Matches(msg, k.Add):
		return Add{}
	case key.Matches(msg, k.Practice):
		if m.practice {
			return screen.Enroll{}
		}
	case key.Matches(msg, k.Guided):
		if m.guided {
			return screen.Guided{}
		}
	case key.Matches(msg, k.Forget):
		if len(m.practised()) > 0 {
			m.ask.Ask()
		}
	case key.Matches(msg, k.Correct):
		return Correct{}
	case key.Matches(msg, k.Measure):
		return Measure{}
	case key.Matches(msg, k.Lock):
		return Lock{}
	}
	return nil
}

// copy puts the selected entry's code on the clipboard. A counter-based entry
// gives a new code for that, unless one is visible.
func (m *Model) copy(c screen.Context) screen.Outcome {
	it := m.current()
	if it == nil {
		return nil
	}
	if !it.usable() {
		return screen.Say{Text: c.L.T("tui.codes.no-code", "name", it.display(c.L)), Tone: screen.Warn}
	}
	if it.Key.Type == otp.HOTP {
		if r, ok := m.revealed[it.ID]; ok && c.Now.Before(r.until) {
			return screen.Copy{What: it.display(c.L), Text: r.code.Reveal}
		}
		return screen.Advance{ID: it.ID, Copy: true}
	}
	return screen.CopyNow(it.Entry, it.display(c.L), c)
}

// next copies the code after the current one, or takes a new one of a
// counter-based entry.
func (m *Model) next(c screen.Context) screen.Outcome {
	it := m.current()
	if it == nil || !it.usable() {
		return nil
	}
	if it.Key.Type == otp.HOTP {
		return screen.Advance{ID: it.ID}
	}
	return screen.CopyNext(it.Key, it.display(c.L), c)
}
