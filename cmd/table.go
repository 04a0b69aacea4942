package cmd

import (
	"strings"

	"sandi/internal/printable"
	"sandi/internal/terminal"
)

// table sets rows in columns aligned by cells. The texts are made printable
// here, so callers pass them as they come. On a terminal that is too narrow the
// widest columns named in shrink are cut; into a pipe nothing ever is.
func (a *app) table(rows [][]string, shrink ...int) string {
	if len(rows) == 0 {
		return ""
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i := range row {
			row[i] = printable.Text(row[i])
			widths[i] = max(widths[i], printable.Width(row[i]))
		}
	}
	if cols, _, ok := terminal.Size(a.sys.Out); ok {
		shrinkColumns(widths, cols, shrink)
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			if printable.Width(cell) > widths[i] {
				cell = printable.Cut(cell, widths[i])
			}
			line.WriteString(cell)
			if pad := widths[i] - printable.Width(cell) + gap; i+1 < len(row) && widths[i] > 0 {
				line.WriteString(strings.Repeat(" ", pad))
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// gap is the space between two columns, in cells.
const gap = 2

// minColumn is how far a column is cut at most, in cells.
const minColumn = 6

func shrinkColumns(widths []int, cols int, shrink []int) {
	total := func() int {
		n := -gap
		for _, w := range widths {
			if w > 0 {
				n += w + gap
			}
		}
		return n
	}
	for over := total() - cols; over > 0; over-- {
		widest := -1
		for _, i := range shrink {
			if widths[i] > minColumn && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}
