package vaultroom

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/qr"
	"sandi/internal/strength"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// page is what the screen shows.
type page int

const (
	overview page = iota
	form          // fields to fill in
	list          // backups or conflicting copies
	preview       // what restoring or merging would change
	report        // what was found or done
	newKey        // a recovery key that was just made
)

// Model is the screen.
type Model struct {
	keys     keys.RoomMap
	facts    *Facts // nil until they come
	page     page
	task     Task
	selected int
	top      int // first line of a report or preview
	busy     bool
	err      error

	fields []formField
	focus  int
	rotate bool
	// estimate is of the new password.
	estimate strength.Estimate

	answer   Answer
	ask      screen.Question
	code     qr.Code
	showQR   bool
	written  bool   // the last group was typed back
	sheet    string // the file that the page was written to
	leaving  bool   // the way out was asked for once
	newPlace string // where backups go, offered the next time
}

// formField is a field of a form.
type formField struct {
	label string // message key
	hint  string // message key; may be empty
	field widget.Field
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Bare     = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
	_ screen.Drafting = (*Model)(nil)
)

// New returns the screen: the root sends Facts.
func New() *Model { return &Model{keys: keys.Room()} }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen and what is being done.
func (m *Model) Title(l *locale.Localizer) string {
	if m.page == overview {
		return l.T("room.title")
	}
	return l.T("room.title") + " › " + l.T("room.task."+string(m.task))
}

// Typing reports whether a field has the keyboard.
func (m *Model) Typing() bool {
	return (m.page == form || m.page == newKey) && !m.busy && !m.showQR && !m.ask.Open && !m.onToggle()
}

// Bare reports whether the QR code wants the whole window.
func (m *Model) Bare() bool { return m.page == newKey && m.showQR }

// Draft reports whether something is entered that is not saved.
func (m *Model) Draft() bool {
	for i := range m.fields {
		if m.page == form && m.fields[i].field.Len() > 0 && m.task != Backup {
			return true
		}
	}
	return m.page == newKey && !m.written && m.sheet == ""
}

// Mouse asks for clicks.
func (m *Model) Mouse() bool { return m.page == overview || m.page == list }

// Wipe forgets everything that was typed and shown.
func (m *Model) Wipe() {
	for i := range m.fields {
		m.fields[i].field.Wipe()
	}
	m.fields, m.rotate = nil, false
	m.answer.Key.Wipe()
	m.answer, m.code, m.showQR, m.estimate = Answer{}, qr.Code{}, false, strength.Estimate{}
}

// toggle is whether the form ends with the choice about the identity.
func (m *Model) toggle() bool { return m.page == form && m.task == Password }

// onToggle reports whether that has the focus.
func (m *Model) onToggle() bool { return m.toggle() && m.focus == len(m.fields) }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	switch {
	case m.busy:
		return []key.Binding{k.Cancel}
	case m.ask.Open:
		return keys.YesNo().All()
	case m.page == form:
		k.Turn.SetEnabled(m.onToggle())
		return k.Form()
	case m.page == newKey && m.showQR:
		return []key.Binding{k.QR, k.Back}
	case m.page == newKey:
		return []key.Binding{k.Take, k.QR, k.Back}
	case m.page == report:
		return k.Report()
	case m.page == preview:
		k.Do.SetEnabled(changes(m.answer.Diff))
		return k.Preview()
	}
	return k.List()
}

func changes(d vault.Diff) bool {
	return len(d.Added)+len(d.Removed)+len(d.Changed) > 0 || d.Moved
}

// tasks lists what the overview offers.
func (m *Model) tasks() []Task {
	f := m.facts
	if f == nil {
		return nil
	}
	tasks := []Task{Password, NewRecovery}
	if len(f.Recovery) > 0 {
		tasks = append(tasks, TestRecovery)
	}
	if f.Keyring || f.KeyringOn {
		tasks = append(tasks, Keyring)
	}
	tasks = append(tasks, Hardware, Backup, Restore, Verify)
	// What wants attention comes first.
	if len(f.Conflicts) > 0 {
		tasks = append([]Task{Merge}, tasks...)
	}
	if f.Rolled {
		tasks = append([]Task{Rollback}, tasks...)
	}
	return tasks
}

// Start begins a task as if it had been chosen, and returns what the root has to
// do for it.
func (m *Model) Start(task Task) screen.Outcome {
	for i, t := range m.tasks() {
		if t == task {
			m.selected = i
		}
	}
	return m.begin(task)
}

// begin opens the page of a task, or does it where nothing is to be asked.
func (m *Model) begin(task Task) screen.Outcome {
	m.task, m.err, m.focus, m.rotate, m.leaving, m.top = task, nil, 0, false, false, 0
	m.answer, m.sheet, m.written = Answer{}, "", false
	secret := func(label string) formField { return formField{label: label, field: widget.Field{Secret: true}} }
	m.fields = nil
	switch task {
	case Password:
		m.page = form
		m.fields = []formField{secret("room.password.now"), secret("room.password.new"), secret("room.password.again")}
	case TestRecovery:
		m.page = form
		m.fields = []formField{secret("room.recovery.type")}
	case Backup:
		m.page = form
		into := formField{label: "room.backup.into", hint: "room.backup.into-hint"}
		if m.newPlace == "" && m.facts != nil && m.facts.Copied.Path != "" {
			m.newPlace = parent(m.facts.Copied.Path)
		}
		into.field.Set(m.newPlace)
		m.fields = []formField{into}
	case NewRecovery, Rollback, Keyring:
		m.ask.Ask()
	case Restore, Merge:
		m.page, m.selected = list, 0
	case Verify:
		return m.work(Do{Task: Verify})
	case Hardware:
		m.page = report
	}
	return nil
}

// parent is the directory that a path is in, whichever way its parts are
// divided.
func parent(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return path
}

// work hands a task to the root.
func (m *Model) work(d Do) screen.Outcome {
	m.busy, m.err = true, nil
	return d
}

// home goes back to the overview.
func (m *Model) home() {
	m.Wipe()
	task := m.task
	m.page, m.err, m.busy, m.top = overview, nil, false, 0
	m.selected = 0
	for i, t := range m.tasks() {
		if t == task {
			m.selected = i
		}
	}
}
