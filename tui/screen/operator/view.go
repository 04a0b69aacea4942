package operator

import (
	"strconv"
	"strings"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// wide is the width from which a row is one line; below it takes two.
const wide = 64

// tall is the height from which there is air, and facts above the attempts.
const tall = 16

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	switch {
	case m.barcode:
		return widget.Fit(m.barcodeLines(c), c.Width, c.Height)
	case m.form != nil:
		return m.form.view(c)
	case m.card != nil:
		return m.card.view(c)
	}
	p := m.parts(c)
	lines := append([]string{}, p.above...)
	lines = append(lines, p.list...)
	if len(p.below) > 0 {
		for len(lines)+len(p.below) < c.Height {
			lines = append(lines, "")
		}
		lines = append(lines, p.below...)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// parts is a page as it is drawn: what stays, and the part of the list that is
// in view.
type parts struct{ above, list, below []string }

func (m *Model) parts(c screen.Context) parts {
	head := m.head(c)
	var p parts
	switch m.page {
	case live:
		p = m.liveParts(c, len(head))
	case scenarios:
		p = m.scenarioParts(c, len(head))
	case accounts:
		p = m.accountParts(c, len(head))
	case helpdesk:
		p = m.helpdeskParts(c, len(head))
	case mailbox:
		p = m.mailParts(c, len(head))
	case portal:
		p = m.portalParts(c, len(head))
	}
	p.above = append(head, p.above...)
	return p
}

// visible is how many rows of the page's list are in view.
func (m *Model) visible(c screen.Context) int {
	each := 1
	if m.page != scenarios && c.Width < wide {
		each = 2
	}
	p := m.parts(c)
	return max((c.Height-len(p.above)-len(p.below))/each, 1)
}

func (m *Model) headRows(c screen.Context) int { return len(m.head(c)) }

// head is the names of the pages and, where the portal cannot be asked, why.
func (m *Model) head(c screen.Context) []string {
	lines := []string{m.tabs(c)}
	if m.err != nil {
		what, _ := c.L.Describe(m.err)
		lines = append(lines, c.Theme.Bad.Render(widget.Cut("✕ "+what, c.Width)))
	}
	if c.Height >= tall {
		lines = append(lines, "")
	}
	return lines
}

func pageNames(l *locale.Localizer) [pages]string {
	return [pages]string{
		l.T("operator.page.live"), l.T("operator.page.scenarios"), l.T("operator.page.accounts"),
		l.T("operator.page.helpdesk"), l.T("operator.page.mail"), l.T("operator.page.portal"),
	}
}

// tabs names the pages, with counts of what waits. Brackets mark the page that
// is shown, so that it can be told without colours. In a narrow window only its
// name is told, and how many there are.
func (m *Model) tabs(c screen.Context) string {
	t, names := c.Theme, pageNames(c.L)
	waiting := [pages]int{helpdesk: m.status.Requests, mailbox: m.status.MailQueued}
	all := make([]string, pages)
	for i, name := range names {
		n := ""
		if waiting[i] > 0 {
			n = " " + t.Warn.Render(strconv.Itoa(waiting[i]))
		}
		if page(i) == m.page {
			all[i] = t.Selected.Render("["+name) + n + t.Selected.Render("]")
		} else {
			all[i] = t.Key.Render(strconv.Itoa(i+1)) + " " + t.Muted.Render(name) + n
		}
	}
	for _, gap := range []string{"   ", "  "} {
		if line := strings.Join(all, gap); widget.Width(line) <= c.Width {
			return line
		}
	}
	// What waits is told beside, wherever one is, in as many words as fit.
	var calls, short []string
	for i, n := range waiting {
		if n > 0 && page(i) != m.page {
			calls = append(calls, strconv.Itoa(i+1)+" "+names[i]+" "+strconv.Itoa(n))
			short = append(short, strconv.Itoa(i+1)+"·"+strconv.Itoa(n))
		}
	}
	left := t.Muted.Render("‹ "+strconv.Itoa(int(m.page)+1)+"/"+strconv.Itoa(int(pages))+" › ") + all[m.page]
	right := strings.Join(calls, "  ")
	if widget.Width(left)+2+widget.Width(right) > c.Width {
		right = strings.Join(short, "  ")
	}
	return widget.Ends(left, t.Warn.Render(right), c.Width)
}

// rowsInView draws the rows of a list that are in view, each lines high, with a
// scroll mark where there are more. draw returns the lines of a row, at most
// that many, in a width.
func (m *Model) rowsInView(c screen.Context, n, each, height int, draw func(i, width int, selected bool) []string) []string {
	cur := m.list[m.page]
	w := widget.Window{Top: cur.top, Rows: max(height/each, 1)}.Around(cur.selected, n)
	width := c.Width
	if n > w.Rows {
		width -= 2
	}
	var lines []string
	for i := w.Top; i < min(w.Top+w.Rows, n); i++ {
		row := draw(i, width-2, i == cur.selected)
		for j := range each {
			line := ""
			if j < len(row) {
				line = row[j]
			}
			mark := "  "
			if i == cur.selected {
				mark = c.Theme.Mark.Render("▌") + " "
			}
			lines = append(lines, mark+line)
		}
	}
	if n > w.Rows {
		for i := range lines {
			lines[i] = widget.PadRight(lines[i], c.Width-1) + w.Thumb(i, len(lines), n, c.Theme)
		}
	}
	return lines
}

// facts draws labels with their values, each value wrapped beside its label, or
// below it in a narrow window.
func facts(pairs [][2]string, width int, c screen.Context) []string {
	t := c.Theme
	side := 0
	for _, p := range pairs {
		side = max(side, widget.Width(p[0]))
	}
	var lines []string
	for _, p := range pairs {
		if short := p[0] + "  " + p[1]; width < 50 && p[0] != "" && widget.Width(short) <= width {
			lines = append(lines, t.Label.Render(p[0])+"  "+p[1])
			continue
		}
		if width < 50 {
			if p[0] == "" {
				lines = append(lines, widget.Indent(widget.Wrap(p[1], width-2), 2)...)
				continue
			}
			lines = append(lines, t.Label.Render(widget.Cut(p[0], width)))
			lines = append(lines, widget.Indent(widget.Wrap(p[1], width-2), 2)...)
			continue
		}
		for i, line := range widget.Wrap(p[1], max(width-side-2, 10)) {
			label := ""
			if i == 0 {
				label = t.Label.Render(p[0])
			}
			lines = append(lines, widget.PadRight(label, side+2)+line)
		}
	}
	return lines
}
