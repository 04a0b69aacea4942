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
	if m.asText || !m.drawn {
		return m.textPage(c)
	}
	fit, ok := m.barcode.Fit(c.Width-besideText-besideGap, c.Height-2)
	if !ok {
		return m.textPage(c)
	}
	text := m.keyText(c, c.Width-fit.Cols-besideGap, fit.Rows, false)
	return []block{part(keepAlways, sideBySide(strings.Split(m.barcode.Terminal(fit.Quiet), "\n"), text)...)}
}

// barePage is the key in the whole window: the barcode needs every row. Where
// even that is too small it says how large the window has to be.
func (m *Model) barePage(c screen.Context) string {
	fit, ok := m.barcode.Fit(c.Width, c.Height)
	// A key that is not safe must be told of even where the barcode fills the
	// window.
	unsafe := m.snap.Problem != nil || !m.snap.Kept || !m.snap.Read
	if !ok || unsafe && c.Width-fit.Cols-besideGap < besideText {
		inner := c
		inner.Width = max(c.Width-2, 1)
		lines := m.keyText(inner, inner.Width, c.Height, true)
		return widget.Fit(widget.Indent(lines, 1), c.Width, c.Height)
	}
	code := strings.Split(m.barcode.Terminal(fit.Quiet), "\n")
	if room := c.Width - fit.Cols - besideGap; room >= besideText {
		return widget.Fit(sideBySide(code, m.keyText(c, room, c.Height, true)), c.Width, c.Height)
	}
	for i, line := range code {
		code[i] = strings.Repeat(" ", (c.Width-fit.Cols)/2) + line
	}
	if rest := c.Height - len(code); rest > 0 {
		code = append(code, m.bareKeys(c, c.Width)[0])
	}
	return widget.Fit(code, c.Width, c.Height)
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

// keyText is the Secret Key and what belongs to it, in width cells and at most
// height lines. bare adds the keys, which have no footer there.
func (m *Model) keyText(c screen.Context, width, height int, bare bool) []string {
	inner := c
	inner.Width, inner.Height = width, height
	blocks := m.textBlocks(inner)
	if bare {
		if fit, ok := m.barcode.Fit(c.Width, c.Height); !ok || fit.Cols == 0 {
			blocks = append(blocks[:1:1], append([]block{part(keepHint, m.tooSmall(inner)...)}, blocks[1:]...)...)
		}
	}
	if told := m.told(inner); len(told.lines) > 0 {
		blocks = append(blocks, told)
	}
	if bare {
		blocks = append(blocks, part(keepAlways, m.bareKeys(inner, width)...))
	}
	lines, _, _ := join(lower(blocks, height), min(height, total(blocks)+len(blocks)-1))
	return lines
}

// bareKeys is the footer of a page without a frame, in as many lines as it
// takes.
func (m *Model) bareKeys(c screen.Context, width int) []string {
	t := c.Theme
	lines := []string{""}
	for _, b := range m.Bindings() {
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
		text += " " + c.L.T("enroll.key.png", "entry", m.snap.Entry)
	}
	return widget.Para("! "+text, c.Width, c.Theme.Warn)
}

func (m *Model) textPage(c screen.Context) []block {
	blocks := m.textBlocks(c)
	if m.drawn && m.snap.Kept {
		// Where the file with the barcode comes from when it is wanted.
		blocks = append(blocks, part(keepPortal, widget.Para(c.L.T("enroll.key.png", "entry", m.snap.Entry), c.Width, c.Theme.Muted)...))
	}
	return append(blocks, part(keepWhy, widget.Para(c.L.T("enroll.key.why"), c.Width, c.Theme.Muted)...))
}

func (m *Model) textBlocks(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	var marks []string
	mark := func(ok bool, yes, no string) {
		switch {
		case ok:
			marks = append(marks, widget.Cut(t.Good.Render("✓ ")+t.Text.Render(l.T(yes)), c.Width))
		default:
			marks = append(marks, widget.Cut(t.Bad.Render("✗ ")+t.Text.Render(l.T(no)), c.Width))
		}
	}
	mark(s.Kept, "enroll.key.kept", "enroll.key.not-kept")
	mark(s.Read, "enroll.key.read", "enroll.key.not-read")
	key := []string{t.Muted.Render("Secret Key")}
	for _, line := range groups(s.Key.Secret.Grouped(), c.Width) {
		key = append(key, t.Code.Render(line))
	}
	todo := part(keepHint, widget.Para(l.T("enroll.key.do"), c.Width, t.Text)...)
	if !s.Kept || !s.Read {
		todo = part(keepHint, widget.Para(l.T("enroll.key.again"), c.Width, t.Warn)...)
	}
	return []block{
		part(keepAlways, widget.Para(l.T("enroll.key.title"), c.Width, t.Title)...),
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
