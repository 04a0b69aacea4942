package picture

import (
	"strings"

	"sandi/internal/printable"
)

// Kind is what a piece of a line means; each face gives it a style.
type Kind uint8

// The kinds.
const (
	Plain  Kind = iota
	Faint       // borders, times
	Window      // a step that the verifier takes
	Arrow       // the clock's offset
	Mark        // read, arrived
	Bar         // time that passes in between
	Good        // accepted
	Bad         // refused
	Some        // now and then
)

// Span is a piece of a line.
type Span struct {
	Text string
	Kind Kind
}

// Line is one line for a terminal.
type Line []Span

// String returns the line without its kinds.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return strings.TrimRight(b.String(), " ")
}

// canvas is a field of cells, each one column wide.
type canvas struct {
	width int
	rows  [][]cell
}

type cell struct {
	r    rune
	kind Kind
}

func newCanvas(width, rows int) *canvas {
	c := &canvas{width: width, rows: make([][]cell, rows)}
	for i := range c.rows {
		c.rows[i] = make([]cell, width)
		for j := range c.rows[i] {
			c.rows[i][j].r = ' '
		}
	}
	return c
}

// put writes a text; what is outside is left out.
func (c *canvas) put(row, col int, text string, kind Kind) {
	for _, r := range text {
		if row >= 0 && row < len(c.rows) && col >= 0 && col < c.width {
			c.rows[row][col] = cell{r, kind}
		}
		col++
	}
}

// kinds changes what some cells mean, and not what stands in them.
func (c *canvas) kinds(row, from, to int, kind Kind) {
	for col := max(from, 0); col < min(to, c.width); col++ {
		c.rows[row][col].kind = kind
	}
}

func (c *canvas) lines() []Line {
	lines := make([]Line, len(c.rows))
	for i, row := range c.rows {
		end := len(row)
		for end > 0 && row[end-1].r == ' ' {
			end--
		}
		for j := 0; j < end; {
			k := j
			var b strings.Builder
			for k < end && row[k].kind == row[j].kind {
				b.WriteRune(row[k].r)
				k++
			}
			lines[i] = append(lines[i], Span{b.String(), row[j].kind})
			j = k
		}
	}
	return lines
}

// width is in cells.
func width(text string) int { return printable.Width(text) }
