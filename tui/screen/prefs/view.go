package prefs

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/internal/settings"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// foot is how many lines are kept below the list for what explains the
// selected setting.
func foot(c screen.Context) int {
	switch {
	case c.Height >= 18:
		return 5
	case c.Height >= 9:
		return 4
	}
	return 0
}

// head is what stands above the list: the file, and what is wrong with it.
func (m *Model) head(c screen.Context) []string {
	if c.Height < 16 {
		return nil
	}
	t, l := c.Theme, c.L
	var lines []string
	if m.path != "" {
		lines = append(lines, t.Muted.Render(widget.Cut(l.T("settings.kept-in", "file", printable.Text(m.path)), c.Width)))
	} else {
		lines = append(lines, t.Muted.Render(widget.Cut(l.T("settings.kept-nowhere"), c.Width)))
	}
	for i, p := range m.problems {
		if i == 2 {
			break
		}
		what, _ := l.Describe(p.Err)
		lines = append(lines, t.Warn.Render(widget.Cut("! "+printable.Text(what), c.Width)))
	}
	return append(lines, "")
}

func (m *Model) rows(c screen.Context) int {
	return max(c.Height-len(m.head(c))-foot(c), 1)
}

// columns returns the width of the names and the cell at which values begin.
func (m *Model) columns(c screen.Context) (wide, value int) {
	for _, f := range m.fields {
		wide = max(wide, widget.Width(c.L.T(f.Label())))
	}
	wide = min(wide, max(c.Width/2-4, 8))
	return wide, 2 + wide + 2
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	t := c.Theme
	lines := m.head(c)
	w := m.window
	w.Rows = m.rows(c)
	w = w.Around(m.selected, len(m.fields))
	wide, value := m.columns(c)
	for i := w.Top; i < min(w.Top+w.Rows, len(m.fields)); i++ {
		f := m.fields[i]
		mark, name := "  ", t.Text
		if i == m.selected {
			mark, name = t.Mark.Render("▌")+" ", t.Selected
		}
		line := mark + name.Render(widget.PadRight(c.L.T(f.Label()), wide)) + "  "
		line += m.drawValue(f, i == m.selected, c.Width-value-2, c)
		lines = append(lines, widget.PadRight(line, c.Width-1)+w.Thumb(i-w.Top, w.Rows, len(m.fields), t))
	}
	if n := foot(c); n > 0 {
		about := m.about(c)
		lines = append(append(lines, ""), strings.Split(widget.Fit(about, c.Width, n-1), "\n")...)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// about explains the selected setting, or what is wrong.
func (m *Model) about(c screen.Context) []string {
	t, l := c.Theme, c.L
	switch {
	case m.err != nil:
		what, _ := l.Describe(m.err)
		return widget.Para("✕ "+what, c.Width, t.Bad)
	case m.failed != nil:
		what, hint := l.Describe(m.failed)
		return widget.Para("✕ "+printable.Text(strings.TrimSpace(what+" "+hint)), c.Width, t.Bad)
	}
	return widget.Para(l.T(m.current().Help()), c.Width, t.Muted)
}

// drawValue draws a value; the selected one shows that it can be changed.
func (m *Model) drawValue(f settings.Field, selected bool, room int, c screen.Context) string {
	t := c.Theme
	if selected && m.typing {
		return m.field.View(max(room, 1), true, "", t)
	}
	text := Text(f, m.now, c.L)
	switch {
	case !selected:
		return t.Strong.Render(widget.Cut(text, room))
	case f.Kind == settings.Hosts:
		return t.Selected.Render(widget.Cut(text, room))
	}
	return t.Mark.Render("‹ ") + t.Selected.Render(widget.Cut(text, room-4)) + t.Mark.Render(" ›")
}

// Text is a value in words.
func Text(f settings.Field, s settings.Settings, l *locale.Localizer) string {
	switch v := f.Value(s).(type) {
	case bool:
		if v {
			return l.T("settings.on")
		}
		return l.T("settings.off")
	case string:
		return l.T(f.Choice(v))
	case int:
		if v == 0 && f.Never {
			return l.T("settings.never")
		}
		switch f.Unit {
		case "minutes":
			return l.T("unit.minutes", "n", v)
		case "seconds":
			return l.T("unit.seconds", "n", v)
		}
		return l.N("unit.days", v)
	case []string:
		switch {
		case len(v) > 0:
		case len(s.NTP)+len(s.HTTPS) > 0: // somebody else is asked
			return l.T("settings.no-hosts")
		default:
			return l.T("settings.built-in")
		}
		return printable.Text(strings.Join(v, ", "))
	}
	return ""
}

// click selects a setting; a click on its value changes it.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	if m.typing {
		return nil
	}
	row := y - len(m.head(c))
	i := row + m.window.Around(m.selected, len(m.fields)).Top
	if row < 0 || row >= m.rows(c) || i >= len(m.fields) {
		return nil
	}
	was := m.selected
	m.selected = i
	_, value := m.columns(c)
	if x < value {
		return nil
	}
	if i == was && x < value+2 && m.current().Kind != settings.Hosts {
		return m.turn(-1)
	}
	if m.current().Kind == settings.Number {
		return m.turn(1)
	}
	return m.enter()
}

// Cursor is where a value is typed.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if !m.typing {
		return nil
	}
	_, value := m.columns(c)
	w := m.window
	w.Rows = m.rows(c)
	w = w.Around(m.selected, len(m.fields))
	x := value + m.field.CursorX(max(c.Width-value-2, 1))
	return tea.NewCursor(min(x, c.Width-1), len(m.head(c))+m.selected-w.Top)
}
