package tui

// The smallest window in which the interface is drawn.
const (
	minWidth  = 30
	minHeight = 8
)

// maxContent is the widest that the content gets: longer lines are hard to
// follow from a name to its code.
const maxContent = 100

// rooms is where everything goes in a window: rows from the top, columns from
// the left, all zero-based.
type rooms struct {
	tooSmall bool
	margin   int // columns left of the content, and as many right of it
	width    int // columns of the content
	header   int // row of the header
	body     int // first row of the screen
	height   int // rows of the screen
	toast    int // row of passing messages, -1: they take the status line's
	status   int // row of the status line, -1: none, messages take the footer's
	footer   int
}

// layout divides a window. It is pure; its test draws the result.
func layout(width, height int) rooms {
	r := rooms{toast: -1, status: -1}
	if width < minWidth || height < minHeight {
		r.tooSmall = true
		return r
	}
	r.margin = 1
	if width >= 60 {
		r.margin = 2
	}
	r.width = width - 2*r.margin
	if r.width > maxContent {
		r.width = maxContent
		r.margin = (width - maxContent) / 2
	}
	r.footer = height - 1
	r.body = 1
	bottom := r.footer
	if height >= 12 {
		bottom--
		r.status = bottom
	}
	if height >= 20 {
		bottom--
		r.toast = bottom
		r.body = 2
	}
	if height >= 32 { // airy
		r.header, r.body = 1, 4
		bottom--
		r.footer--
		r.status--
		r.toast--
		bottom--
	}
	r.height = bottom - r.body
	return r
}
