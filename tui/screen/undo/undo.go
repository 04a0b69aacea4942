package undo

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// Model is the screen. Its question has Undo selected at once, because the
// question is all that the screen is, and an undo can be undone.
type Model struct {
	change vault.Diff // as it was made
	at     time.Time
	keys   keys.UndoMap
	top    int
	no     bool // Cancel is selected
	busy   bool
	err    error
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Titled  = (*Model)(nil)
	_ screen.Wiping  = (*Model)(nil)
	_ screen.Mousing = (*Model)(nil)
)

// New returns the screen for the last change, made at a time that may be zero.
func New(change vault.Diff, at time.Time) *Model {
	return &Model{change: change, at: at, keys: keys.Undo()}
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.undo.title") }

// Typing is false: there is no text field.
func (m *Model) Typing() bool { return false }

// Mouse is true: the buttons can be clicked.
func (m *Model) Mouse() bool { return true }

// Wipe forgets the entries.
func (m *Model) Wipe() { m.change = vault.Diff{} }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding { return m.keys.All() }

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Failed:
		m.busy, m.err = false, msg.Err
	case tea.KeyPressMsg:
		return m.press(msg, c), nil
	case tea.MouseWheelMsg:
		by := map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
		m.scroll(by, c)
	case tea.MouseClickMsg:
		return m.click(msg.X, msg.Y, c), nil
	}
	return nil, nil
}

func (m *Model) press(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case m.busy:
	case key.Matches(msg, k.Back):
		return screen.Close{}
	case key.Matches(msg, k.Left), key.Matches(msg, k.Right):
		m.no = !m.no
	case key.Matches(msg, k.Take):
		if m.no {
			return screen.Close{}
		}
		return m.do()
	case key.Matches(msg, k.Up):
		m.scroll(-1, c)
	case key.Matches(msg, k.Down):
		m.scroll(1, c)
	}
	return nil
}

func (m *Model) do() screen.Outcome {
	m.busy, m.err = true, nil
	return Do{}
}

func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	if m.busy || y != m.room(c) {
		return nil
	}
	if x < widget.Width(c.L.T("tui.undo.yes"))+5 {
		return m.do()
	}
	return screen.Close{}
}

// room is how many lines the change gets: all but the buttons and what is said
// below them.
func (m *Model) room(c screen.Context) int {
	return min(len(m.lines(c.Width, c)), max(c.Height-1-len(m.tail(c)), 1))
}

func (m *Model) scroll(by int, c screen.Context) {
	room := m.room(c)
	lines := widget.ScrollLines(func(width int) []string { return m.lines(width, c) }, c.Width, room)
	m.top = widget.ScrollTop(m.top+by, lines, room)
}

// lines tell what was changed and what undoing that does.
func (m *Model) lines(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	width = min(width, 76)
	head := l.T("tui.undo.last")
	if !m.at.IsZero() {
		head = l.T("tui.undo.last-at", "time", screen.Moment(m.at, c))
	}
	lines := widget.Para(head, width, t.Title)
	for _, line := range screen.DiffLines(m.change, width-2, c) {
		lines = append(lines, "  "+line)
	}
	lines = append(lines, "")
	lines = append(lines, widget.Para(l.T("tui.undo.explain"), width, t.Muted)...)
	return append(lines, "")
}

// tail is what is said below the buttons.
func (m *Model) tail(c screen.Context) []string {
	t, l := c.Theme, c.L
	switch {
	case m.busy:
		return []string{"", t.Info.Render(widget.Cut("◐ "+l.T("tui.undo.busy"), c.Width))}
	case m.err != nil:
		what, hint := l.Describe(m.err)
		return append([]string{""}, widget.Para("✕ "+what+" "+hint, min(c.Width, 76), t.Bad)...)
	}
	return nil
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	l := c.L
	room := m.room(c)
	draw := func(width int) []string { return m.lines(width, c) }
	selected := 0
	if m.no {
		selected = 1
	}
	body := widget.Scroll(draw, m.top, c.Width, room, c.Theme)
	lines := []string{body, widget.Buttons([]string{l.T("tui.undo.yes"), l.T("tui.undo.no")}, selected, true, c.Theme)}
	lines = append(lines, m.tail(c)...)
	return widget.Fit(split(lines), c.Width, c.Height)
}

// split takes blocks of lines apart.
func split(blocks []string) []string {
	var lines []string
	for _, b := range blocks {
		lines = append(lines, strings.Split(b, "\n")...)
	}
	return lines
}
