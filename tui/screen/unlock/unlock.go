// Package unlock is the screen that asks for the vault password.
//
// It hands the password to the root as an outcome and shows that the vault is
// being opened; the key derivation runs in a command, and typing meanwhile does
// nothing. A wrong password is told kindly and leaves the field ready.
package unlock

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Open is the outcome: open the vault with this password. Whoever gets it
// overwrites it after use.
type Open struct{ Password screen.Password }

// Failed tells the screen that the vault did not open.
type Failed struct{ Err error }

// Model is the screen.
type Model struct {
	keys    keys.UnlockMap
	field   widget.Field
	opening bool
	err     error
	empty   bool
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen. opening says that a password was already given and
// is being tried.
func New(opening bool) *Model {
	return &Model{keys: keys.Unlock(), field: widget.Field{Secret: true}, opening: opening}
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.unlock.title") }

// Typing is always true: letters are the password's.
func (m *Model) Typing() bool { return true }

// Wipe overwrites what was typed.
func (m *Model) Wipe() { m.field.Wipe() }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	k.Open.SetEnabled(!m.opening)
	return []key.Binding{k.Open, keys.Global().Language, keys.Global().Quit}
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Failed:
		m.opening, m.err = false, msg.Err
		return nil, nil
	case tea.KeyPressMsg:
		if m.opening {
			return nil, nil
		}
		if key.Matches(msg, m.keys.Open) {
			if m.field.Len() == 0 {
				m.err, m.empty = nil, true
				return nil, nil
			}
			password := m.field.Bytes()
			m.field.Wipe()
			m.opening, m.err = true, nil
			return Open{Password: password}, nil
		}
	}
	if m.opening {
		return nil, nil
	}
	if _, changed := m.field.Update(msg); changed {
		m.err, m.empty = nil, false
	}
	return nil, nil
}

// fieldWidth is the width of the password field.
func fieldWidth(c screen.Context) int { return min(c.Width, 44) }

// lines draws the screen and tells in which line and column the field is. What
// only explains gives way in a small window.
func (m *Model) lines(c screen.Context) (lines []string, y int) {
	for _, explain := range []bool{true, false} {
		if lines, y = m.compose(c, explain); len(lines) <= c.Height {
			break
		}
	}
	before := len(lines)
	lines = widget.Middle(lines, c.Height)
	return lines, y + len(lines) - before
}

func (m *Model) compose(c screen.Context, explain bool) (lines []string, y int) {
	t, l := c.Theme, c.L
	width := min(c.Width, 60)
	if explain {
		lines = append(lines, t.Brand.Render(l.T("tui.unlock.locked")), "")
		lines = append(lines, widget.Para(l.T("tui.unlock.explain"), width, t.Muted)...)
		lines = append(lines, "")
	}
	lines = append(lines, t.LabelFocus.Render(l.T("tui.unlock.password")))
	y = len(lines)
	lines = append(lines, m.field.View(fieldWidth(c), !m.opening, "", t))
	say := func(more []string) {
		if explain {
			lines = append(lines, "")
		}
		lines = append(lines, more...)
	}
	switch {
	case m.opening:
		say([]string{t.Info.Render("◐ " + l.T("tui.unlock.opening"))})
	case m.err != nil:
		what, hint := l.Describe(m.err)
		more := widget.Para("✕ "+what, width, t.Bad)
		if hint != "" {
			more = append(more, widget.Para(hint, width, t.Muted)...)
		}
		say(more)
	case m.empty:
		say([]string{t.Warn.Render("! " + l.T("tui.unlock.empty"))})
	}
	return lines, y
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	lines, _ := m.lines(c)
	return widget.Fit(lines, c.Width, c.Height)
}

// Cursor is in the password field.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if m.opening {
		return nil
	}
	_, y := m.lines(c)
	cursor := tea.NewCursor(m.field.CursorX(fieldWidth(c)), y)
	cursor.Shape = tea.CursorBar
	return cursor
}
