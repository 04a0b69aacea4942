// Package big is the screen that shows one code so large that it can be read
// across a room, with its countdown and the code after it.
package big

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/vault"
)

// Changed brings the entry as the vault has it now.
type Changed struct{ Entry vault.Entry }

// revealFor is how long the code of a counter-based entry stays visible.
const revealFor = 60 * time.Second

// Model is the screen.
type Model struct {
	keys  keys.BigMap
	entry vault.Entry
	turn  screen.Turn
	wait  screen.Wait

	hotp  otp.Code
	until time.Time
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Wide    = (*Model)(nil)
	_ screen.Mousing = (*Model)(nil)
	_ screen.Titled  = (*Model)(nil)
	_ screen.Wiping  = (*Model)(nil)
)

// New returns the screen of an entry that makes codes.
func New(e vault.Entry) *Model { return &Model{keys: keys.Big(), entry: e} }

// ID returns the entry's id.
func (m *Model) ID() string { return m.entry.ID }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.big.title") }

// Typing is false: there is no text field.
func (m *Model) Typing() bool { return false }

// Wide asks for the whole width of the window.
func (m *Model) Wide() bool { return true }

// Mouse asks for clicks: a click copies the code.
func (m *Model) Mouse() bool { return true }

// Wipe forgets the entry.
func (m *Model) Wipe() {
	m.entry, m.hotp, m.turn, m.wait = vault.Entry{}, otp.Code{}, screen.Turn{}, screen.Wait{}
}

func (m *Model) usable() bool {
	return m.entry.Status != vault.Quarantined && m.entry.Status != vault.Retired && m.entry.Key.Validate() == nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding { return m.enabled().All() }

func (m *Model) enabled() keys.BigMap {
	k, usable, counter := m.keys, m.usable(), m.entry.Key.Type == otp.HOTP
	k.Copy.SetEnabled(usable)
	k.Next.SetEnabled(usable && !counter)
	k.Wait.SetEnabled(usable && !counter)
	k.NewCode.SetEnabled(usable && counter)
	k.Refused.SetEnabled(m.entry.Status != vault.Quarantined)
	return k
}

// name is the entry's name, safe to draw.
func (m *Model) name(l *locale.Localizer) string {
	if s := printable.Text(m.entry.Key.Issuer); s != "" {
		return s
	}
	if s := printable.Text(m.entry.Key.Account); s != "" {
		return s
	}
	return l.T("tui.entry.unnamed")
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Changed:
		m.entry = msg.Entry
	case screen.Advanced:
		if msg.Err == nil && msg.ID == m.entry.ID {
			m.hotp, m.until = msg.Code, c.Now.Add(revealFor)
		}
	case screen.Tick:
		if _, ok := m.wait.Due(c); ok && m.usable() {
			return screen.CopyFresh(m.entry, m.name(c.L), c), nil
		}
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.copy(c), nil
		}
	case tea.KeyPressMsg:
		return m.key(msg, c), nil
	}
	return nil, nil
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.enabled()
	switch {
	case key.Matches(msg, k.Back):
		if m.wait.On() {
			m.wait = screen.Wait{}
			return nil
		}
		return screen.Close{}
	case key.Matches(msg, k.Copy):
		return m.copy(c)
	case key.Matches(msg, k.Refused):
		return screen.Refused{ID: m.entry.ID}
	case key.Matches(msg, k.NewCode):
		return screen.Advance{ID: m.entry.ID}
	case key.Matches(msg, k.Next):
		m.turn.Cycle(m.entry, c)
	case key.Matches(msg, k.Wait):
		m.wait.Toggle(m.entry, c)
	}
	return nil
}

func (m *Model) copy(c screen.Context) screen.Outcome {
	switch {
	case !m.usable():
		return nil
	case m.entry.Key.Type != otp.HOTP:
		m.wait = screen.Wait{}
		return screen.CopyTurn(m.entry, m.turn, m.name(c.L), c)
	case c.Now.Before(m.until):
		return screen.Copy{ID: m.entry.ID, What: m.name(c.L), Text: m.hotp.Reveal}
	}
	return screen.Advance{ID: m.entry.ID, Copy: true}
}
