package widget

import "strings"

const (
	glyphWide = 5 // dots of a glyph
	glyphHigh = 7
	groupGap  = 3 // dots between two groups; 1 between two glyphs
)

// dot is how large a dot of a glyph is drawn: cells wide, half cells high. With
// 1 × 1 it is square, since a cell is twice as high as wide.
type dot struct{ x, y int }

// Big draws a code, grouped by blanks, as large as fits in width × height cells:
// in one line, or with each group on a line of its own where that makes it
// larger. Where not even the smallest fits, it is text in one line.
func Big(code string, width, height int) []string {
	groups := strings.Fields(code)
	best, lines := dot{}, [][]string(nil)
	for _, one := range [][][]string{{groups}, split(groups)} {
		if d := largest(one, width, height); d.x*d.y > best.x*best.y {
			best, lines = d, one
		}
	}
	if best.x == 0 {
		return []string{Cut(code, width)}
	}
	var out []string
	for i, groups := range lines {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, draw(groups, best)...)
	}
	return out
}

// split puts each group on a line of its own.
func split(groups []string) [][]string {
	lines := make([][]string, len(groups))
	for i, g := range groups {
		lines[i] = []string{g}
	}
	return lines
}

// largest returns the largest dot with which lines of groups fit; zero if none
// does. Glyphs may be half as high again as they are drawn here, and in the
// smallest size twice, because height is what is read from afar.
func largest(lines [][]string, width, height int) dot {
	dots := 0
	for _, groups := range lines {
		dots = max(dots, dotsWide(groups))
	}
	if dots == 0 {
		return dot{}
	}
	rows := (height - (len(lines) - 1)) / len(lines) // of one line
	for x := width / dots; x >= 1; x-- {
		for y := max(x*3/2, 2); y >= x; y-- {
			if (glyphHigh*y+1)/2 <= rows {
				return dot{x, y}
			}
		}
	}
	return dot{}
}

// dotsWide is the width of a line of groups.
func dotsWide(groups []string) int {
	n := 0
	for i, g := range groups {
		if i > 0 {
			n += groupGap
		}
		count := len([]rune(g))
		n += count*glyphWide + count - 1
	}
	return n
}

// draw draws one line of groups with full and half blocks.
func draw(groups []string, d dot) []string {
	var rows [glyphHigh]strings.Builder
	for i, g := range groups {
		for j, r := range []rune(g) {
			gap := 1
			if j == 0 {
				gap = groupGap
			}
			if i == 0 && j == 0 {
				gap = 0
			}
			glyph, ok := glyphs[r]
			if !ok {
				glyph = glyphs['•']
			}
			for y := range rows {
				rows[y].WriteString(strings.Repeat(" ", gap) + glyph[y])
			}
		}
	}
	height := (glyphHigh*d.y + 1) / 2
	out := make([]string, height)
	set := func(half int) string { // the dots in a row of half cells
		if half/d.y >= glyphHigh {
			return strings.Repeat(" ", rows[0].Len())
		}
		return rows[half/d.y].String()
	}
	for i := range out {
		upper, lower := set(2*i), set(2*i+1)
		var line strings.Builder
		for x := range upper {
			cell := " "
			switch up, low := upper[x] == '#', lower[x] == '#'; {
			case up && low:
				cell = "█"
			case up:
				cell = "▀"
			case low:
				cell = "▄"
			}
			line.WriteString(strings.Repeat(cell, d.x))
		}
		out[i] = strings.TrimRight(line.String(), " ")
	}
	return out
}
