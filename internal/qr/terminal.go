package qr

import (
	"strings"

	"github.com/mdp/qrterminal/v3"
)

// Fit is how a code is laid out in a window: the cells it takes and the quiet
// zone, in modules, to hand to Terminal.
type Fit struct{ Cols, Rows, Quiet int }

// Fit chooses the widest quiet zone with which the code fits a window of cols
// by rows cells, and reports whether there is one.
func (c Code) Fit(cols, rows int) (Fit, bool) {
	if c.modules == nil {
		return Fit{}, false
	}
	for _, quiet := range []int{QuietFull, QuietSmall} {
		if f := c.layout(quiet); f.Cols <= cols && f.Rows <= rows {
			return f, true
		}
	}
	return Fit{}, false
}

// Need returns the smallest window, in cells, in which the code can be drawn.
func (c Code) Need() (cols, rows int) {
	f := c.layout(QuietSmall)
	return f.Cols, f.Rows
}

// layout counts the cells: one module is a cell wide and half a cell high, and
// the odd last half-row of the code belongs to the quiet zone below it.
func (c Code) layout(quiet int) Fit {
	return Fit{
		Cols:  c.Size() + 2*quiet,
		Rows:  (c.Size()+1)/2 + quiet,
		Quiet: quiet,
	}
}

// The cells as qrterminal is asked to draw them: one byte each, named by the
// modules they stand for, upper over lower.
const (
	cellBlack      = "B"
	cellWhite      = "W"
	cellBlackWhite = "b"
	cellWhiteBlack = "w"
)

// Both colours are set in every cell: 16 and 231 are the black and white of
// the 256-colour cube, which themes leave alone (0 and 15 they redefine).
const (
	onWhite = "\x1b[38;5;16;48;5;231m" // black ink on white paper
	onBlack = "\x1b[38;5;231;48;5;16m" // white ink on black paper
	reset   = "\x1b[m"
)

// blank is a cell of one colour: a no-break space. Renderers replace runs of
// ordinary blanks by "erase to the edge of the line", which paints no colour
// in terminals without background colour erase, and which tmux leaves out of
// the pictures taken of it; either tears holes into the quiet zone.
const blank = "\u00a0"

// Terminal draws the code with a quiet zone of the given modules: lines joined
// by "\n", each starting with its colours and ending with a reset, so that a
// caller can indent or clip line by line. A quiet zone below QuietSmall is
// widened to it, an odd one by one module. The zero Code draws nothing.
func (c Code) Terminal(quiet int) string {
	if c.modules == nil {
		return ""
	}
	quiet = max(quiet+quiet%2, QuietSmall)
	var cells strings.Builder
	qrterminal.GenerateWithConfig(c.text, qrterminal.Config{
		Level:          c.level,
		Writer:         &cells,
		HalfBlocks:     true,
		QuietZone:      quiet,
		BlackChar:      cellBlack,
		WhiteChar:      cellWhite,
		BlackWhiteChar: cellBlackWhite,
		WhiteBlackChar: cellWhiteBlack,
	})
	lines := strings.Split(strings.TrimSuffix(cells.String(), "\n"), "\n")
	// qrterminal leaves the lower half of the last row in the terminal's own
	// background. Here that would be a black rule along a white edge: the
	// quiet zone gets half a row more instead.
	last := len(lines) - 1
	lines[last] = strings.ReplaceAll(lines[last], cellWhiteBlack, cellWhite)
	for i, line := range lines {
		lines[i] = paint(line)
	}
	return strings.Join(lines, "\n")
}

// paint turns a row of cells into text with colours. The half block is always
// the lower one: xterm leaves a seam of one pixel above the upper one, on which
// readers failed.
func paint(row string) string {
	var b strings.Builder
	colours := ""
	for _, cell := range row {
		want, glyph := onWhite, blank
		switch string(cell) {
		case cellWhiteBlack:
			glyph = "▄"
		case cellBlack:
			want = onBlack
		case cellBlackWhite:
			want, glyph = onBlack, "▄"
		}
		if want != colours {
			b.WriteString(want)
			colours = want
		}
		b.WriteString(glyph)
	}
	b.WriteString(reset)
	return b.String()
}
