package clock

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// room is the width of the forms.
func room(c screen.Context) int { return min(c.Width, 72) }

// explain adds sentences where the window has room for them.
func explain(lines []string, text string, c screen.Context) []string {
	if c.Height < 12 {
		return lines
	}
	return append(append(lines, widget.Para(text, room(c), c.Theme.Text)...), "")
}

// typingPage draws the question for what a trusted clock shows, and returns
// where the cursor is.
func (m *Model) typingPage(c screen.Context) (lines []string, x, y int) {
	t, l := c.Theme, c.L
	width := room(c)
	lines = append(lines, heading(l.T("drift.time.title"), width, c), "")
	lines = explain(lines, l.T("drift.time.explain"), c)
	lines = append(lines, t.LabelFocus.Render(widget.Cut(l.T("drift.time.label"), width)))
	x, y = m.shown.CursorX(width), len(lines)
	lines = append(lines, m.shown.View(width, true, l.T("drift.time.example"), t), "")
	lines = append(lines, m.trouble(width, c)...)
	now := m.local(c)
	lines = append(lines, widget.Para(l.T("drift.time.here", "time", now.Format("15:04:05"), "zone", now.Format("-07:00")), width, t.Muted)...)
	return lines, x, y
}

// trouble tells why what was typed did not do.
func (m *Model) trouble(width int, c screen.Context) []string {
	if m.err == nil {
		return nil
	}
	what, hint := c.L.Describe(m.err)
	return append(widget.Para("✕ "+printable.Text(strings.TrimSpace(what+" "+hint)), width, c.Theme.Bad), "")
}

// pickHead is what stands above the list of entries.
func (m *Model) pickHead(c screen.Context) []string {
	lines := []string{heading(c.L.T("drift.match.which"), c.Width, c), ""}
	if c.Height >= 16 {
		lines = append(append(lines, widget.Para(c.L.T("drift.match.explain"), room(c), c.Theme.Text)...), "")
	}
	return lines
}

func (m *Model) rows(c screen.Context) int { return max(c.Height-len(m.pickHead(c)), 1) }

// entryAt returns the entry of a line, or −1.
func (m *Model) entryAt(line int, c screen.Context) int {
	row := line - len(m.pickHead(c))
	i := m.picked.Top + row
	if m.page != picking || row < 0 || row >= m.rows(c) || i >= len(m.facts.Entries) {
		return -1
	}
	return i
}

// pickingPage draws the list of entries.
func (m *Model) pickingPage(c screen.Context) []string {
	t := c.Theme
	lines := m.pickHead(c)
	rows := m.rows(c)
	w := widget.Window{Top: m.picked.Top, Rows: rows}.Around(m.choice, len(m.facts.Entries))
	for i := w.Top; i < min(w.Top+rows, len(m.facts.Entries)); i++ {
		mark, style := "  ", t.Text
		if i == m.choice {
			mark, style = t.Mark.Render("▌")+" ", t.Selected
		}
		line := mark + style.Render(widget.Cut(m.facts.Entries[i].Name, c.Width-4))
		lines = append(lines, widget.PadRight(line, c.Width-1)+w.Thumb(i-w.Top, rows, len(m.facts.Entries), t))
	}
	return lines
}

// matchingPage draws the questions for two codes, and returns where the cursor
// is.
func (m *Model) matchingPage(c screen.Context) (lines []string, x, y int) {
	t, l := c.Theme, c.L
	width := room(c)
	if m.choice >= len(m.facts.Entries) {
		return nil, 0, 0
	}
	name := m.facts.Entries[m.choice].Name
	lines = append(lines, heading(l.T("drift.match.title", "name", printable.Cut(name, max(width/2, 8))), width, c), "")
	lines = explain(lines, l.T("drift.match.how", "key", keys.Name(m.keys.Take, l)), c)
	for i, label := range []string{l.T("drift.match.first"), l.T("drift.match.second")} {
		style, mark := t.Label, "  "
		if i == m.focus {
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
			x, y = 2+m.codes[i].CursorX(min(width-2, 20)), len(lines)+1
		}
		if i == 0 && !m.first.Code.IsZero() {
			label += " " + t.Good.Render("✓ "+m.first.At.Format("15:04:05"))
		}
		lines = append(lines, mark+style.Render(widget.Cut(label, width-2)))
		lines = append(lines, "  "+m.codes[i].View(min(width-2, 20), i == m.focus, "", t))
		if c.Height >= 12 {
			lines = append(lines, "")
		}
	}
	lines = append(lines, m.trouble(width, c)...)
	if m.focus == 1 && m.err == nil {
		lines = append(lines, widget.Para(l.T("drift.match.wait"), width, t.Info)...)
	}
	return lines, x, y
}

// Cursor is where something is typed.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	var x, y int
	switch m.page {
	case typing:
		_, x, y = m.typingPage(c)
	case matching:
		_, x, y = m.matchingPage(c)
	default:
		return nil
	}
	return tea.NewCursor(min(x, c.Width-1), y)
}
