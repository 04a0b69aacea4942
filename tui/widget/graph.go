package widget

import (
	"math"
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/tui/theme"
)

// Dot is a value at a place of a graph.
type Dot struct{ X, Y float64 }

// Graph is a value over something else, time as a rule. It needs no colours to
// be read: what was measured is drawn in blocks of half a line, what lies
// between in points, and a mark is a line from top to bottom.
type Graph struct {
	Dots     []Dot     // by X, ascending
	Marks    []float64 // X of what cuts the graph in two: no points are drawn across
	From, To float64   // X of the left and the right edge
	// Low and High are the values at the lower and the upper edge. A dot beyond
	// is an arrow at the edge.
	Low, High float64
	Label     func(y float64) string // a value on the axis
	Left      string                 // below the left edge
	Right     string                 // below the right edge
}

// cell is a place in the picture.
type cell struct {
	rune  rune
	style lipgloss.Style
}

// Draw draws the graph in so many lines of so many cells, the axis and its
// texts included. It is empty where that is too little: 16 by 4.
func (g Graph) Draw(width, height int, t *theme.Theme) []string {
	labels, wide := g.labels(height - 1)
	cols, rows := width-wide-2, height-1
	if cols < 8 || rows < 3 || len(g.Dots) == 0 || !(g.To > g.From) || !(g.High > g.Low) {
		return nil
	}
	cells := make([][]cell, rows)
	for i := range cells {
		cells[i] = make([]cell, cols)
		for j := range cells[i] {
			cells[i][j] = cell{' ', t.Text}
		}
	}
	if zero := g.half(0, rows) / 2; g.Low <= 0 && g.High >= 0 {
		for j := range cells[zero] {
			cells[zero][j] = cell{'─', t.Rule}
		}
	}
	g.between(cells, t)
	for _, x := range g.Marks {
		if x < g.From || x > g.To {
			continue
		}
		for i := range cells {
			cells[i][g.col(x, cols)] = cell{'│', t.Warn}
		}
		cells[0][g.col(x, cols)] = cell{'!', t.Warn}
	}
	g.measured(cells, t)

	out := make([]string, 0, height)
	for i, row := range cells {
		axis := "│"
		if labels[i] != "" {
			axis = "┤"
		}
		var line strings.Builder
		line.WriteString(t.Muted.Render(PadLeft(labels[i], wide)) + " " + t.Rule.Render(axis))
		for _, c := range row {
			if c.rune == ' ' {
				line.WriteByte(' ')
			} else {
				line.WriteString(c.style.Render(string(c.rune)))
			}
		}
		out = append(out, line.String())
	}
	return append(out, blank(wide+2)+t.Muted.Render(Ends(g.Left, g.Right, cols)))
}

// labels names the highest, the lowest and the zero value, and returns how wide
// the names are.
func (g Graph) labels(rows int) (labels []string, wide int) {
	labels = make([]string, max(rows, 1))
	if rows < 3 || g.Label == nil {
		return labels, 0
	}
	if g.Low <= 0 && g.High >= 0 {
		labels[g.half(0, rows)/2] = g.Label(0)
	}
	labels[0], labels[rows-1] = g.Label(g.High), g.Label(g.Low)
	for _, l := range labels {
		wide = max(wide, Width(l))
	}
	return labels, wide
}

func (g Graph) col(x float64, cols int) int {
	return max(min(int((x-g.From)/(g.To-g.From)*float64(cols)), cols-1), 0)
}

// half returns the half line of a value, counted from the top.
func (g Graph) half(y float64, rows int) int {
	n := 2 * rows
	return max(min(int(math.Floor((g.High-y)/(g.High-g.Low)*float64(n))), n-1), 0)
}

// between draws the way from each dot to the next, but not across a mark.
func (g Graph) between(cells [][]cell, t *theme.Theme) {
	rows, cols := len(cells), len(cells[0])
	for i := 1; i < len(g.Dots); i++ {
		a, b := g.Dots[i-1], g.Dots[i]
		if !(b.X > a.X) || g.cut(a.X, b.X) {
			continue
		}
		for col := g.col(a.X, cols) + 1; col < g.col(b.X, cols); col++ {
			x := g.From + (float64(col)+0.5)/float64(cols)*(g.To-g.From)
			y := a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
			if y < g.Low || y > g.High {
				continue
			}
			cells[g.half(y, rows)/2][col] = cell{'·', t.Muted}
		}
	}
}

func (g Graph) cut(from, to float64) bool {
	for _, x := range g.Marks {
		if from <= x && x <= to {
			return true
		}
	}
	return false
}

// measured draws the dots.
func (g Graph) measured(cells [][]cell, t *theme.Theme) {
	rows, cols := len(cells), len(cells[0])
	type reach struct{ top, end int } // half lines
	reached := map[int]reach{}
	for _, d := range g.Dots {
		col := g.col(d.X, cols)
		switch {
		case d.X < g.From || d.X > g.To:
			continue
		case d.Y > g.High:
			cells[0][col] = cell{'▲', t.Info}
			continue
		case d.Y < g.Low:
			cells[rows-1][col] = cell{'▼', t.Info}
			continue
		}
		h := g.half(d.Y, rows)
		r, ok := reached[col]
		if !ok {
			r = reach{h, h}
		}
		reached[col] = reach{min(r.top, h), max(r.end, h)}
	}
	for col, r := range reached {
		for i := r.top / 2; i <= r.end/2; i++ {
			upper, lower := r.top <= 2*i && 2*i <= r.end, r.top <= 2*i+1 && 2*i+1 <= r.end
			block := '█'
			switch {
			case upper && !lower:
				block = '▀'
			case lower && !upper:
				block = '▄'
			}
			cells[i][col] = cell{block, t.Info}
		}
	}
}
