package widget_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sandi/tui/widget"
)

func drawn(lines []string) string {
	for i := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
	}
	return "\n" + strings.Join(lines, "\n")
}

func TestGraph(t *testing.T) {
	whole := func(y float64) string { return strconv.Itoa(int(y)) }
	for _, tt := range []struct {
		name  string
		graph widget.Graph
		want  string
	}{
		{"up", widget.Graph{Dots: []widget.Dot{{0, 0}, {5, 5}, {10, 10}}, To: 10, High: 10, Label: whole, Left: "from", Right: "to"}, `
10 ┤          ·▀
   │       ···
   │     ·▄
   │  ···
 0 ┤▄·──────────
    from      to`},
		{"across zero, cut by a mark", widget.Graph{Dots: []widget.Dot{{0, 5}, {4, 5}, {6, -5}, {10, -5}}, Marks: []float64{5}, To: 10, High: 5, Low: -5, Label: whole}, `
 5 ┤▀···▀ !
   │      │
 0 ┤──────│─────
   │      │
-5 ┤      │▄···▄
`},
		{"beyond the scale", widget.Graph{Dots: []widget.Dot{{0, 99}, {5, 1}, {10, -99}}, To: 10, High: 2, Low: -2, Label: whole}, `
 2 ┤▲
   │      ▀
 0 ┤────────────
   │
-2 ┤           ▼
`},
		{"several in a column", widget.Graph{Dots: []widget.Dot{{5, 1}, {5.1, 3}}, To: 10, High: 4, Label: whole}, `
4 ┤
  │      █
  │      █
  │      █
0 ┤─────────────
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := drawn(tt.graph.Draw(16, 6, plain)); got != tt.want {
				t.Errorf("got:%s\nwant:%s", got, tt.want)
			}
		})
	}
}

// Whatever the size and the values, a graph fits its place or is none.
func TestGraphFits(t *testing.T) {
	for _, g := range []widget.Graph{
		{},
		{Dots: []widget.Dot{{0, 0}}},
		{Dots: []widget.Dot{{1, 1}}, To: 2, High: 1, Marks: []float64{-1, 0, 2, 3}},
		{Dots: []widget.Dot{{math.Inf(-1), math.NaN()}, {1, math.Inf(1)}}, To: 2, Low: -1, High: 1},
	} {
		g.Label = func(y float64) string { return "label" }
		for w := range 60 {
			for h := range 12 {
				lines := g.Draw(w, h, plain)
				if len(lines) != 0 && len(lines) != h {
					t.Errorf("%d×%d: %d lines", w, h, len(lines))
				}
				for _, line := range lines {
					if got := widget.Width(line); got > w {
						t.Errorf("%d×%d: %d cells", w, h, got)
					}
				}
			}
		}
	}
}
