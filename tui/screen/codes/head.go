package codes

import (
	"strings"

	"sandi/internal/order"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// The parts of the line above the list that a click finds.
const (
	headNothing = iota
	headOrder
	headTag
)

// headPart is a piece of that line.
type headPart struct {
	what int
	text string
}

// headParts are the pieces of the line, in their order.
func (m *Model) headParts(c screen.Context) []headPart {
	parts := []headPart{{headNothing, m.count(c)}, {headOrder, c.L.T(phrase(m.order))}}
	if m.tag != "" {
		parts = append(parts, headPart{headTag, "#" + printable.Text(m.tag)})
	}
	return parts
}

const headGap = " · "

// headAt says which part of the line stands in a column.
func (m *Model) headAt(x int, c screen.Context) int {
	from := 0
	for _, p := range m.headParts(c) {
		to := from + widget.Width(p.text)
		if x >= from && x < to {
			return p.what
		}
		from = to + widget.Width(headGap)
	}
	return headNothing
}

// count says how many entries there are, and how many of them are shown.
func (m *Model) count(c screen.Context) string {
	if m.searching || m.search.Len() > 0 || m.tag != "" {
		return c.L.N("tui.codes.found", len(m.shown), "all", len(m.items))
	}
	return c.L.N("tui.codes.count", len(m.items))
}

// head is the line above the list: the search, or how many entries there are
// and in which order.
func (m *Model) head(c screen.Context) string {
	t, l := c.Theme, c.L
	if m.searching || m.search.Len() > 0 {
		count := m.count(c)
		width := m.searchWidth(c, count)
		return widget.Ends(t.Mark.Render("/")+" "+m.search.View(width, m.searching, l.T("tui.codes.search-hint"), t), t.Muted.Render(count), c.Width)
	}
	var left strings.Builder
	for i, p := range m.headParts(c) {
		if i > 0 {
			left.WriteString(t.Rule.Render(headGap))
		}
		left.WriteString(m.headStyled(p, t))
	}
	right := t.Next.Render("→ " + l.T("tui.codes.next"))
	if m.hide {
		right = t.Muted.Render(l.T("tui.codes.hidden"))
	}
	if widget.Width(left.String())+widget.Width(right)+2 > c.Width {
		return widget.Cut(left.String(), c.Width)
	}
	return widget.Ends(left.String(), right, c.Width)
}

// headStyled draws a part: what was chosen stands out from what is as always.
func (m *Model) headStyled(p headPart, t *theme.Theme) string {
	if p.what == headTag || p.what == headOrder && m.order != order.Issuer {
		return t.Info.Render(p.text)
	}
	return t.Muted.Render(p.text)
}
