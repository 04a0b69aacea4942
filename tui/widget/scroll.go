package widget

import "sandi/tui/theme"

// Scroll draws a text that may be higher than its window, from line top on.
// draw returns the text for a width. Where it does not fit, the last two
// columns show how far one is, with an arrow where more follows.
func Scroll(draw func(width int) []string, top, width, height int, t *theme.Theme) string {
	lines := draw(width)
	if len(lines) <= height {
		return Fit(lines, width, height)
	}
	lines = draw(max(width-2, 1))
	w := Window{Top: ScrollTop(top, len(lines), height), Rows: height}
	out := make([]string, height)
	for i := range out {
		mark := w.Thumb(i, height, len(lines), t)
		switch {
		case i == height-1 && w.Top+height < len(lines):
			mark = t.Mark.Render("↓")
		case i == 0 && w.Top > 0:
			mark = t.Mark.Render("↑")
		}
		if w.Top+i < len(lines) {
			out[i] = lines[w.Top+i]
		}
		out[i] = PadRight(out[i], width-1) + mark
	}
	return Fit(out, width, height)
}

// ScrollTop moves a first line into what there is to scroll.
func ScrollTop(top, lines, height int) int { return max(min(top, lines-height), 0) }

// ScrollLines returns how many lines Scroll draws in all.
func ScrollLines(draw func(width int) []string, width, height int) int {
	if n := len(draw(width)); n <= height {
		return n
	}
	return len(draw(max(width-2, 1)))
}
