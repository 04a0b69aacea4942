package codes

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// grid is how the list is laid out in a window: pure arithmetic, shared by
// drawing, scrolling and clicks.
type grid struct {
	head    int // lines above the list: the search and a margin
	lines   int // lines of one entry, its margin included: 1, 2 or 3
	visible int // entries that fit
	width   int // cells of a row, without the scroll mark
	bar     int // cells of the countdown bar, 0 for none
}

// narrow is the width below which a row cannot hold name, account and two codes
// side by side.
const narrow = 64

func (m *Model) grid(c screen.Context) grid {
	g := grid{width: c.Width, lines: 1}
	switch {
	case c.Height >= 16:
		g.head = 2
	case c.Height >= 7 || m.searching || m.search.Len() > 0 || m.tag != "":
		g.head = 1
	}
	// The density follows from all entries and not from the ones found, so
	// that rows do not change their shape while one types.
	room, n := max(c.Height-g.head, 1), len(m.items)
	switch {
	case 3*n-1 <= room:
		g.lines = 3
	case room >= 2 && (c.Width < narrow || n <= room):
		g.lines = 2
	}
	g.visible = max(room/g.lines, 1)
	if g.lines == 3 {
		g.visible = max((room+1)/3, 1)
	}
	if len(m.shown) > g.visible {
		g.width -= 2
	}
	switch {
	case c.Width >= 96:
		g.bar = 20
	case c.Width >= 72:
		g.bar = 12
	case c.Width >= 50:
		g.bar = 8
	case c.Width >= 34:
		g.bar = 5
	}
	return g
}

// at returns the row in view at a line of the screen, or -1.
func (g grid) at(y int) int {
	if y < g.head {
		return -1
	}
	row := (y - g.head) / g.lines
	if row >= g.visible || (g.lines == 3 && (y-g.head)%3 == 2) {
		return -1
	}
	return row
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	if !m.loaded {
		return ""
	}
	if m.ask.Open {
		return widget.Fit(widget.Middle(m.question(c), c.Height), c.Width, c.Height)
	}
	if len(m.items) == 0 {
		return m.empty(c)
	}
	if m.tags.open {
		return m.tagsView(c)
	}
	g := m.grid(c)
	lines := make([]string, 0, c.Height)
	if g.head > 0 {
		lines = append(lines, m.head(c))
	}
	if g.head > 1 {
		lines = append(lines, "")
	}
	if len(m.shown) == 0 {
		lines = append(lines, m.nothing(c)...)
		return widget.Fit(lines, c.Width, c.Height)
	}
	w := m.window
	w.Rows = g.visible
	w = w.Around(m.selected, len(m.shown))
	last := min(w.Top+w.Rows, len(m.shown))
	rows := make([]row, 0, last-w.Top)
	for i := w.Top; i < last; i++ {
		rows = append(rows, m.row(&m.items[m.shown[i]], c))
	}
	cols := measure(rows, c)
	for i, r := range rows {
		lines = append(lines, m.draw(r, w.Top+i == m.selected, cols, g, c)...)
	}
	if len(m.shown) > g.visible {
		height := g.visible * g.lines
		for y := 0; y < height && g.head+y < c.Height; y++ {
			if g.head+y >= len(lines) {
				lines = append(lines, "")
			}
			lines[g.head+y] = widget.PadRight(lines[g.head+y], g.width+1) + w.Thumb(y, height, len(m.shown), c.Theme)
		}
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// searchWidth is how wide the search field is beside the count.
func (m *Model) searchWidth(c screen.Context, count string) int {
	return max(min(c.Width-widget.Width(count)-5, 40), 4)
}

// Cursor is in the search field while one types there.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if !m.Typing() || len(m.items) == 0 {
		return nil
	}
	count := m.count(c)
	cursor := tea.NewCursor(2+m.search.CursorX(m.searchWidth(c, count)), 0)
	cursor.Shape = tea.CursorBar
	return cursor
}

// question asks whether to remove one entry, or all practice entries.
func (m *Model) question(c screen.Context) []string {
	l, n := c.L, len(m.practised())
	if m.askedID != "" {
		return m.ask.Lines(m.asking(l), c)
	}
	explain := l.T("tui.forget.explain")
	if rest := len(m.items) - n; rest > 0 {
		explain += " " + l.N("tui.forget.stay", rest)
	}
	return m.ask.Lines(screen.Asking{
		Title: l.N("tui.forget.question", n), Explain: explain,
		Yes: l.N("tui.forget.yes", n), Busy: l.T("tui.remove.busy"),
	}, c)
}

// asking is the question about one entry.
func (m *Model) asking(l *locale.Localizer) screen.Asking {
	name, explain := "", l.T("tui.remove.explain")
	for i := range m.items {
		if it := &m.items[i]; it.ID == m.askedID {
			name = it.display(l)
			if it.account != "" {
				name += ": " + it.account
			}
			if it.Practice() {
				explain = l.T("tui.remove.explain-practice")
			}
		}
	}
	return screen.Asking{Title: l.T("tui.remove.question", "name", name), Explain: explain, Yes: l.T("tui.remove.yes"), Busy: l.T("tui.remove.busy")}
}

// nothing says that the search found nothing.
func (m *Model) nothing(c screen.Context) []string {
	query := printable.Cut(strings.TrimSpace(m.search.Value()), max(c.Width/2, 8))
	return widget.Para(c.L.T("tui.codes.none-found", "query", query), c.Width, c.Theme.Text)
}

// empty is the screen of a vault without entries: what to do next.
func (m *Model) empty(c screen.Context) string {
	t, l, width := c.Theme, c.L, min(c.Width, 64)
	lines := widget.Para(l.T("tui.codes.empty"), width, t.Strong)
	lines = append(lines, "")
	step := func(key, text string) {
		for i, line := range widget.Wrap(text, max(width-4, 8)) {
			mark := "    "
			if i == 0 {
				mark = widget.PadRight(t.Key.Render(key), 4)
			}
			lines = append(lines, mark+t.Text.Render(line))
		}
	}
	if m.practice {
		step("p", l.T("tui.codes.empty-practice"))
	}
	if m.guided {
		step("W", l.T("tui.codes.empty-guided"))
	}
	step("a", l.T("tui.codes.empty-add"))
	step("·", l.T("tui.codes.empty-paste"))
	return widget.Fit(widget.Middle(lines, c.Height), c.Width, c.Height)
}
