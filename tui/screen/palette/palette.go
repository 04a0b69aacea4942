// Package palette is the list of everything that can be done at the moment,
// with its key: searched as one types, and run by Enter or a click.
package palette

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// Item is one action. Its words are finished and printable.
type Item struct {
	Title string
	Key   string // how its key is written; empty where there is none
	Group string // where it belongs, in muted letters; may be empty
	// More is found by the search as well, and not shown: the title in the
	// other language.
	More string
}

// Run is the outcome when an item was chosen: its place in what New was given.
type Run struct{ Index int }

// Model is the screen.
type Model struct {
	keys     keys.PaletteMap
	items    []Item
	folded   []string // what is searched in
	shown    []int
	selected int
	window   widget.Window
	search   widget.Field
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
)

// New returns the screen with these actions.
func New(items []Item) *Model {
	m := &Model{keys: keys.Palette(), items: items, folded: make([]string, len(items))}
	for i, it := range items {
		m.folded[i] = strings.ToLower(it.Title + " " + it.Group + " " + it.More)
	}
	m.find()
	return m
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("palette.title") }

// Typing is always so.
func (m *Model) Typing() bool { return true }

// Mouse asks for clicks.
func (m *Model) Mouse() bool { return true }

// Bindings lists the keys.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	k.Run.SetEnabled(len(m.shown) > 0)
	return k.All()
}

// find lists the items that hold every word that was typed. One whose title
// begins with it comes first; a key that is typed exactly finds its action.
func (m *Model) find() {
	m.shown, m.selected = m.shown[:0], 0
	text := strings.ToLower(strings.TrimSpace(m.search.Value()))
	words := strings.Fields(text)
	var rest []int
	for i, it := range m.items {
		switch {
		case text != "" && (strings.HasPrefix(m.folded[i], text) || it.Key == strings.TrimSpace(m.search.Value())):
			m.shown = append(m.shown, i)
		case holds(m.folded[i], words):
			rest = append(rest, i)
		}
	}
	m.shown = append(m.shown, rest...)
}

func holds(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	out := m.handle(msg)
	m.window.Rows = rows(c)
	m.window = m.window.Around(m.selected, len(m.shown))
	return out, nil
}

func (m *Model) handle(msg tea.Msg) screen.Outcome {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.move(-1)
		case tea.MouseWheelDown:
			m.move(1)
		}
	case tea.MouseClickMsg:
		if i := msg.Y - top + m.window.Top; msg.Button == tea.MouseLeft && msg.Y >= top && i < len(m.shown) && msg.Y-top < m.window.Rows {
			m.selected = i
			return Run{m.shown[i]}
		}
	case tea.KeyPressMsg:
		return m.key(msg)
	default:
		m.typed(msg)
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
		m.move(-m.window.Rows)
	case key.Matches(msg, k.PageDown):
		m.move(m.window.Rows)
	case key.Matches(msg, k.Run):
		if len(m.shown) > 0 {
			return Run{m.shown[m.selected]}
		}
	default:
		m.typed(msg)
	}
	return nil
}

// typed gives a message to the search.
func (m *Model) typed(msg tea.Msg) {
	if _, changed := m.search.Update(msg); changed {
		m.find()
	}
}

func (m *Model) move(by int) {
	m.selected = max(min(m.selected+by, len(m.shown)-1), 0)
}

// top is how many lines stand above the list: the search and a blank one.
const top = 2

func rows(c screen.Context) int { return max(c.Height-top, 1) }

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	t := c.Theme
	lines := []string{t.Mark.Render("› ") + m.search.View(max(min(c.Width-2, 60), 1), true, c.L.T("palette.hint"), t), ""}
	w := m.window
	w.Rows = rows(c)
	w = w.Around(m.selected, len(m.shown))
	wide := 0
	for _, it := range m.items {
		wide = max(wide, min(widget.Width(it.Key), 12))
	}
	width := min(c.Width, 90) - 2
	for i := w.Top; i < min(w.Top+w.Rows, len(m.shown)); i++ {
		line := m.row(m.items[m.shown[i]], i == m.selected, wide, width, t)
		lines = append(lines, widget.PadRight(line, width+1)+w.Thumb(i-w.Top, w.Rows, len(m.shown), t))
	}
	if len(m.shown) == 0 {
		lines = append(lines, widget.Para(c.L.T("palette.none"), c.Width, t.Muted)...)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

func (m *Model) row(it Item, selected bool, wide, width int, t *theme.Theme) string {
	mark, style := "  ", t.Text
	if selected {
		mark, style = t.Mark.Render("▌")+" ", t.Selected
	}
	line := mark + t.Key.Render(widget.PadRight(it.Key, wide)) + "  "
	room := width - 2 - wide - 2
	title := widget.Cut(it.Title, room)
	line += style.Render(title)
	if rest := room - widget.Width(title) - 2; it.Group != "" && rest >= widget.Width(it.Group) {
		line += "  " + t.Muted.Render(widget.PadLeft(it.Group, rest))
	}
	return line
}

// Cursor is in the search.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	return tea.NewCursor(2+m.search.CursorX(max(min(c.Width-2, 60), 1)), 0)
}
