package widget

import (
	"strconv"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/theme"
)

// Block is a part of a page that somebody reads and answers. Where the window
// is too low the blocks that matter least come last, below the fold.
type Block struct {
	Lines []string
	Keep  int // the lowest goes below the fold first; KeepAlways never
	// The terminal's cursor inside the block; column −1 for none.
	Row, Col int
	// The lines of what is selected inside the block, if To > From.
	From, To int
	// Air asks for a blank line before the block rather than before others,
	// where there are not enough for all.
	Air bool
}

// How much a block matters.
const (
	KeepWhy    = 1 // explanations
	KeepPortal = 2 // what the portal shows
	KeepHint   = 3 // second lines
	KeepAlways = 9
)

// Part makes a block without a cursor and without a selection.
func Part(keep int, lines ...string) Block { return Block{Lines: lines, Keep: keep, Col: -1} }

// Sheet is a page as it would be in a window that is high enough, and what of
// it should be in view.
type Sheet struct {
	Lines    []string
	Row, Col int // of the cursor; column −1 for none
	From, To int // lines of what is selected, if To > From
}

// Arrange puts blocks one below the other: with blank lines between them as far
// as height lines have room, else so that the first height − 1 lines hold what
// matters most. Nothing is left out.
func Arrange(blocks []Block, height int) Sheet {
	if Total(blocks) <= height {
		return join(blocks, height)
	}
	first, rest := fold(blocks, height-1)
	s := join(first, height-1)
	for _, b := range rest {
		s.Lines = append(s.Lines, "")
		s.Lines = append(s.Lines, b.Lines...)
	}
	return s
}

// fold sorts out which blocks go below the fold so that the others fit height
// lines, if they can.
func fold(blocks []Block, height int) (first, rest []Block) {
	below := make([]bool, len(blocks))
	for over := Total(blocks) - height; over > 0; {
		least := -1
		for i, b := range blocks {
			if b.Keep < KeepAlways && !below[i] && (least < 0 || b.Keep <= blocks[least].Keep) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		below[least] = true
		over -= len(blocks[least].Lines)
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

// Total returns the lines of blocks without blank ones between them.
func Total(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Lines)
	}
	return n
}

// join puts blank lines between blocks as far as there is room for them, the
// first gaps first, but for those that ask for air.
func join(blocks []Block, height int) Sheet {
	spare := height - Total(blocks)
	gap := make([]bool, len(blocks))
	for _, air := range []bool{true, false} {
		for i := 1; i < len(blocks) && spare > 0; i++ {
			if blocks[i].Air == air {
				gap[i] = true
				spare--
			}
		}
	}
	s := Sheet{Col: -1}
	for i, b := range blocks {
		if gap[i] {
			s.Lines = append(s.Lines, "")
		}
		if b.Col >= 0 {
			s.Row, s.Col = len(s.Lines)+b.Row, b.Col
		}
		if b.To > b.From {
			s.From, s.To = len(s.Lines)+b.From, len(s.Lines)+b.To
		}
		s.Lines = append(s.Lines, b.Lines...)
	}
	return s
}

// Rows returns how many lines of a sheet are drawn in height lines: all but the
// mark that tells that there are more.
func (s Sheet) Rows(height int) int {
	if len(s.Lines) > height && height > 1 {
		return height - 1
	}
	return max(height, 0)
}

// Clamp keeps top where a sheet has lines to show.
func (s Sheet) Clamp(top, height int) int {
	return max(min(top, len(s.Lines)-s.Rows(height)), 0)
}

// Around moves top as little as possible so that what is selected, and the
// cursor, are in view.
func (s Sheet) Around(top, height int) int {
	rows := s.Rows(height)
	see := func(from, to int) {
		if to > top+rows {
			top = to - rows
		}
		if from < top {
			top = from
		}
	}
	if s.To > s.From {
		see(s.From, s.To)
	}
	if s.Col >= 0 {
		see(s.Row, s.Row+1)
	}
	return s.Clamp(top, height)
}

// Pager is how a sheet that does not fit says that there is more.
type Pager struct {
	Up, Down key.Binding // the keys for the page before and after
	L        *locale.Localizer
	Theme    *theme.Theme
}

// Draw returns a sheet from line top in at most height lines. One that does not
// fit has a mark in its last line: whether there is more above and below, and
// how far one has come.
func (s Sheet) Draw(top, width, height int, p Pager) []string {
	rows := s.Rows(height)
	top = s.Clamp(top, height)
	if len(s.Lines) <= rows {
		return s.Lines
	}
	end := min(top+rows, len(s.Lines))
	out := append([]string(nil), s.Lines[top:end]...)
	if rows == height {
		return out
	}
	arrows, key := "", p.Up
	if top > 0 {
		arrows = "↑"
	}
	if end < len(s.Lines) {
		arrows, key = arrows+"↓", p.Down
	}
	told := arrows + " " + p.L.T("enroll.more", "at", strconv.Itoa(end), "of", strconv.Itoa(len(s.Lines))) + " · " + keys.Name(key, p.L)
	return append(out, p.Theme.Warn.Render(Cut(told, width)))
}
