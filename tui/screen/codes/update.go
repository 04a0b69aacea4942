package codes

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/otp"
	"sandi/tui/keys"
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
		if !m.askable() {
			m.ask = screen.Question{} // done, or there is nothing left to ask about
		}
	case Configure:
		m.configure(msg)
	case NotForgotten:
		m.ask.Open = true
		m.ask.Failed(msg.Err)
	case NotMoved:
		m.moving = false
	case screen.Tick:
		return m.tick(c)
	case Select:
		m.showAll()
		m.choose(msg.ID)
	case screen.Advanced:
		if msg.Err == nil {
			m.revealed[msg.ID] = revealed{code: msg.Code, until: c.Now.Add(revealFor)}
		}
	case tea.PasteMsg:
		if !m.ask.Open && !m.tags.open {
			return m.paste(msg)
		}
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.X, msg.Y, c)
		}
	case tea.KeyPressMsg:
		if m.ask.Open {
			if m.ask.Press(msg) {
				return m.remove()
			}
			return nil
		}
		if m.tags.open {
			m.tagsKey(msg)
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
	id := m.currentID()
	m.items, m.loaded, m.moving = l.items, true, false
	m.sort()
	if m.tag != "" && len(m.shown) == 0 && m.search.Len() == 0 {
		m.tag = "" // the last entry that had it has it no longer
		m.find()
	}
	m.choose(id)
	m.move(0)
}

// askable reports whether what the open question would remove is still there.
func (m *Model) askable() bool {
	if m.askedID == "" {
		return len(m.practised()) > 0
	}
	return slices.ContainsFunc(m.items, func(it item) bool { return it.ID == m.askedID })
}

// remove is what was asked, now that the answer is Yes.
func (m *Model) remove() screen.Outcome {
	if m.askedID == "" {
		return Forget{IDs: m.practised()}
	}
	return Remove{ID: m.askedID}
}

// tick copies the fresh code that was waited for.
func (m *Model) tick(c screen.Context) screen.Outcome {
	id, ok := m.wait.Due(c)
	if !ok {
		return nil
	}
	for i := range m.items {
		if it := &m.items[i]; it.ID == id && it.usable() {
			return screen.CopyFresh(it.Entry, it.display(c.L), c)
		}
	}
	return nil
}

// wheel moves the selection.
func (m *Model) wheel(msg tea.MouseWheelMsg) {
	by := 0
	switch msg.Button {
	case tea.MouseWheelUp:
		by = -1
	case tea.MouseWheelDown:
		by = 1
	}
	if m.tags.open {
		m.tags.selected = max(min(m.tags.selected+by, len(m.tags.all)-1), 0)
		return
	}
	m.move(by)
}

// click copies the code of a row; in the line above the list it sorts, and
// opens the list of tags.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	if m.tags.open {
		m.tagsMouse(y, c)
		return nil
	}
	g := m.grid(c)
	if y == 0 && g.head > 0 && !m.searching && m.search.Len() == 0 {
		switch m.headAt(x, c) {
		case headOrder:
			return m.nextOrder()
		case headTag:
			m.openTags()
		}
		return nil
	}
	if i := g.at(y); i >= 0 && m.window.Top+i < len(m.shown) {
		m.selected = m.window.Top + i
		return m.copy(c)
	}
	return nil
}

// choose selects an entry by its id, if it is in the list.
func (m *Model) choose(id string) {
	for i, at := range m.shown {
		if m.items[at].ID == id {
			m.selected = i
		}
	}
}

// showAll ends the search and the filter.
func (m *Model) showAll() {
	m.searching, m.tag, m.tags = false, "", tagList{}
	m.search.Wipe()
	m.find()
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
	m.shown = filter(m.items, m.tag, m.search.Value())
	m.selected = 0
}

// endSearch shows all entries again: first those with the tag, then all.
func (m *Model) endSearch() {
	if !m.searching && m.search.Len() == 0 {
		m.tag = ""
	}
	m.searching = false
	id := m.currentID()
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
	k := m.enabled()
	switch {
	case key.Matches(msg, k.Search):
		if len(m.items) > 0 {
			m.searching = true
		}
	case key.Matches(msg, k.Cancel):
		if m.wait.On() {
			m.wait = screen.Wait{}
			return nil
		}
		m.endSearch()
	case key.Matches(msg, k.Copy):
		return m.copy(c)
	case key.Matches(msg, k.NewCode):
		return screen.Advance{ID: m.currentID()}
	case key.Matches(msg, k.Next):
		m.turn.Cycle(m.current().Entry, c)
	case key.Matches(msg, k.Wait):
		m.wait.Toggle(m.current().Entry, c)
	case key.Matches(msg, k.Reveal):
		return m.reveal(c)
	case key.Matches(msg, k.Hide), key.Matches(msg, k.Show):
		m.turnHiding()
	case key.Matches(msg, k.Tags):
		m.openTags()
	case key.Matches(msg, k.Sort):
		return m.nextOrder()
	case msg.String() == "K", msg.String() == "shift+up":
		return m.shift(-1, c)
	case msg.String() == "J", msg.String() == "shift+down":
		return m.shift(1, c)
	case key.Matches(msg, k.Forget):
		m.askedID = ""
		m.ask.Ask()
	case key.Matches(msg, k.Remove):
		m.askedID = m.currentID()
		m.ask.Ask()
	default:
		return m.leave(msg, k)
	}
	return nil
}

// leave handles the keys that are the root's business.
func (m *Model) leave(msg tea.KeyPressMsg, k keys.CodesMap) screen.Outcome {
	switch {
	case key.Matches(msg, k.Open):
		return Open{Entry: m.current().Entry}
	case key.Matches(msg, k.Refused):
		return screen.Refused{ID: m.currentID()}
	case key.Matches(msg, k.Edit):
		return Edit{ID: m.currentID()}
	case key.Matches(msg, k.Favourite):
		return Favourite{ID: m.currentID(), On: !m.current().Favorite}
	case key.Matches(msg, k.Big):
		return Big{ID: m.currentID()}
	case key.Matches(msg, k.Add):
		return Add{}
	case key.Matches(msg, k.Practice):
		return screen.Enroll{}
	case key.Matches(msg, k.Guided):
		return screen.Guided{}
	case key.Matches(msg, k.Undo):
		return Undo{}
	case key.Matches(msg, k.Bin):
		return Bin{}
	case key.Matches(msg, k.Vault):
		return VaultRoom{}
	case key.Matches(msg, k.Settings):
		return Settings{}
	case key.Matches(msg, k.Palette):
		return Palette{}
	case key.Matches(msg, k.Correct):
		return Correct{}
	case key.Matches(msg, k.Measure):
		return Measure{}
	case key.Matches(msg, k.Clock):
		return screen.Clock{}
	case key.Matches(msg, k.Lab):
		return screen.Lab{}
	case key.Matches(msg, k.Lock):
		return Lock{}
	}
	return nil
}

// copy puts the selected entry's code on the clipboard: the one that is shown. A
// counter-based entry gives a new code for that, unless one is visible.
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
			return screen.Copy{ID: it.ID, What: it.display(c.L), Text: r.code.Reveal}
		}
		return screen.Advance{ID: it.ID, Copy: true}
	}
	if m.wait.For(it.Entry) {
		m.wait = screen.Wait{} // not patient any more
	}
	return screen.CopyTurn(it.Entry, m.turn, it.display(c.L), c)
}
