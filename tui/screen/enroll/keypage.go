package enroll

import (
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

const (
	besideText = 27 // the least width of the text beside the barcode
	besideGap  = 3

	copiedFor = 5 * time.Second // that the key was copied is said so long
)

// beside reports whether the barcode and its text fit side by side within the
// frame.
func (m *Model) beside(c screen.Context) bool {
	width, _ := m.column(c)
	_, ok := m.barcode.Fit(width-besideText-besideGap, c.Height-2)
	return ok
}

// keyPage is the key within the frame: barcode and text where both fit, else
// the text.
func (m *Model) keyPage(c screen.Context) []block {
	text, height, ok := m.besideText(c)
	if !ok {
		return m.textPage(c)
	}
	fit, _ := m.barcode.Fit(c.Width-besideText-besideGap, c.Height-2)
	inner := c
	inner.Width = c.Width - fit.Cols - besideGap
	lines := m.view(text, inner, height)
	return []block{part(keepAlways, sideBySide(strings.Split(m.barcode.Terminal(fit.Quiet), "\n"), lines)...)}
}

// besideText is the text beside the barcode within the frame, and the lines
// that it has; not ok where they do not fit side by side.
func (m *Model) besideText(c screen.Context) (s sheet, height int, ok bool) {
	fit, ok := m.barcode.Fit(c.Width-besideText-besideGap, c.Height-2)
	if !ok || m.asText || !m.drawn {
		return sheet{}, 0, false
	}
	inner := c
	inner.Width, inner.Height = c.Width-fit.Cols-besideGap, fit.Rows
	blocks := m.textBlocks(inner)
	if told := m.told(inner); len(told.Lines) > 0 {
		blocks = append(blocks, told)
	}
	return arrange(blocks, min(fit.Rows, total(blocks)+len(blocks)-1)), fit.Rows, true
}

// barePage is the key in the whole window: the barcode needs every row. Where
// even that is too small it says how large the window has to be.
func (m *Model) barePage(c screen.Context) string {
	inner, text, height := m.bareText(c)
	fit, ok := m.barcode.Fit(c.Width, c.Height)
	if inner.Width == 0 {
		code := strings.Split(m.barcode.Terminal(fit.Quiet), "\n")
		for i, line := range code {
			code[i] = strings.Repeat(" ", (c.Width-fit.Cols)/2) + line
		}
		if m.copied(c) {
			code = append(code, m.copiedLines(c)[0])
		}
		return widget.Fit(append(code, m.bareKeys(c, c.Width)...), c.Width, c.Height)
	}
	lines := m.view(text, inner, height)
	if keys := m.bareKeys(inner, inner.Width); len(lines)+len(keys) < inner.Height {
		lines = append(append(lines, ""), keys...)
	} else {
		lines = append(lines, keys...)
	}
	if !ok || inner.Width == c.Width-2 {
		return widget.Fit(widget.Indent(lines, 1), c.Width, c.Height)
	}
	return widget.Fit(sideBySide(strings.Split(m.barcode.Terminal(fit.Quiet), "\n"), lines), c.Width, c.Height)
}

// bareText is the text in the whole window: beside the barcode, or in its place
// where the barcode does not fit, or where it would hide that the key is not
// safe. The context that comes with it has no width where the barcode leaves no
// room for text.
func (m *Model) bareText(c screen.Context) (screen.Context, sheet, int) {
	fit, ok := m.barcode.Fit(c.Width, c.Height)
	room := c.Width - fit.Cols - besideGap
	unsafe := m.snap.Problem != nil || !m.snap.Kept || !m.snap.Read
	inner := c
	switch {
	case !ok || unsafe && room < besideText:
		inner.Width = max(c.Width-2, 1)
	case room >= besideText:
		inner.Width = room
	default:
		inner.Width = 0
		return inner, sheet{Col: -1}, c.Height
	}
	blocks := m.textBlocks(inner)
	if !ok {
		blocks = append(blocks[:1:1], append([]block{part(keepHint, m.tooSmall(inner)...)}, blocks[1:]...)...)
	}
	if told := m.told(inner); len(told.Lines) > 0 {
		blocks = append(blocks, told)
	}
	if m.copied(c) {
		blocks = append(blocks, part(keepAlways, m.copiedLines(inner)...))
	}
	height := max(c.Height-len(m.bareKeys(inner, inner.Width)), 1)
	return inner, arrange(blocks, min(height, total(blocks)+len(blocks)-1)), height
}

func sideBySide(left, right []string) []string {
	out := make([]string, max(len(left), len(right)))
	width := widget.Width(left[0])
	for i := range out {
		l := strings.Repeat(" ", width)
		if i < len(left) {
			l = left[i]
		}
		out[i] = l
		if i < len(right) && right[i] != "" {
			out[i] += strings.Repeat(" ", besideGap) + right[i]
		}
	}
	return out
}

// bareKeys is the footer of a page without a frame, in as many lines as it
// takes.
func (m *Model) bareKeys(c screen.Context, width int) []string {
	t := c.Theme
	lines := []string{""}
	for _, b := range m.bindings() {
		if b.Help() == m.keys.Scroll.Help() {
			continue // the mark of a long text has its own key
		}
		one := t.Key.Render(keys.Name(b, c.L)) + " " + t.KeyDesc.Render(keys.Desc(b, c.L))
		switch last := &lines[len(lines)-1]; {
		case *last == "":
			*last = widget.Cut(one, width)
		case widget.Width(*last)+3+widget.Width(one) <= width:
			*last += "   " + one
		default:
			lines = append(lines, widget.Cut(one, width))
		}
	}
	return lines
}

// tooSmall says what the barcode needs, and the other ways to have it.
func (m *Model) tooSmall(c screen.Context) []string {
	cols, rows := m.barcode.Need()
	text := c.L.T("enroll.key.too-small", "cols", cols, "rows", rows)
	if m.snap.Kept {
		text += " " + m.png(c)
	}
	return para("! "+text, c.Width, c.Theme.Warn)
}

// png tells how to have the barcode as a file.
func (m *Model) png(c screen.Context) string {
	return c.L.T("enroll.key.png", "command", command("sandi show "+m.snap.Entry+" --png FILE"))
}

// copied reports whether the key was copied a moment ago. Without a frame there
// is nobody else to tell it.
func (m *Model) copied(c screen.Context) bool {
	return !m.copiedAt.IsZero() && c.Now.Sub(m.copiedAt).Abs() < copiedFor
}

func (m *Model) copiedLines(c screen.Context) []string {
	if m.copyErr != nil {
		what, _ := c.L.Describe(m.copyErr)
		return para("✗ "+c.L.T("enroll.key.not-copied", "why", clean(what)), c.Width, c.Theme.Bad)
	}
	return para("✓ "+c.L.T("enroll.key.copied"), c.Width, c.Theme.Good)
}

func (m *Model) textPage(c screen.Context) []block {
	blocks := m.textBlocks(c)
	if m.drawn && m.snap.Kept {
		// Where the file with the barcode comes from when it is wanted.
		blocks = append(blocks, part(keepPortal, para(m.png(c), c.Width, c.Theme.Muted)...))
	}
	return append(blocks, part(keepWhy, para(c.L.T("enroll.key.why"), c.Width, c.Theme.Muted)...))
}

func (m *Model) textBlocks(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	var marks []string
	mark := func(ok bool, yes, no string) {
		switch {
		case ok:
			marks = marked(t.Good.Render("✓ "), l.T(yes), c, marks)
		default:
			marks = marked(t.Bad.Render("✗ "), l.T(no), c, marks)
		}
	}
	mark(s.Kept, "enroll.key.kept", "enroll.key.not-kept")
	mark(s.Read, "enroll.key.read", "enroll.key.not-read")
	key := []string{t.Muted.Render("Secret Key")}
	for _, line := range groups(s.Key.Secret.Grouped(), c.Width) {
		key = append(key, t.Code.Render(line))
	}
	todo := part(keepHint, para(l.T("enroll.key.do"), c.Width, t.Text)...)
	if !s.Kept || !s.Read {
		todo = part(keepHint, para(l.T("enroll.key.again"), c.Width, t.Warn)...)
	}
	rotated := part(keepHint + 1)
	if s.Rotated {
		rotated.Lines = para("! "+l.T("enroll.key.rotated"), c.Width, t.Warn)
	}
	return []block{
		part(keepAlways, para(l.T("enroll.key.title"), c.Width, t.Title)...),
		rotated,
		part(keepAlways, key...),
		part(keepPortal+1, m.parameters(c)...),
		part(keepAlways, marks...),
		todo,
	}
}

// parameters are the names and numbers that belong to the key.
func (m *Model) parameters(c screen.Context) []string {
	l, t, k := c.L, c.Theme, m.snap.Key
	return []string{
		t.Muted.Render(widget.Cut(clean(k.Issuer), c.Width)),
		t.Muted.Render(widget.Cut(clean(k.Account), c.Width)),
		t.Muted.Render(widget.Cut(Parameters(l, k.Digits, k.Period, string(k.Algorithm)), c.Width)),
	}
}

// Parameters tells how codes are made from a key.
func Parameters(l *locale.Localizer, digits, period int, algorithm string) string {
	return l.T("enroll.key.parameters", "digits", digits, "period", time.Duration(period)*time.Second, "algorithm", algorithm)
}

// groups breaks "AAAA BBBB CCCC" into lines of whole groups, as even in length
// as reading aloud likes: four groups where they fit.
func groups(grouped string, width int) []string {
	all := strings.Fields(grouped)
	per := max((width+1)/5, 1)
	if per > 4 && per < 8 || len(all) > 8 && per >= 4 {
		per = 4
	}
	var lines []string
	for len(all) > 0 {
		n := min(per, len(all))
		lines, all = append(lines, strings.Join(all[:n], " ")), all[n:]
	}
	return lines
}
