package widget

import "sandi/tui/theme"

// Window is the part of a long list that is drawn: only visible rows are ever
// rendered, so a list of 10,000 costs what a screenful costs.
type Window struct {
	Top  int // first row drawn
	Rows int // rows that fit
}

// Around moves the window as little as possible so that the selected row of
// total is inside.
func (w Window) Around(selected, total int) Window {
	w.Rows = max(w.Rows, 1)
	if selected < w.Top {
		w.Top = selected
	}
	if selected >= w.Top+w.Rows {
		w.Top = selected - w.Rows + 1
	}
	w.Top = max(min(w.Top, total-w.Rows), 0)
	return w
}

// Thumb draws the scroll mark for one line of a list drawn height lines high:
// a heavy line where the window is, a light one elsewhere, nothing if
// everything is visible.
func (w Window) Thumb(line, height, total int, t *theme.Theme) string {
	if total <= w.Rows || height <= 0 {
		return " "
	}
	size := max(height*w.Rows/total, 1)
	start := (height - size) * w.Top / max(total-w.Rows, 1)
	if line >= start && line < start+size {
		return t.Mark.Render("┃")
	}
	return t.Rule.Render("│")
}
