package vaultroom

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	var lines []string
	switch {
	case m.ask.Open:
		lines = m.question(c)
	case m.page == newKey && m.showQR:
		lines = m.qr(c)
	case m.page == overview || m.page == list:
		lines, _, _ = m.rowsIn(c)
	case m.page == form || m.page == newKey:
		lines, _, _ = m.fill(c)
	default:
		return m.scrolled(c)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// height is what there is for a text that scrolls; two lines are kept for what
// Enter does with it, or for what went wrong.
func (m *Model) height(c screen.Context) int {
	if m.page == preview || m.busy {
		return max(c.Height-2, 1)
	}
	return c.Height
}

func (m *Model) scrolled(c screen.Context) string {
	h := m.height(c)
	text := widget.Scroll(func(width int) []string { return m.text(width, c) }, m.top, c.Width, h, c.Theme)
	if h == c.Height {
		return text
	}
	t, l := c.Theme, c.L
	line := ""
	switch {
	case m.busy:
		line = t.Info.Render(widget.Cut("◐ "+l.T("room.busy."+string(m.task)), c.Width))
	case changes(m.answer.Diff) || m.task == Merge:
		line = widget.Buttons([]string{l.T("room.go." + string(m.task))}, 0, true, t)
	}
	return text + "\n\n" + line
}

// state tells in a few words how a task's subject stands, and whether that needs
// attention.
func (m *Model) state(task Task, c screen.Context) (text string, attention bool) {
	f, l := m.facts, c.L
	switch task {
	case Password:
		return l.T("room.state.password", "factor", f.WorkFactor), false
	case NewRecovery:
		if len(f.Recovery) == 0 {
			return l.T("room.state.none"), true
		}
		return l.N("room.state.recovery", len(f.Recovery)), false
	case TestRecovery:
		for _, r := range f.Recovery {
			if !r.Tested.IsZero() {
				return l.T("room.state.tested", "day", screen.Day(r.Tested, c)), false
			}
		}
		return l.T("room.state.untested"), true
	case Keyring:
		if f.KeyringOn {
			return l.T("room.state.on"), false
		}
		return l.T("room.state.off"), false
	case Hardware:
		if len(f.Hardware) == 0 {
			return l.T("room.state.none"), false
		}
		names := make([]string, len(f.Hardware))
		for i, k := range f.Hardware {
			names[i] = printable.Text(k.Name)
		}
		return strings.Join(names, ", "), false
	case Backup:
		if f.Copied.At.IsZero() {
			return l.T("room.state.never"), true
		}
		return l.T("room.state.copied", "day", screen.Day(f.Copied.At, c), "dir", printable.Text(f.Copied.Path)), f.Old
	case Restore:
		if len(f.Backups) == 0 {
			return l.T("room.state.no-backups"), false
		}
		return l.N("room.state.backups", len(f.Backups), "at", screen.Moment(f.Backups[0].At, c)), false
	case Merge:
		return l.N("room.state.conflicts", len(f.Conflicts)), true
	case Rollback:
		return l.T("room.state.rolled"), true
	}
	return "", false
}

// rowsIn draws the overview or a list: the lines, the row each belongs to, and
// where the selected one begins.
func (m *Model) rowsIn(c screen.Context) (lines []string, owner []int, at int) {
	t, l := c.Theme, c.L
	if m.facts == nil {
		return []string{t.Info.Render("◐ " + l.T("room.looking"))}, []int{-1}, 0
	}
	var choices []widget.Choice
	switch {
	case m.page == overview:
		wide := 0
		for _, task := range m.tasks() {
			wide = max(wide, widget.Width(l.T("room.task."+string(task))))
		}
		for _, task := range m.tasks() {
			state, attention := m.state(task, c)
			title := l.T("room.task." + string(task))
			if state != "" {
				if attention {
					state = "! " + state
				}
				title = widget.PadRight(title, wide) + "  " + state
			}
			choices = append(choices, widget.Choice{Title: title, Note: l.T("room.about." + string(task))})
		}
	case m.task == Restore:
		for _, b := range m.facts.Backups {
			note := l.N("room.backup.entries", b.Entries)
			if b.Err != nil {
				what, _ := l.Describe(b.Err)
				note = "✕ " + printable.Text(what)
			}
			choices = append(choices, widget.Choice{Title: l.T("room.backup.row", "at", screen.Moment(b.At, c), "generation", b.Generation), Note: note})
		}
	default:
		for _, f := range m.facts.Conflicts {
			note := screen.DiffLine(f.Diff, l)
			if f.Err != nil {
				what, _ := l.Describe(f.Err)
				note = "✕ " + printable.Text(what)
			}
			choices = append(choices, widget.Choice{Title: printable.Text(f.Tool) + " · " + screen.Moment(f.At, c), Note: note})
		}
	}
	head := m.head(c)
	body, own := widget.Menu(choices, m.selected, c.Width-2, true, t)
	rows := max(c.Height-len(head), 1)
	first, after := len(own), 0
	for i, o := range own {
		if o == m.selected {
			first, after = min(first, i), i+1
		}
	}
	w := widget.Window{Top: 0, Rows: rows}
	w = w.Around(after-1, len(body)) // the note too
	w = w.Around(min(first, after-1), len(body))
	lines = append(lines, head...)
	for range head {
		owner = append(owner, -1)
	}
	for i := w.Top; i < min(w.Top+rows, len(body)); i++ {
		lines = append(lines, widget.PadRight(body[i], c.Width-1)+w.Thumb(i-w.Top, rows, len(body), t))
		owner = append(owner, own[i])
	}
	return lines, owner, first
}

// head stands above a list.
func (m *Model) head(c screen.Context) []string {
	t, l := c.Theme, c.L
	switch {
	case m.busy:
		return []string{t.Info.Render(widget.Cut("◐ "+l.T("room.busy."+string(m.task)), c.Width)), ""}
	case m.page == overview && m.facts.Err != nil:
		what, hint := l.Describe(m.facts.Err)
		return append(widget.Para("✕ "+printable.Text(strings.TrimSpace(what+" "+hint)), c.Width, t.Bad), "")
	case m.page == overview && c.Height >= 16:
		return []string{t.Muted.Render(widget.Cut(l.T("room.where", "dir", printable.Text(m.facts.Dir)), c.Width)), ""}
	case m.page == list && m.count() == 0:
		return widget.Para(l.T("room.state.no-backups"), c.Width, t.Muted)
	case m.page == list && c.Height >= 16:
		return append(widget.Para(l.T("room.pick."+string(m.task)), c.Width, t.Muted), "")
	}
	return nil
}

// question draws what is asked before a task without a form.
func (m *Model) question(c screen.Context) []string {
	l, what := c.L, string(m.task)
	if m.task == Keyring && m.facts != nil && m.facts.KeyringOn {
		what = "keyring-off"
	}
	return m.ask.Lines(screen.Asking{
		Title: l.T("room.ask." + what), Explain: l.T("room.explain." + what), Yes: l.T("room.yes." + what),
	}, c)
}

// fill draws a form, and tells where the cursor is.
func (m *Model) fill(c screen.Context) (lines []string, x, y int) {
	t, l := c.Theme, c.L
	width := min(c.Width, 76)
	y = -1
	put := func(more ...string) { lines = append(lines, more...) }
	if m.page == newKey {
		put(m.keyText(width, c)...)
	} else if c.Height >= 16 {
		put(widget.Para(l.T("room.explain."+string(m.task)), width, t.Muted)...)
		put("")
	}
	for i := range m.fields {
		f := &m.fields[i]
		focused := i == m.focus && !m.busy
		style, mark := t.Label, "  "
		if focused {
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
		}
		label := l.T(f.label)
		if m.page == newKey && i == 0 && m.written {
			label += " " + t.Good.Render("✓")
		}
		put(mark + style.Render(widget.Cut(label, width-2)))
		if focused {
			x, y = 2+f.field.CursorX(width-2), len(lines)
		}
		hint := ""
		if f.hint != "" {
			hint = l.T(f.hint)
		}
		put("  " + f.field.View(width-2, focused, hint, t))
		if i == 1 && m.task == Password && m.page == form && f.field.Len() > 0 {
			put(widget.Indent(m.strength(width-2, c), 2)...)
		}
		if c.Height >= 16 {
			put("")
		}
	}
	if m.toggle() {
		box, style := "[ ]", t.Label
		if m.rotate {
			box = "[x]"
		}
		mark := "  "
		if m.onToggle() {
			mark, style = t.Mark.Render("›")+" ", t.LabelFocus
			y, x = len(lines), 3
		}
		for i, line := range widget.Wrap(box+" "+l.T("room.password.rotate"), max(width-2, 1)) {
			if i > 0 {
				mark, line = "  ", "    "+line
			}
			put(mark + style.Render(widget.Cut(line, width-2)))
		}
	}
	if tail := m.tail(width, c); len(tail) > 0 {
		put(tail...)
	}
	// A form that is too high keeps what is being typed in view.
	if over := len(lines) - c.Height; over > 0 && y >= 0 {
		drop := min(over, max(y-c.Height+4, 0))
		if y >= c.Height-2 || m.err != nil {
			drop = min(over, max(y-1, 0))
		}
		lines, y = lines[drop:], y-drop
	}
	return lines, x, y
}

// tail is what stands below a form: what is being done, what went wrong.
func (m *Model) tail(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	switch {
	case m.busy && m.page == newKey:
		return []string{t.Info.Render("◐ " + l.T("room.busy.sheet"))}
	case m.busy:
		return widget.Para("◐ "+l.T("room.busy."+string(m.task)), width, t.Info)
	case m.err != nil:
		what, hint := l.Describe(m.err)
		return widget.Para("✕ "+printable.Text(strings.TrimSpace(what+" "+hint)), width, t.Bad)
	case m.page == newKey && m.sheet != "":
		return widget.Para("✓ "+l.T("room.key.sheet-done", "file", printable.Text(m.sheet)), width, t.Good)
	case m.page == newKey && m.written:
		return widget.Para("✓ "+l.T("room.key.written"), width, t.Good)
	}
	return nil
}

// keyText is the recovery key as people write it down.
func (m *Model) keyText(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	var lines []string
	if c.Height >= 16 {
		lines = append(widget.Para(l.T("room.key.explain"), width, t.Text), "")
	}
	groups, style := m.answer.Key.Groups(), t.Code
	if m.written || m.fields[0].field.Len() > 0 {
		// What is typed back comes from the paper, and not from the screen.
		style = t.Hidden
		for i := range groups {
			groups[i] = strings.Repeat("•", len(groups[i]))
		}
	}
	lines = append(lines, widget.Para(strings.Join(groups, " "), width, style)...)
	if c.Height >= 16 {
		lines = append(lines, "", t.Muted.Render(widget.Cut(l.T("room.key.qr", "key", keys.Name(m.keys.QR, l)), width)), "")
	}
	return lines
}

// qr draws the key as a QR code in the whole window, or says what it needs.
func (m *Model) qr(c screen.Context) []string {
	t, l := c.Theme, c.L
	hint := t.Key.Render(keys.Name(m.keys.Back, l)) + " " + t.KeyDesc.Render(keys.Desc(m.keys.Back, l))
	side := func(width int) []string {
		lines := []string{t.Title.Render(widget.Cut(l.T("room.key.title"), width)), ""}
		lines = append(lines, widget.Para(l.T("room.key.scan"), width, t.Text)...)
		return append(lines, "", hint)
	}
	lines, ok, cols, rows := widget.QR(m.code, side, c.Width, c.Height)
	if ok {
		return lines
	}
	lines = widget.Para(l.T("tui.entry.qr-small", "cols", cols, "rows", rows, "width", c.Width, "height", c.Height), c.Width, t.Warn)
	return append(lines, "", hint)
}

// Cursor is where something is typed.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if !m.Typing() && !m.onToggle() || m.busy {
		return nil
	}
	_, x, y := m.fill(c)
	if y < 0 {
		return nil
	}
	return tea.NewCursor(x, y)
}
