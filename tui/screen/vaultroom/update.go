package vaultroom

import (
	"bytes"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/fault"
	"sandi/internal/qr"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

var (
	errMismatch = fault.New("room.mismatch", "the two passwords differ")
	errNothing  = fault.New("room.nothing-typed", "a field is empty")
	errGroup    = fault.New("room.wrong-group", "not the last group of the key")
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	out := m.handle(msg, c)
	return out, nil
}

func (m *Model) handle(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Facts:
		m.facts = &msg
		m.selected = max(min(m.selected, m.count()-1), 0)
	case Answer:
		return m.answered(msg)
	case Written:
		m.busy = false
		if m.err = msg.Err; m.err == nil {
			m.sheet = msg.File
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.move(-1, c)
		case tea.MouseWheelDown:
			m.move(1, c)
		}
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft && !m.busy && !m.ask.Open {
			return m.click(msg.Y, c)
		}
	case tea.PasteMsg:
		if m.Typing() && m.focus < len(m.fields) {
			m.typed(msg)
		}
	case tea.KeyPressMsg:
		return m.key(msg, c)
	}
	return nil
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case m.busy:
		if key.Matches(msg, k.Cancel) {
			m.busy = false
			m.ask = screen.Question{}
			return Cancel{}
		}
		return nil
	case m.ask.Open:
		if m.ask.Press(msg) {
			m.ask = screen.Question{}
			return m.work(Do{Task: m.task, On: m.facts != nil && !m.facts.KeyringOn})
		}
		return nil
	case m.page == form:
		return m.formKey(msg)
	case m.page == newKey:
		return m.newKeyKey(msg, c)
	}
	switch {
	case key.Matches(msg, k.Back):
		if m.page == overview {
			return screen.Close{}
		}
		if m.page == preview {
			m.page, m.top = list, 0
			return nil
		}
		m.home()
	case key.Matches(msg, k.Up):
		m.move(-1, c)
	case key.Matches(msg, k.Down):
		m.move(1, c)
	case key.Matches(msg, k.PageUp):
		m.move(-max(c.Height-1, 1), c)
	case key.Matches(msg, k.PageDown):
		m.move(max(c.Height-1, 1), c)
	case key.Matches(msg, k.Choose):
		return m.choose()
	}
	return nil
}

// count is how many rows the visible list has.
func (m *Model) count() int {
	switch {
	case m.facts == nil:
		return 0
	case m.page == overview:
		return len(m.tasks())
	case m.page == list && m.task == Restore:
		return len(m.facts.Backups)
	case m.page == list:
		return len(m.facts.Conflicts)
	}
	return 0
}

func (m *Model) move(by int, c screen.Context) {
	switch m.page {
	case report, preview:
		body := func(width int) []string { return m.text(width, c) }
		m.top = widget.ScrollTop(m.top+by, widget.ScrollLines(body, c.Width, m.height(c)), m.height(c))
	case overview, list:
		m.selected = max(min(m.selected+by, m.count()-1), 0)
	}
}

// choose takes what is selected.
func (m *Model) choose() screen.Outcome {
	switch m.page {
	case overview:
		if tasks := m.tasks(); m.selected < len(tasks) {
			return m.begin(tasks[m.selected])
		}
	case list:
		if m.selected >= m.count() {
			return nil
		}
		if m.task == Restore {
			if b := m.facts.Backups[m.selected]; b.Err == nil {
				return m.work(Do{Task: Restore, Source: b.Name})
			}
			return nil
		}
		if f := m.facts.Conflicts[m.selected]; f.Err == nil {
			m.answer = Answer{Task: Merge, Source: f.Path, Diff: f.Diff}
			m.page, m.top = preview, 0
		}
	case preview:
		if m.task == Merge || changes(m.answer.Diff) {
			return m.work(Do{Task: m.task, Source: m.answer.Source, Go: true})
		}
		m.home()
	case report:
		m.home()
	}
	return nil
}

func (m *Model) formKey(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	last := len(m.fields) - 1
	if m.toggle() {
		last++
	}
	switch {
	case key.Matches(msg, k.Back):
		m.home()
	case key.Matches(msg, k.Next):
		m.focus = (m.focus + 1) % (last + 1)
	case key.Matches(msg, k.Prev):
		m.focus = (m.focus + last) % (last + 1)
	case key.Matches(msg, k.Save):
		return m.submit()
	case key.Matches(msg, k.Take):
		if m.focus < last {
			m.focus++
			return nil
		}
		return m.submit()
	case m.onToggle():
		if key.Matches(msg, k.Turn) {
			m.rotate = !m.rotate
		}
	default:
		m.typed(msg)
	}
	return nil
}

func (m *Model) typed(msg tea.Msg) {
	if _, changed := m.fields[m.focus].field.Update(msg); changed {
		m.err, m.leaving = nil, false
		if m.toggle() && m.focus == 1 && m.facts != nil {
			m.weigh()
		}
	}
}

// submit checks a form and hands it to the root.
func (m *Model) submit() screen.Outcome {
	for i := range m.fields {
		if m.fields[i].field.Len() == 0 {
			m.err, m.focus = errNothing, i
			return nil
		}
	}
	switch m.task {
	case Password:
		fresh, again := m.fields[1].field.Bytes(), m.fields[2].field.Bytes()
		defer clear(again)
		if !bytes.Equal(fresh, again) {
			clear(fresh)
			m.err, m.focus = errMismatch, 1
			m.fields[1].field.Wipe()
			m.fields[2].field.Wipe()
			return nil
		}
		return m.work(Do{Task: Password, Secret: m.fields[0].field.Bytes(), New: fresh, Rotate: m.rotate})
	case TestRecovery:
		text := m.fields[0].field.Bytes()
		k, err := vault.ParseRecoveryKey(text)
		if err != nil {
			clear(text)
			m.err = err
			return nil
		}
		k.Wipe()
		return m.work(Do{Task: TestRecovery, Secret: text})
	case Backup:
		m.newPlace = strings.TrimSpace(m.fields[0].field.Value())
		return m.work(Do{Task: Backup, Into: m.newPlace})
	}
	return nil
}

// newKeyKey handles the page of a new recovery key: its last group is typed
// back, then a page may be written.
func (m *Model) newKeyKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.QR):
		m.showQR = !m.showQR
	case m.showQR:
		if key.Matches(msg, k.Back) {
			m.showQR = false
		}
	case key.Matches(msg, k.Back):
		if !m.written && m.sheet == "" && !m.leaving {
			m.leaving = true
			return screen.Say{Text: c.L.T("room.key.leave"), Tone: screen.Warn}
		}
		recipient, kept := m.answer.Key.Recipient(), m.written || m.sheet != ""
		m.home()
		if !kept {
			return TakeBack{recipient}
		}
		return Look{}
	case key.Matches(msg, k.Next), key.Matches(msg, k.Prev):
		m.focus = 1 - m.focus
	case key.Matches(msg, k.Take):
		return m.takeKey()
	default:
		m.typed(msg)
	}
	return nil
}

func (m *Model) takeKey() screen.Outcome {
	if m.focus == 0 {
		groups := m.answer.Key.Groups()
		if len(groups) == 0 {
			return nil
		}
		if !strings.EqualFold(strings.TrimSpace(m.fields[0].field.Value()), groups[len(groups)-1]) {
			m.err = errGroup
			return nil
		}
		m.written, m.err, m.focus = true, nil, 1
		return nil
	}
	file := strings.TrimSpace(m.fields[1].field.Value())
	if file == "" {
		if m.written {
			m.home()
			return Look{}
		}
		m.focus = 0
		return nil
	}
	m.busy, m.err = true, nil
	return Sheet{File: file, Key: m.answer.Key}
}

// answered takes what became of a task.
func (m *Model) answered(a Answer) screen.Outcome {
	if a.Task != m.task || !m.busy {
		a.Key.Wipe() // given up meanwhile
		return Look{}
	}
	m.busy = false
	if a.Err != nil {
		m.err = a.Err
		if m.page == form && m.task == Password {
			m.fields[0].field.Wipe()
			m.focus = 0
		}
		if m.page == overview || m.page == list {
			m.answer, m.page = a, report
		}
		return nil
	}
	for i := range m.fields {
		m.fields[i].field.Wipe()
	}
	m.fields, m.answer, m.top = nil, a, 0
	switch {
	case a.Task == NewRecovery:
		m.page, m.focus = newKey, 0
		m.code, _ = qr.Encode(a.Key.Reveal())
		m.fields = []formField{{label: "room.key.back"}, {label: "room.key.sheet", hint: "room.key.sheet-hint"}}
	case (a.Task == Restore) && !a.Done:
		m.page = preview
	default:
		m.page = report
	}
	return Look{}
}

// click takes a row.
func (m *Model) click(y int, c screen.Context) screen.Outcome {
	if m.page != overview && m.page != list {
		return nil
	}
	_, owner, _ := m.rowsIn(c)
	if y < 0 || y >= len(owner) || owner[y] < 0 {
		return nil
	}
	if m.selected != owner[y] {
		m.selected = owner[y]
		return nil
	}
	return m.choose()
}
