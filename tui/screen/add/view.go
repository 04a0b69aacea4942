package add

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// drawing is the form as lines, with the place of the focus in it.
type drawing struct {
	lines []string
	x, y  int // of the cursor; y of the focused line
	point bool
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	d := m.layout(c)
	lines := func(width int) []string { return m.draw(width, c).lines }
	return widget.Scroll(lines, d.top(c.Height), c.Width, c.Height, c.Theme)
}

// layout draws the form as View shows it: narrower where it is scrolled.
func (m *Model) layout(c screen.Context) drawing {
	d := m.draw(c.Width, c)
	if len(d.lines) > c.Height {
		d = m.draw(max(c.Width-2, 1), c)
	}
	return d
}

// top is the first line shown of a form that is higher than the window.
func (d drawing) top(height int) int {
	return max(min(d.y-height/2, len(d.lines)-height), 0)
}

// Cursor is in the focused field.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	d := m.layout(c)
	if !d.point || m.saving {
		return nil
	}
	cursor := tea.NewCursor(d.x, d.y-d.top(c.Height))
	cursor.Shape = tea.CursorBar
	return cursor
}

func (m *Model) draw(width int, c screen.Context) drawing {
	t, l := c.Theme, c.L
	width = min(width, 76)
	airy := c.Height >= 16
	var d drawing
	gap := func() {
		if airy {
			d.lines = append(d.lines, "")
		}
	}
	labels := []string{l.T("tui.add.issuer"), l.T("tui.add.account"), l.T("tui.add.type"), l.T("tui.add.algorithm"), l.T("tui.add.digits"), l.T("tui.add.period"), l.T("tui.add.counter"), l.T("tui.add.preview"), l.T("tui.add.advanced")}
	wide := 0
	for _, label := range labels {
		wide = max(wide, widget.Width(label))
	}
	wide = min(wide+3, width/2)
	label := func(p part, text string) string {
		style, mark := t.Label, "  "
		if p == m.focus {
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
			d.y = len(d.lines)
		}
		return mark + style.Render(widget.PadRight(text, wide-1)) + " "
	}
	field := func(p part, text, placeholder string, room, indent int) {
		head := label(p, text) + strings.Repeat(" ", indent)
		if p == m.focus {
			d.point, d.x = true, widget.Width(head)+m.fields[p].CursorX(room)
		}
		d.lines = append(d.lines, head+m.fields[p].View(room, p == m.focus && !m.saving, placeholder, t))
	}
	choice := func(p part, text, value string) {
		head := label(p, text)
		if p == m.focus {
			value = t.Mark.Render("‹") + " " + t.Strong.Render(value) + " " + t.Mark.Render("›")
		} else {
			value = t.Field.Render("  " + value)
		}
		d.lines = append(d.lines, head+value)
	}

	m.drawKey(&d, width, c)
	gap()
	room := max(width-wide-2, 4)
	field(partIssuer, labels[0], l.T("tui.add.issuer-hint"), min(room, 40), 0)
	field(partAccount, labels[1], l.T("tui.add.account-hint"), min(room, 40), 0)
	mark := "▸ "
	if m.advanced {
		mark = "▾ "
	}
	d.lines = append(d.lines, label(partMore, labels[8])+t.Muted.Render(widget.Cut(mark+m.summary(c), room)))
	if m.advanced {
		choice(partType, labels[2], kindName(m.kind, c))
		choice(partAlgorithm, labels[3], string(m.algorithm))
		if m.kind != otp.Steam {
			choice(partDigits, labels[4], strconv.Itoa(m.digits))
		}
		if m.kind == otp.HOTP {
			field(partCounter, labels[6], "", min(room-2, 20), 2)
		} else {
			field(partPeriod, labels[5], "", min(room-2, 10), 2)
		}
	}
	gap()
	d.lines = append(d.lines, "  "+t.Label.Render(widget.PadRight(labels[7], wide))+m.preview(room, c))
	d.lines = append(d.lines, m.notes(width, c)...)
	gap()
	selected := -1
	switch m.focus {
	case partSave:
		selected, d.y = 0, len(d.lines)
	case partCancel:
		selected, d.y = 1, len(d.lines)
	}
	d.lines = append(d.lines, widget.Buttons([]string{l.T("tui.add.save"), l.T("tui.add.cancel")}, selected, true, t))
	return d
}

// drawKey draws the first field with its state below it.
func (m *Model) drawKey(d *drawing, width int, c screen.Context) {
	t, l := c.Theme, c.L
	style, mark := t.Label, "  "
	if m.focus == partKey {
		style, mark = t.LabelFocus, t.Mark.Render("›")+" "
		d.point, d.x = true, 2+m.fields[partKey].CursorX(width-2)
	}
	for _, line := range widget.Para(l.T("tui.add.key"), max(width-2, 1), style) {
		d.lines = append(d.lines, mark+line)
		mark = "  "
	}
	if m.focus == partKey {
		d.y = len(d.lines)
	}
	shown := m.fields[partKey]
	shown.Secret = m.focus != partKey // the key is on screen only while it is being typed
	d.lines = append(d.lines, "  "+shown.View(width-2, m.focus == partKey && !m.saving, l.T("tui.add.key-hint"), t))
	var state []string
	switch {
	case m.keyProblem() != nil:
		what, hint := l.Describe(m.keyProblem())
		state = widget.Para("✕ "+what, width-2, t.Bad)
		if hint != "" {
			state = append(state, widget.Para(hint, width-2, t.Muted)...)
		}
	case !m.secret.IsZero():
		state = []string{t.Good.Render(widget.Cut("✓ "+l.N("tui.add.key-read", m.characters()), width-2))}
		if m.doubt != nil && m.doubted {
			what, hint := l.Describe(m.doubt)
			state = append(state, widget.Para("! "+what, width-2, t.Warn)...)
			if hint != "" && c.Height >= 16 {
				state = append(state, widget.Para(hint, width-2, t.Muted)...)
			}
		}
	default:
		state = widget.Para(l.T("tui.add.key-help"), max(width-2, 1), t.Muted)
	}
	d.lines = append(d.lines, widget.Indent(state, 2)...)
}

// keyProblem is what is wrong with the key and told below its field: at once
// where typing on cannot mend it, else once the field was left or saving failed.
func (m *Model) keyProblem() error {
	switch {
	case m.err != nil && (early(m.err) || m.focus != partKey || m.problem != nil || strings.Contains(m.fields[partKey].Value(), ":")):
		return m.err
	case m.err == nil && m.secret.IsZero():
		return m.problem
	}
	return nil
}

func kindName(k otp.Type, c screen.Context) string {
	switch k {
	case otp.HOTP:
		return c.L.T("tui.entry.hotp")
	case otp.Steam:
		return "Steam"
	}
	return c.L.T("tui.entry.totp")
}

// summary tells the advanced fields in one line.
func (m *Model) summary(c screen.Context) string {
	digits := m.digits
	if m.kind == otp.Steam {
		digits = otp.SteamDigits
	}
	parts := []string{strings.ToUpper(string(m.kind)), c.L.N("tui.entry.digits", digits), string(m.algorithm)}
	if m.kind != otp.HOTP {
		if n, err := strconv.Atoi(m.fields[partPeriod].Value()); err == nil && n > 0 && n <= otp.MaxPeriod {
			parts = append(parts, seconds(n, c.L))
		}
	}
	return strings.Join(parts, " · ")
}

func seconds(n int, l *locale.Localizer) string { return l.Duration(time.Duration(n) * time.Second) }

// preview shows the code that the entry would give, in at most room cells.
func (m *Model) preview(room int, c screen.Context) string {
	t := c.Theme
	k, err := m.made()
	if err != nil || m.secret.IsZero() {
		return t.Hidden.Render(widget.Dots(m.digits))
	}
	if k.Type == otp.HOTP {
		return t.Hidden.Render(widget.Dots(k.Digits)) + "  " + t.Muted.Render(c.L.T("tui.add.hotp-later"))
	}
	code, err := k.CodeAt(c.Now)
	if err != nil {
		return t.Hidden.Render(widget.Dots(m.digits))
	}
	left, style := screen.LeftOf(k, c), t.Code
	if left.Soon() {
		style = t.Soon
	}
	bar := max(min(room-len(code.Grouped())-8, 10), 0)
	return style.Render(code.Grouped()) + "  " + left.Bar(bar, t) + " " + t.Muted.Render(left.Text(c.L))
}

// notes are the sentences between the preview and the buttons.
func (m *Model) notes(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	say := func(mark, text string, style func(...string) string) []string {
		lines := widget.Wrap(mark+text, width-2)
		for i := range lines {
			lines[i] = "  " + style(lines[i])
		}
		return lines
	}
	same := printable.Cut(m.same, 40)
	switch {
	case m.saving:
		return say("◐ ", l.T("tui.add.saving"), t.Info.Render)
	case m.problem != nil && m.keyProblem() == nil:
		what, hint := l.Describe(m.problem)
		return say("✕ ", strings.TrimSpace(what+" "+hint), t.Bad.Render)
	case m.sameKey && m.warned:
		return say("! ", l.T("tui.add.same-key-again", "name", same), t.Warn.Render)
	case m.sameKey:
		return say("! ", l.T("tui.add.same-key", "name", same), t.Warn.Render)
	case m.same != "":
		return say("! ", l.T("tui.add.same-name", "name", same), t.Warn.Render)
	}
	return nil
}
