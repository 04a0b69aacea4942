package edit

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// drawing is the form as lines, with what belongs to each and the place of the
// focus in it.
type drawing struct {
	lines []string
	owner map[int]part // of a line; of the line of the buttons, partSave
	x, y  int          // of the cursor; y of the focused line
	point bool
	split int // the column of that line from which the second button counts
}

// at returns the part at a cell of the drawing.
func (d drawing) at(x, y int) (part, bool) {
	p, ok := d.owner[y]
	if ok && p == partSave && x >= d.split {
		p = partCancel
	}
	return p, ok
}

// top is the first line shown of a form that is higher than the window.
func (d drawing) top(height int) int {
	return max(min(d.y-height/2, len(d.lines)-height), 0)
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	if m.leave.Open {
		return widget.Fit(widget.Middle(m.question(c), c.Height), c.Width, c.Height)
	}
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

// Cursor is in the focused field.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if m.saving || m.leave.Open {
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

// question draws the question whether to leave what was changed behind.
func (m *Model) question(c screen.Context) []string { return m.leave.Lines(m.asking(c), c) }

// asking is the words of the question.
func (m *Model) asking(c screen.Context) screen.Asking {
	var names []string
	for _, p := range m.order() {
		if m.touched(p) && p != partAgain {
			names = append(names, strings.ToLower(m.label(p, c.L)))
		}
	}
	return screen.Asking{
		Title: c.L.T("tui.edit.drop"), Explain: c.L.T("tui.edit.drop-explain", "fields", strings.Join(names, ", ")),
		Yes: c.L.T("tui.edit.drop-yes"),
	}
}

// label names a part.
func (m *Model) label(p part, l *locale.Localizer) string {
	switch p {
	case partIssuer:
		return l.T("tui.add.issuer")
	case partAccount:
		return l.T("tui.add.account")
	case partTags:
		return l.T("tui.edit.tags")
	case partFavorite:
		return l.T("tui.edit.favorite")
	case partNote:
		return l.T("tui.edit.note")
	case partStatus:
		return l.T("tui.edit.status")
	case partSecret:
		if m.repair {
			return l.T("tui.edit.secret-repair")
		}
		return l.T("tui.edit.secret")
	case partAgain:
		return "  " + l.T("tui.edit.again")
	case partType:
		return l.T("tui.add.type")
	case partAlgorithm:
		return l.T("tui.add.algorithm")
	case partDigits:
		return l.T("tui.add.digits")
	case partPeriod:
		return l.T("tui.add.period")
	}
	return l.T("tui.add.counter")
}

// draw draws the form width cells wide.
func (m *Model) draw(width int, c screen.Context) drawing {
	t, l := c.Theme, c.L
	width = min(width, 76)
	airy := c.Height >= 22
	d := drawing{owner: map[int]part{}}
	gap := func() {
		if airy {
			d.lines = append(d.lines, "")
		}
	}
	wide := widget.Width(l.T("tui.edit.preview"))
	for p := range partSave {
		wide = max(wide, widget.Width(m.label(p, l)))
	}
	wide = min(wide+2, width/2) // of a label, with the mark before it and a blank after
	room := max(width-wide-2, 4)

	d.lines = append(d.lines, m.notes(width, c)...)
	for _, p := range m.order() {
		if p >= partSave {
			break
		}
		if p == partType {
			gap()
		}
		style, mark := t.Label, "  "
		switch {
		case p == m.focus:
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
		case m.wrong(p) && !m.mended(p):
			style, mark = t.Bad, t.Bad.Render("!")+" "
		case m.touched(p):
			mark = t.Info.Render("*") + " "
		}
		head := mark + style.Render(widget.PadRight(m.label(p, l), wide-1)) + " "
		if p == m.focus {
			d.y = len(d.lines)
		}
		d.owner[len(d.lines)] = p
		if isField(p) {
			most := room
			if p == partPeriod || p == partCounter {
				most = min(room, 20)
			}
			if p == m.focus {
				d.point, d.x = true, widget.Width(head)+m.fields[p].CursorX(most)
			}
			d.lines = append(d.lines, head+m.fields[p].View(most, p == m.focus && !m.saving, m.placeholder(p, l), t))
		} else {
			value := m.value(p, l)
			if p == m.focus {
				value = t.Mark.Render("‹") + " " + t.Strong.Render(widget.Cut(value, room-4)) + " " + t.Mark.Render("›")
			} else {
				value = t.Field.Render(widget.Cut(value, room))
			}
			d.lines = append(d.lines, head+value)
		}
		d.lines = append(d.lines, widget.Indent(m.below(p, room, airy, c), wide+2)...)
	}
	gap()
	d.lines = append(d.lines, m.previewLines(wide, room, c)...)
	if m.problem != nil && m.blamed < 0 {
		what, hint := l.Describe(m.problem)
		d.lines = append(d.lines, widget.Para("✕ "+strings.TrimSpace(what+" "+hint), width, t.Bad)...)
	}
	if m.saving {
		d.lines = append(d.lines, t.Info.Render(widget.Cut("◐ "+l.T("tui.edit.saving"), width)))
	}
	gap()
	selected := -1
	if m.focus >= partSave {
		selected, d.y = int(m.focus-partSave), len(d.lines)
	}
	d.owner[len(d.lines)] = partSave
	d.split = widget.Width(l.T("tui.add.save")) + 5
	d.lines = append(d.lines, widget.Buttons([]string{l.T("tui.add.save"), l.T("tui.add.cancel")}, selected, true, t))
	return d
}

// mended reports whether a part that was wrong has a value now.
func (m *Model) mended(p part) bool {
	switch p {
	case partSecret:
		return !m.secret.IsZero()
	case partPeriod:
		n, err := strconv.Atoi(m.fields[p].Value())
		return err == nil && n >= otp.MinPeriod && n <= otp.MaxPeriod
	}
	return m.touched(p)
}

func (m *Model) placeholder(p part, l *locale.Localizer) string {
	if p != partSecret {
		return ""
	}
	if m.base.Key.Secret.IsZero() {
		return l.T("tui.edit.secret-needed")
	}
	return l.T("tui.edit.secret-hint")
}

// value tells a choice.
func (m *Model) value(p part, l *locale.Localizer) string {
	unset := l.T("tui.edit.choose-hint")
	switch p {
	case partFavorite:
		if m.choose.favorite {
			return "★ " + l.T("tui.edit.yes")
		}
		return l.T("tui.edit.no")
	case partStatus:
		return screen.StatusName(m.choose.status, l)
	case partType:
		switch m.choose.kind {
		case otp.TOTP:
			return l.T("tui.entry.totp")
		case otp.HOTP:
			return l.T("tui.entry.hotp")
		case otp.Steam:
			return "Steam"
		}
		return unset
	case partAlgorithm:
		if m.choose.algorithm == "" {
			return unset
		}
		return string(m.choose.algorithm)
	}
	if m.choose.digits == 0 {
		return unset
	}
	return strconv.Itoa(m.choose.digits)
}

// below is what is said below a part: what is wrong with it, or what it means
// while it has the focus and there is room.
func (m *Model) below(p part, width int, airy bool, c screen.Context) []string {
	t, l := c.Theme, c.L
	if m.problem != nil && m.blamed == p {
		what, hint := l.Describe(m.problem)
		lines := widget.Para("✕ "+what, width, t.Bad)
		if hint != "" {
			lines = append(lines, widget.Para(hint, width, t.Muted)...)
		}
		return lines
	}
	switch {
	case p == partSecret && m.reason != nil && (m.focus != p || early(m.reason)):
		what, hint := l.Describe(m.reason)
		return append(widget.Para("✕ "+what, width, t.Bad), widget.Para(hint, width, t.Muted)...)
	case p == partSecret && m.same != "":
		return widget.Para("! "+l.T("tui.add.same-key", "name", printable.Cut(m.same, 40)), width, t.Warn)
	case p == partSecret && m.doubt != nil && m.focus != p:
		what, _ := l.Describe(m.doubt)
		return widget.Para("! "+what, width, t.Warn)
	case p == partAgain && !m.secret.IsZero() && m.again():
		return widget.Para("✓ "+l.T("tui.edit.again-same"), width, t.Good)
	case p == partStatus && m.choose.status == vault.Retired && (p == m.focus || m.touched(p)):
		return widget.Para(l.T("tui.edit.status-retired"), width, t.Muted)
	case p != m.focus:
		return nil
	case p == partStatus && m.choose.status == vault.Pending:
		return widget.Para(l.T("tui.edit.status-pending"), width, t.Muted)
	}
	help := map[part]string{
		partTags: l.T("tui.edit.tags-help"), partFavorite: l.T("tui.edit.favorite-help"), partNote: l.T("tui.edit.note-help"),
		partSecret: l.T("tui.edit.secret-help"), partAgain: l.T("tui.edit.again-help"), partCounter: l.T("tui.edit.counter-help"),
	}[p]
	if help == "" || m.repair && p == partSecret {
		return nil
	}
	return widget.Para(help, width, t.Muted)
}

// notes are the sentences above the form.
func (m *Model) notes(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	var lines []string
	if m.repair {
		why := printable.Text(m.base.Problem)
		if m.base.Cause != nil {
			why, _ = l.Describe(m.base.Cause)
		}
		if !strings.HasSuffix(why, ".") {
			why += "."
		}
		lines = append(lines, widget.Para("! "+l.T("tui.edit.repair", "why", printable.Text(why)), width, t.Warn)...)
	}
	switch {
	case m.gone:
		lines = append(lines, widget.Para("! "+l.T("tui.edit.gone"), width, t.Warn)...)
	case len(m.elsewhere) > 0:
		lines = append(lines, widget.Para("! "+l.T("tui.edit.elsewhere", "fields", screen.FieldNames(m.elsewhere, l)), width, t.Warn)...)
	}
	if len(lines) > 0 && c.Height >= 16 {
		lines = append(lines, "")
	}
	return lines
}

// previewLines show the code that the entry would give, and what it is good for
// where the change makes other codes than before.
func (m *Model) previewLines(wide, room int, c screen.Context) []string {
	t, l := c.Theme, c.L
	head := "  " + t.Label.Render(widget.PadRight(l.T("tui.edit.preview"), wide-1)) + " "
	code, k, ok := m.preview(c.Now)
	other := m.renewed() || m.touched(partType) || m.touched(partAlgorithm) || m.touched(partDigits) ||
		k.Type != otp.HOTP && m.touched(partPeriod) || k.Type == otp.HOTP && m.touched(partCounter)
	switch {
	case !ok, k.Type == otp.HOTP && !other:
		return []string{head + t.Hidden.Render(widget.Dots(max(m.choose.digits, otp.MinDigits)))}
	case m.renewed() && !m.again():
		return []string{head + t.Hidden.Render(widget.Dots(k.Digits))}
	}
	line := head + t.Code.Render(code.Grouped())
	if k.Type != otp.HOTP {
		left := screen.LeftOf(k, c)
		bar := max(min(room-len(code.Grouped())-8, 10), 0)
		line += "  " + left.Bar(bar, t) + " " + t.Muted.Render(left.Text(l))
	}
	lines := []string{line}
	switch {
	case m.renewed() && !k.Secret.Equal(m.base.Key.Secret) && !m.base.Key.Secret.IsZero():
		lines = append(lines, widget.Indent(widget.Para(l.T("tui.edit.preview-new"), room, t.Muted), wide+2)...)
	case other && !m.repair:
		lines = append(lines, widget.Indent(widget.Para(l.T("tui.edit.preview-changed"), room, t.Muted), wide+2)...)
	}
	return lines
}
