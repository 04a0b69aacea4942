// Package welcome is the first screen of somebody who has no vault yet.
//
// It says in three lines what sandi is for, offers the practice portal first,
// and asks for the password of the new vault, which every one of its choices
// needs.
package welcome

import (
	"bytes"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/strength"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// Then is what follows the new vault.
type Then int

// What may follow.
const (
	ThenCodes    Then = iota
	ThenPractice      // the enrolment on the practice portal
	ThenAdd           // a new entry
	ThenGuided        // the guided enrolment
)

// Create is the outcome: make a vault with this password. Whoever gets it
// overwrites it after use.
type Create struct {
	Password screen.Password
	Then     Then
}

// Failed tells the screen that the vault could not be made.
type Failed struct{ Err error }

// Model is the screen.
type Model struct {
	keys     keys.WelcomeMap
	choices  []Then
	selected int

	form     bool
	fields   [2]widget.Field // password, and once more
	focus    int
	creating bool
	estimate strength.Estimate // of the first field
	problem  string            // catalogue key
	err      error
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen. practice says whether the practice portal can be
// offered. straight skips the menu: the choice was made before.
func New(practice bool, straight bool, then Then) *Model {
	m := &Model{keys: keys.Welcome(), choices: []Then{ThenPractice, ThenCodes, ThenAdd}}
	if !practice {
		m.choices = m.choices[1:]
	}
	for i, choice := range m.choices {
		if straight && choice == then {
			m.selected, m.form = i, true
		}
	}
	m.fields[0].Secret, m.fields[1].Secret = true, true
	return m
}

// OfferGuided adds the guided enrolment to the choices, before those without
// one. chosen says that it was chosen before.
func (m *Model) OfferGuided(chosen bool) {
	at := max(slices.Index(m.choices, ThenCodes), 0)
	m.choices = slices.Insert(m.choices, at, ThenGuided)
	if chosen {
		m.selected, m.form = at, true
	}
}

// Create tells the screen that the vault is being made with a password that it
// did not have to ask for.
func (m *Model) Create() {
	m.form, m.creating = true, true
}

// Init has the dictionaries read against which a password is weighed.
func (m *Model) Init() tea.Cmd {
	return func() tea.Msg {
		strength.Warm()
		return nil
	}
}

// typed takes a key or a paste into a field of the form.
func (m *Model) typed(msg tea.Msg) {
	_, changed := m.fields[m.focus].Update(msg)
	if !changed {
		return
	}
	m.problem, m.err = "", nil
	if m.focus == 0 {
		password := m.fields[0].Bytes()
		m.estimate = strength.Of(password, []string{"sandi"}, vault.DefaultWorkFactor)
		clear(password)
	}
}

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string {
	if m.form {
		return l.T("tui.create.title")
	}
	return l.T("tui.welcome.title")
}

// Typing reports whether the form is open.
func (m *Model) Typing() bool { return m.form }

// Mouse asks for clicks on the menu.
func (m *Model) Mouse() bool { return !m.form }

// Wipe overwrites what was typed.
func (m *Model) Wipe() {
	m.fields[0].Wipe()
	m.fields[1].Wipe()
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	if !m.form {
		return []key.Binding{k.Choose, keys.Global().Language, k.Down, k.Up}
	}
	k.Create.SetEnabled(!m.creating)
	return []key.Binding{k.Create, keys.Global().Language, k.NextField, k.Back, k.PrevField}
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Failed:
		m.creating, m.err = false, msg.Err
	case tea.MouseClickMsg:
		if _, owner := m.menu(c); !m.form && msg.Button == tea.MouseLeft && msg.Y >= 0 && msg.Y < len(owner) && owner[msg.Y] >= 0 {
			m.selected, m.form = owner[msg.Y], true
		}
	case tea.KeyPressMsg:
		switch {
		case m.creating:
		case m.form:
			return m.formKey(msg), nil
		default:
			m.menuKey(msg)
		}
	case tea.PasteMsg:
		if m.form && !m.creating {
			m.typed(msg)
		}
	}
	return nil, nil
}

func (m *Model) menuKey(msg tea.KeyPressMsg) {
	k, n := m.keys, len(m.choices)
	switch {
	case key.Matches(msg, k.Up):
		m.selected = (m.selected + n - 1) % n
	case key.Matches(msg, k.Down):
		m.selected = (m.selected + 1) % n
	case key.Matches(msg, k.Choose):
		m.form, m.focus = true, 0
	}
}

func (m *Model) formKey(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		m.Wipe()
		m.form, m.focus, m.problem, m.err = false, 0, "", nil
	case key.Matches(msg, k.NextField), key.Matches(msg, k.PrevField):
		m.focus = 1 - m.focus
	case key.Matches(msg, k.Create):
		return m.create()
	default:
		m.typed(msg)
	}
	return nil
}

func (m *Model) create() screen.Outcome {
	m.err = nil
	switch {
	case m.fields[0].Len() == 0:
		m.focus, m.problem = 0, "tui.create.empty"
		return nil
	case m.focus == 0:
		m.focus, m.problem = 1, ""
		return nil
	}
	password, again := m.fields[0].Bytes(), m.fields[1].Bytes()
	defer clear(again)
	if !bytes.Equal(password, again) {
		clear(password)
		m.fields[1].Wipe()
		m.problem = "tui.create.differ"
		return nil
	}
	m.Wipe()
	m.problem, m.creating = "", true
	return Create{Password: password, Then: m.choices[m.selected]}
}
