package enroll

import (
	"strconv"
	"strings"

	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// block is a part of a page. Where the window is too low the blocks that matter
// least come last, below the fold.
type block struct {
	lines []string
	keep  int // the lowest goes below the fold first; keepAlways never
	// The terminal's cursor inside the block; column −1 for none.
	row, col int
	// The lines of what is selected inside the block, if to > from.
	from, to int
}

const (
	keepWhy    = 1 // explanations
	keepPortal = 2 // what the portal shows
	keepHint   = 3 // second lines
	keepAlways = 9
)

func part(keep int, lines ...string) block { return block{lines: lines, keep: keep, col: -1} }

// sheet is a page as it would be in a window that is high enough, and what of
// it should be in view.
type sheet struct {
	lines    []string
	row, col int // of the cursor; column −1 for none
	from, to int // lines of what is selected, if to > from
}

// arrange puts blocks one below the other: with blank lines between them as far
// as height lines have room, else so that the first height − 1 lines hold what
// matters most. Nothing is left out.
func arrange(blocks []block, height int) sheet {
	if total(blocks) <= height {
		return join(blocks, height)
	}
	first, rest := fold(blocks, height-1)
	s := join(first, height-1)
	for _, b := range rest {
		s.lines = append(s.lines, "")
		s.lines = append(s.lines, b.lines...)
	}
	return s
}

// fold sorts out which blocks go below the fold so that the others fit height
// lines, if they can.
func fold(blocks []block, height int) (first, rest []block) {
	below := make([]bool, len(blocks))
	for over := total(blocks) - height; over > 0; {
		least := -1
		for i, b := range blocks {
			if b.keep < keepAlways && !below[i] && (least < 0 || b.keep <= blocks[least].keep) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		below[least] = true
		over -= len(blocks[least].lines)
	}
	for i, b := range blocks {
		if below[i] {
			rest = append(rest, b)
		} else {
			first = append(first, b)
		}
	}
	return first, rest
}

func total(blocks []block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.lines)
	}
	return n
}

// join puts blank lines between blocks as far as there is room for them, the
// first gaps first.
func join(blocks []block, height int) sheet {
	spare := height - total(blocks)
	s := sheet{col: -1}
	for i, b := range blocks {
		if i > 0 && spare > 0 {
			s.lines = append(s.lines, "")
			spare--
		}
		if b.col >= 0 {
			s.row, s.col = len(s.lines)+b.row, b.col
		}
		if b.to > b.from {
			s.from, s.to = len(s.lines)+b.from, len(s.lines)+b.to
		}
		s.lines = append(s.lines, b.lines...)
	}
	return s
}

// rows returns how many lines of a sheet are drawn in height lines: all but the
// mark that tells that there are more.
func (s sheet) rows(height int) int {
	if len(s.lines) > height && height > 1 {
		return height - 1
	}
	return max(height, 0)
}

// clamp keeps top where a sheet has lines to show.
func (s sheet) clamp(top, height int) int {
	return max(min(top, len(s.lines)-s.rows(height)), 0)
}

// around moves top as little as possible so that what is selected, and the
// cursor, are in view.
func (s sheet) around(top, height int) int {
	rows := s.rows(height)
	see := func(from, to int) {
		if to > top+rows {
			top = to - rows
		}
		if from < top {
			top = from
		}
	}
	if s.to > s.from {
		see(s.from, s.to)
	}
	if s.col >= 0 {
		see(s.row, s.row+1)
	}
	return s.clamp(top, height)
}

// view draws a sheet from line top in at most height lines. One that does not
// fit has a mark in its last line: whether there is more above and below, and
// how far one has come.
func (m *Model) view(s sheet, c screen.Context, height int) []string {
	rows, top := s.rows(height), s.clamp(m.top, height)
	if len(s.lines) <= rows {
		return s.lines
	}
	end := min(top+rows, len(s.lines))
	out := append([]string(nil), s.lines[top:end]...)
	if rows == height {
		return out
	}
	arrows, key := "", m.keys.PageUp
	if top > 0 {
		arrows = "↑"
	}
	if end < len(s.lines) {
		arrows, key = arrows+"↓", m.keys.PageDown
	}
	told := arrows + " " + c.L.T("enroll.more", "at", strconv.Itoa(end), "of", strconv.Itoa(len(s.lines))) + " · " + keys.Name(key, c.L)
	return append(out, c.Theme.Warn.Render(widget.Cut(told, c.Width)))
}

// scroll moves the page by lines.
func (m *Model) scroll(by int, c screen.Context) {
	s, height := m.shown(c)
	m.top = s.clamp(s.clamp(m.top, height)+by, height)
}

// pageful returns how far one page is.
func (m *Model) pageful(c screen.Context) int {
	s, height := m.shown(c)
	return max(s.rows(height)-1, 1)
}

// follow brings what is selected into view.
func (m *Model) follow(c screen.Context) {
	s, height := m.shown(c)
	m.top = s.around(s.clamp(m.top, height), height)
}

// over reports whether the page is longer than its window.
func (m *Model) over(c screen.Context) bool {
	s, height := m.shown(c)
	return len(s.lines) > height
}

// marked puts a mark before the first line of a text and as much room before
// the others.
func marked(mark string, text string, c screen.Context, lines []string) []string {
	wide := widget.Width(mark)
	for i, line := range wrap(text, c.Width-wide) {
		if i > 0 {
			mark = strings.Repeat(" ", wide)
		}
		lines = append(lines, mark+c.Theme.Text.Render(line))
	}
	return lines
}
