package enroll

import (
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// The page is a widget.Sheet of blocks.
type (
	block = widget.Block
	sheet = widget.Sheet
)

const (
	keepWhy    = widget.KeepWhy
	keepPortal = widget.KeepPortal
	keepHint   = widget.KeepHint
	keepAlways = widget.KeepAlways
)

func part(keep int, lines ...string) block     { return widget.Part(keep, lines...) }
func arrange(blocks []block, height int) sheet { return widget.Arrange(blocks, height) }
func total(blocks []block) int                 { return widget.Total(blocks) }

// view draws the part of a sheet that is in view in at most height lines.
func (m *Model) view(s sheet, c screen.Context, height int) []string {
	return s.Draw(m.top, c.Width, height, widget.Pager{Up: m.keys.PageUp, Down: m.keys.PageDown, L: c.L, Theme: c.Theme})
}

// scroll moves the page by lines.
func (m *Model) scroll(by int, c screen.Context) {
	s, height := m.shown(c)
	m.top = s.Clamp(s.Clamp(m.top, height)+by, height)
}

// pageful returns how far one page is.
func (m *Model) pageful(c screen.Context) int {
	s, height := m.shown(c)
	return max(s.Rows(height)-1, 1)
}

// follow brings what is selected into view.
func (m *Model) follow(c screen.Context) {
	s, height := m.shown(c)
	m.top = s.Around(s.Clamp(m.top, height), height)
}

// over reports whether the page is longer than its window.
func (m *Model) over(c screen.Context) bool {
	s, height := m.shown(c)
	return len(s.Lines) > height
}

// marked puts a mark before the first line of a text and as much room before
// the others.
func marked(mark string, text string, c screen.Context, lines []string) []string {
	return widget.Marked(mark, text, c.Width, c.Theme, lines)
}
