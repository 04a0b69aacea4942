package tui_test

import (
	"strings"
	"testing"

	"sandi/tui"
)

// draw pictures the rooms of a window: h header, b body, t toast, s status,
// f footer.
func draw(width, height int) string {
	r := tui.Layout(width, height)
	if r.TooSmall() {
		return "too small"
	}
	margin, inner, header, body, rows, toast, status, footer := r.Parts()
	lines := make([]string, height)
	for y := range lines {
		c := " "
		switch {
		case y == header:
			c = "h"
		case y >= body && y < body+rows:
			c = "b"
		case y == toast:
			c = "t"
		case y == status:
			c = "s"
		case y == footer:
			c = "f"
		}
		lines[y] = strings.Repeat(" ", margin) + strings.Repeat(c, inner)
	}
	return strings.Join(lines, "\n")
}

func TestLayout(t *testing.T) {
	for _, tt := range []struct {
		width, height int
		column        string // the middle column, top to bottom
		margin, inner int
	}{
		{80, 24, "h bbbbbbbbbbbbbbbbbbbtsf", 2, 76},
		{40, 15, "hbbbbbbbbbbbbsf", 1, 38},
		{120, 40, " h  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb tsf  ", 10, 100},
		{30, 8, "hbbbbbbf", 1, 28},
		{200, 12, "hbbbbbbbbbsf", 50, 100},
	} {
		lines := strings.Split(draw(tt.width, tt.height), "\n")
		column := ""
		for _, line := range lines {
			line += strings.Repeat(" ", tt.width)
			column += line[tt.width/2 : tt.width/2+1]
		}
		margin, inner, _, _, _, _, _, _ := tui.Layout(tt.width, tt.height).Parts()
		if column != strings.TrimRight(tt.column, " ")+strings.Repeat(" ", tt.height-len(strings.TrimRight(tt.column, " "))) || margin != tt.margin || inner != tt.inner {
			t.Errorf("%dx%d: got %q, margin %d, width %d; want %q, %d, %d", tt.width, tt.height, column, margin, inner, tt.column, tt.margin, tt.inner)
		}
	}
	for _, small := range [][2]int{{0, 0}, {1, 1}, {20, 5}, {29, 24}, {80, 7}} {
		if !tui.Layout(small[0], small[1]).TooSmall() {
			t.Errorf("%dx%d is not too small", small[0], small[1])
		}
	}
}

// Rooms never overlap nor leave the window.
func TestLayoutEverySize(t *testing.T) {
	for w := range 220 {
		for h := range 70 {
			r := tui.Layout(w, h)
			if r.TooSmall() {
				continue
			}
			margin, inner, header, body, rows, toast, status, footer := r.Parts()
			if margin < 1 || inner < 1 || 2*margin+inner > w+1 || rows < 4 {
				t.Fatalf("%dx%d: margin %d, width %d, rows %d", w, h, margin, inner, rows)
			}
			taken := map[int]bool{header: true}
			for y := body; y < body+rows; y++ {
				if taken[y] {
					t.Fatalf("%dx%d: row %d is taken twice", w, h, y)
				}
				taken[y] = true
			}
			for _, y := range []int{toast, status, footer} {
				if y < 0 {
					continue
				}
				if taken[y] || y >= h {
					t.Fatalf("%dx%d: row %d is taken twice or outside", w, h, y)
				}
				taken[y] = true
			}
		}
	}
}
