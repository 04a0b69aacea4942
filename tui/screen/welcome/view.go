package welcome

import (
	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
	"sandi/tui/widget"
)

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	var lines []string
	if m.form {
		lines, _ = m.formLines(c)
	} else {
		lines, _ = m.menu(c)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// menu draws what sandi is for and the choices; owner tells for each line which
// choice it belongs to.
func (m *Model) menu(c screen.Context) (lines []string, owner []int) {
	t, l := c.Theme, c.L
	width := min(c.Width, 68)
	compact := c.Height < 16
	if c.Height >= 9 {
		lines = append(lines, widget.Para(l.T("tui.welcome.explain-1"), width, t.Strong)...)
		if !compact {
			lines = append(lines, widget.Para(l.T("tui.welcome.explain-2"), width, t.Text)...)
			lines = append(lines, widget.Para(l.T("tui.welcome.explain-3"), width, t.Text)...)
		}
		lines = append(lines, "")
	}
	choices := make([]widget.Choice, len(m.choices))
	for i, choice := range m.choices {
		switch choice {
		case ThenPractice:
			choices[i] = widget.Choice{Title: l.T("tui.welcome.practice"), Note: l.T("tui.welcome.practice-note")}
		case ThenGuided:
			choices[i] = widget.Choice{Title: l.T("tui.welcome.guided"), Note: l.T("tui.welcome.guided-note")}
		case ThenCodes:
			choices[i] = widget.Choice{Title: l.T("tui.welcome.create"), Note: l.T("tui.welcome.create-note")}
		case ThenAdd:
			choices[i] = widget.Choice{Title: l.T("tui.welcome.add"), Note: l.T("tui.welcome.add-note")}
		}
	}
	for range lines {
		owner = append(owner, -1)
	}
	rows, owners := widget.Menu(choices, m.selected, width, compact, t)
	lines, owner = append(lines, rows...), append(owner, owners...)
	before := len(lines)
	lines = widget.Middle(lines, c.Height)
	for range len(lines) - before {
		owner = append([]int{-1}, owner...)
	}
	return lines, owner
}

func fieldWidth(c screen.Context) int { return min(c.Width, 44) }

// formLines draws the form for a new vault and tells in which line the field
// with the cursor is. In a small window the air goes first, then what only
// explains: what is said about the password stays.
func (m *Model) formLines(c screen.Context) (lines []string, y int) {
	for _, f := range []struct{ explain, airy bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		if lines, y = m.compose(c, f.explain, f.airy); len(lines) <= c.Height {
			break
		}
	}
	before := len(lines)
	lines = widget.Middle(lines, c.Height)
	return lines, y + len(lines) - before
}

func (m *Model) compose(c screen.Context, explain, airy bool) (lines []string, y int) {
	t, l := c.Theme, c.L
	width := min(c.Width, 68)
	gap := func() {
		if airy {
			lines = append(lines, "")
		}
	}
	if explain {
		lines = append(lines, widget.Para(l.T("tui.create.explain"), width, t.Text)...)
		gap()
	}
	for i, label := range []string{l.T("tui.create.password"), l.T("tui.create.again")} {
		style := t.Label
		if i == m.focus {
			style = t.LabelFocus
			y = len(lines) + 1
		}
		lines = append(lines, style.Render(label), m.fields[i].View(fieldWidth(c), i == m.focus && !m.creating, "", t))
		gap()
	}
	return append(lines, m.notes(c, width)...), y
}

// notes are the sentences below the fields. That nobody can recover the
// password is said as long as it can still be chosen.
func (m *Model) notes(c screen.Context, width int) []string {
	t, l := c.Theme, c.L
	var lines []string
	switch {
	case m.creating:
		return []string{t.Info.Render("◐ " + l.T("tui.create.creating"))}
	case m.err != nil:
		what, hint := l.Describe(m.err)
		lines = widget.Para("✕ "+what, width, t.Bad)
		if hint != "" {
			lines = append(lines, widget.Para(hint, width, t.Muted)...)
		}
		return lines
	case m.problem != "":
		lines = widget.Para("! "+l.T(m.problem), width, t.Warn)
	case m.fields[0].Len() > 0 && c.Height < 16:
		lines = screen.Strength(m.estimate, 0, width, c)
	case m.fields[0].Len() > 0:
		lines = screen.Strength(m.estimate, 2, width, c)
	}
	return append(lines, widget.Para(l.T("tui.create.remember"), width, t.Muted)...)
}

// Cursor is in the form's field.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if !m.form || m.creating {
		return nil
	}
	_, y := m.formLines(c)
	cursor := tea.NewCursor(m.fields[m.focus].CursorX(fieldWidth(c)), y)
	cursor.Shape = tea.CursorBar
	return cursor
}
