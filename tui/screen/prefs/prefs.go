// Package prefs is the screen of the settings: every field of
// internal/settings, changed in place. A change takes effect at once.
package prefs

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Changed is the outcome when a setting was changed: the root follows and keeps
// them.
type Changed struct{ Settings settings.Settings }

// Now tells the screen what the settings are, where something else changed them.
type Now struct{ Settings settings.Settings }

// Failed says that the settings could not be kept. They hold until the end of
// the program.
type Failed struct{ Err error }

// Model is the screen.
type Model struct {
	keys     keys.PrefsMap
	now      settings.Settings
	path     string
	problems []settings.Problem
	failed   error

	fields   []settings.Field
	selected int
	window   widget.Window

	typing bool
	field  widget.Field
	err    error // why what was typed is no value
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Drafting = (*Model)(nil)
)

// New returns the screen. path is the file that the settings are kept in, empty
// for none; problems are its lines that are not followed. name selects a field,
// if there is one of that name.
func New(now settings.Settings, path string, problems []settings.Problem, name string) *Model {
	m := &Model{keys: keys.Prefs(), now: now, path: path, problems: problems, fields: settings.Fields()}
	for i, f := range m.fields {
		if f.Name == name {
			m.selected = i
		}
	}
	return m
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("settings.title") }

// Typing reports whether a value is being typed.
func (m *Model) Typing() bool { return m.typing }

// Draft reports whether something was typed that is not saved.
func (m *Model) Draft() bool { return m.typing && m.field.Value() != m.field0() }

// Mouse asks for clicks.
func (m *Model) Mouse() bool { return true }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.typing {
		return m.keys.Typing()
	}
	k := m.keys
	if f := m.current(); f.Kind == settings.Hosts {
		k.More.SetEnabled(false)
		k.Less.SetEnabled(false)
	}
	k.Default.SetEnabled(m.current().Get(m.now) != m.current().Get(settings.Default()))
	return k.All()
}

func (m *Model) current() settings.Field { return m.fields[m.selected] }

func (m *Model) field0() string { return m.current().Get(m.now) }

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	out := m.handle(msg, c)
	m.window.Rows = m.rows(c)
	m.window = m.window.Around(m.selected, len(m.fields))
	return out, nil
}

func (m *Model) handle(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Now:
		m.now = msg.Settings
	case Failed:
		m.failed = msg.Err
	case tea.MouseWheelMsg:
		if m.typing {
			return nil
		}
		switch msg.Button {
		case tea.MouseWheelUp:
			m.move(-1)
		case tea.MouseWheelDown:
			m.move(1)
		}
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.X, msg.Y, c)
		}
	case tea.PasteMsg:
		if m.typing {
			m.edit(msg)
		}
	case tea.KeyPressMsg:
		if m.typing {
			return m.typed(msg)
		}
		return m.key(msg)
	}
	return nil
}

func (m *Model) key(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return screen.Close{}
	case key.Matches(msg, k.Up):
		m.move(-1)
	case key.Matches(msg, k.Down):
		m.move(1)
	case key.Matches(msg, k.PageUp):
		m.move(-len(m.fields))
	case key.Matches(msg, k.PageDown):
		m.move(len(m.fields))
	case key.Matches(msg, k.More):
		return m.turn(1)
	case key.Matches(msg, k.Less):
		return m.turn(-1)
	case key.Matches(msg, k.Default):
		return m.set(m.current().Get(settings.Default()))
	case key.Matches(msg, k.Edit):
		return m.enter()
	}
	return nil
}

func (m *Model) move(by int) {
	m.selected = max(min(m.selected+by, len(m.fields)-1), 0)
}

// enter changes a value that has few, and opens a field for the others.
func (m *Model) enter() screen.Outcome {
	switch m.current().Kind {
	case settings.Choice, settings.Toggle:
		return m.turn(1)
	}
	m.typing, m.err = true, nil
	m.field.Set(m.field0())
	return nil
}

// turn goes to the next value.
func (m *Model) turn(by int) screen.Outcome {
	return m.set(m.current().Next(m.now, by))
}

// set takes a value. Where it cannot be, the error stays beside it.
func (m *Model) set(text string) screen.Outcome {
	s := m.now
	if m.err = m.current().Set(&s, text); m.err != nil {
		return nil
	}
	m.typing = false
	m.field.Wipe()
	if s.Equal(m.now) {
		return nil
	}
	m.now, m.failed = s, nil
	return Changed{s}
}

func (m *Model) typed(msg tea.KeyPressMsg) screen.Outcome {
	switch {
	case key.Matches(msg, m.keys.Cancel):
		m.typing, m.err = false, nil
		m.field.Wipe()
	case key.Matches(msg, m.keys.Take):
		return m.set(m.field.Value())
	default:
		m.edit(msg)
	}
	return nil
}

func (m *Model) edit(msg tea.Msg) {
	if _, changed := m.field.Update(msg); changed {
		m.err = nil
	}
}
