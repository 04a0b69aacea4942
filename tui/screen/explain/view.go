package explain

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// readable is the widest that lines of text get.
const readable = 76

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	if m.told != nil {
		draw := func(width int) []string { return m.report(width, c) }
		return widget.Scroll(draw, m.top, c.Width, c.Height, c.Theme)
	}
	d := m.layout(c)
	draw := func(width int) []string { return m.draw(width, c).lines }
	return widget.Scroll(draw, d.top(c.Height), c.Width, c.Height, c.Theme)
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

// drawing is the form as lines, with what belongs to each and the place of the
// focus in it.
type drawing struct {
	lines []string
	owner map[int]part // of a line; of the line of the buttons, partExplain
	x, y  int          // of the cursor; y of the focused line
	point bool
	split int // the column of that line from which the second button counts
}

// top is the first line shown of a form that is higher than the window.
func (d drawing) top(height int) int {
	return max(min(d.y-height/2, len(d.lines)-height), 0)
}

// layout draws the form as View shows it: narrower where it is scrolled.
func (m *Model) layout(c screen.Context) drawing {
	d := m.draw(c.Width, c)
	if len(d.lines) > c.Height {
		d = m.draw(max(c.Width-2, 1), c)
	}
	return d
}

// Cursor is in the focused field.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if m.told != nil || m.asking {
		return nil
	}
	d := m.layout(c)
	if !d.point {
		return nil
	}
	cursor := tea.NewCursor(d.x, d.y-d.top(c.Height))
	cursor.Shape = tea.CursorBar
	return cursor
}

// label names a part.
func (m *Model) label(p part, l *locale.Localizer) string {
	switch p {
	case partCode:
		return l.T("explainscreen.code")
	case partAnd:
		return l.T("explainscreen.and")
	case partWhen:
		return l.T("explainscreen.when")
	case partWhich:
		return l.T("explainscreen.which")
	case partSaid:
		return l.T("explainscreen.said")
	}
	return l.T("explainscreen.window")
}

// value tells a choice.
func (m *Model) value(p part, c screen.Context) string {
	l := c.L
	switch p {
	case partWhich:
		if m.other {
			return l.T("explainscreen.which.other")
		}
		return l.T("explainscreen.which.copied", "ago", c.L.Duration(m.opened.Sub(m.copied.At)))
	case partSaid:
		return l.T([]string{"explainscreen.said.wrong", "explainscreen.said.used", "explainscreen.said.locked", "explainscreen.said.nothing"}[m.said])
	}
	return l.T([]string{"explainscreen.window.both", "explainscreen.window.none", "explainscreen.window.past", "explainscreen.window.wide"}[m.window])
}

// draw draws the form width cells wide.
func (m *Model) draw(width int, c screen.Context) drawing {
	t, l := c.Theme, c.L
	width = min(width, readable)
	airy := c.Height >= 18
	d := drawing{owner: map[int]part{}}
	gap := func() {
		if airy {
			d.lines = append(d.lines, "")
		}
	}
	d.lines = append(d.lines, t.Title.Render(widget.Cut(m.name(l), width)))
	if airy {
		d.lines = append(d.lines, widget.Para(l.T("explainscreen.intro"), width, t.Muted)...)
	}
	gap()
	wide := 0
	for p := range partExplain {
		wide = max(wide, widget.Width(m.label(p, l)))
	}
	wide = min(wide+3, width/2) // of a label, with the mark before it and a blank after
	room := max(width-wide, 4)
	for _, p := range m.order() {
		if p >= partExplain {
			break
		}
		style, mark := t.Label, "  "
		if p == m.focus {
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
			d.y = len(d.lines)
		}
		head := mark + style.Render(widget.PadRight(widget.Cut(m.label(p, l), wide-3), wide-3)) + " "
		d.owner[len(d.lines)] = p
		if int(p) < texts {
			most := min(room, 24)
			if p == m.focus {
				d.point, d.x = true, widget.Width(head)+m.fields[p].CursorX(most)
			}
			d.lines = append(d.lines, head+m.fields[p].View(most, p == m.focus && !m.asking, m.placeholder(p, l), t))
		} else {
			value := m.value(p, c)
			if p == m.focus {
				value = t.Mark.Render("‹") + " " + t.Strong.Render(widget.Cut(value, room-4)) + " " + t.Mark.Render("›")
			} else {
				value = t.Field.Render(widget.Cut(value, room))
			}
			d.lines = append(d.lines, head+value)
		}
		d.lines = append(d.lines, widget.Indent(m.below(p, room, c), wide)...)
	}
	if m.blame != nil && m.blamed < 0 {
		what, hint := l.Describe(m.blame)
		d.lines = append(d.lines, widget.Para("✕ "+strings.TrimSpace(what+" "+hint), width, t.Bad)...)
	}
	if m.asking {
		d.lines = append(d.lines, t.Info.Render(widget.Cut("◐ "+l.T("explainscreen.asking"), width)))
	}
	gap()
	selected := -1
	if m.focus >= partExplain {
		selected, d.y = int(m.focus-partExplain), len(d.lines)
	}
	d.owner[len(d.lines)] = partExplain
	explain := l.T("explainscreen.explain")
	d.split = widget.Width(explain) + 5
	d.lines = append(d.lines, widget.Buttons([]string{explain, l.T("tui.add.cancel")}, selected, true, t))
	return d
}

func (m *Model) placeholder(p part, l *locale.Localizer) string {
	switch p {
	case partAnd:
		return l.T("explainscreen.and.none")
	case partWhen:
		return l.T("explainscreen.when.now")
	}
	return ""
}

// below is what is said below a part: what is wrong with it, or what it means
// while it has the focus.
func (m *Model) below(p part, width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	if m.blame != nil && m.blamed == p {
		what, hint := l.Describe(m.blame)
		return widget.Para("✕ "+strings.TrimSpace(what+" "+hint), width, t.Bad)
	}
	if p != m.focus {
		return nil
	}
	help := map[part]string{
		partCode: l.T("explainscreen.code.help"), partAnd: l.T("explainscreen.and.help"),
		partWhen: l.T("explainscreen.when.help"), partWindow: l.T("explainscreen.window.help"),
	}[p]
	if help == "" {
		return nil
	}
	return widget.Para(help, width, t.Muted)
}
