package picture

import (
	"math"
	"time"

	"sandi/internal/lab"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// Bounds of a box's width in columns: narrower ones hold no number, wider ones
// only spread the same.
const (
	leastBox = 4
	mostBox  = 15
)

// Size says how much a terminal drawing tells.
type Size int

// The sizes.
const (
	Full    Size = iota // nine lines
	Compact             // six lines, without words
)

// Timeline draws a story in lines of at most width columns, at least 20.
func Timeline(l *locale.Localizer, s lab.Story, width int, size Size) []Line {
	width = max(width, 20)
	f := newFrame(s, (width-1)/leastBox)
	box := min((width-1)/f.steps(), mostBox)
	for f.steps()*box+1 < width-2*box { // wide windows show more of the axis
		f.first, f.last = f.first-1, f.last+1
	}
	d := &drawing{frame: f, l: l, box: box, canvas: newCanvas(width, 9)}
	d.arrow(1)
	d.boxes(2)
	d.times(5)
	d.passing(6)
	if size == Compact {
		return d.canvas.lines()[1:7]
	}
	d.caption(0)
	d.legend(7)
	return d.canvas.lines()
}

type drawing struct {
	frame
	*canvas
	l   *locale.Localizer
	box int // columns of a step, its left border included
}

// column is where a time is drawn.
func (d *drawing) column(t time.Time) (col, beyond int) {
	x, beyond := d.place(t)
	switch {
	case beyond < 0:
		return 0, beyond
	case beyond > 0:
		return d.steps() * d.box, beyond
	}
	whole, part := math.Modf(x)
	// The border is the step's first moment, so a moment inside is never drawn
	// on the next border.
	return int(whole)*d.box + min(int(part*float64(d.box)), d.box-1), 0
}

func (d *drawing) verdictKind() Kind {
	if d.story.Accepted {
		return Good
	}
	return Bad
}

// arrow goes from the moment of reading to what the computer's clock shows then.
func (d *drawing) arrow(row int) {
	from, _ := d.column(d.story.Shown)
	to, beyond := d.column(d.story.Displayed)
	left, right := min(from, to), max(from, to)
	for col := left; col <= right; col++ {
		d.put(row, col, "━", Arrow)
	}
	d.put(row, from, "●", Mark)
	switch {
	case beyond < 0:
		d.put(row, to, "◀◀", Arrow)
	case beyond > 0:
		d.put(row, to-1, "▶▶", Arrow)
	case to < from:
		d.put(row, to, "┏", Arrow)
	case to > from:
		d.put(row, to, "┓", Arrow)
	}
}

// caption tells the offset beside the arrow.
func (d *drawing) caption(row int) {
	from, _ := d.column(d.story.Shown)
	to, _ := d.column(d.story.Displayed)
	text := Clock(d.l, d.story.Setting.Offset)
	n := width(text)
	col := (from+to)/2 - n/2
	d.put(row, max(min(col, d.width-n), 0), text, Arrow)
}

func (d *drawing) boxes(row int) {
	for step := d.first; step <= d.last; step++ {
		d.step(row, int(step-d.first)*d.box, step)
	}
	end := d.steps() * d.box
	for i, r := range []string{"┐", "│", "┘"} {
		if d.taken(d.last) {
			r = []string{"╗", "║", "╝"}[i]
		}
		d.put(row+i, end, r, d.edge(d.last))
	}
	if col, beyond := d.column(d.story.Displayed); beyond == 0 {
		d.put(row, col, "▼", Arrow)
	}
	if col, beyond := d.column(d.story.Received); beyond == 0 {
		d.put(row+2, col, "▲", Mark)
	}
}

func (d *drawing) edge(step otp.Step) Kind {
	if d.taken(step) {
		return Window
	}
	return Faint
}

// step draws one box with its left border.
func (d *drawing) step(row, col int, step otp.Step) {
	in, before := d.taken(step), d.taken(step-1) && step > d.first
	top, bottom, fill, border := "─", "─", " ", "│"
	corner := []string{"┬", "┴"}
	if step == d.first {
		corner = []string{"┌", "└"}
	}
	if in {
		top, bottom, fill = "═", "═", "░"
	}
	switch {
	case in && step == d.first:
		corner, border = []string{"╔", "╚"}, "║"
	case in && before:
		corner = []string{"╤", "╧"}
	case in || before:
		corner, border = []string{"╦", "╩"}, "║"
	}
	kind, edge := d.edge(step), d.edge(step)
	if before {
		edge = Window
	}
	d.put(row, col, corner[0], edge)
	d.put(row+1, col, border, edge)
	d.put(row+2, col, corner[1], edge)
	for i := 1; i < d.box; i++ {
		d.put(row, col+i, top, kind)
		d.put(row+1, col+i, fill, kind)
		d.put(row+2, col+i, bottom, kind)
	}
	label := steps(int64(step - d.story.Judge))
	own := step == d.story.Code
	if own {
		kind = d.verdictKind()
		if word := d.l.T("lab.box.code"); d.box-1 >= width(label)+width(word)+3 {
			label += " " + word
		}
		if d.box-1 >= width(label)+4 {
			label = "▸" + label + "◂"
		}
		for i := 1; i < d.box; i++ {
			d.kinds(row+1, col+i, col+i+1, kind)
		}
	}
	if n := width(label); n <= d.box-1 {
		at := col + 1 + (d.box-1-n)/2
		if in && n+2 <= d.box-1 {
			d.put(row+1, at-1, " "+label+" ", kind)
		}
		d.put(row+1, at, label, kind)
	}
}

// times writes when steps begin, at as many borders as there is room for.
func (d *drawing) times(row int) {
	const layout = "15:04:05"
	next := 0
	for step := d.first; step <= d.last+1; step++ {
		col := int(step-d.first) * d.box
		text := d.story.Setting.StartOf(step).Format(layout)
		at := max(min(col-len(text)/2, d.canvas.width-len(text)), 0)
		if at < next || (at > col || at+len(text) <= col) {
			continue
		}
		d.put(row, at, text, Faint)
		next = at + len(text) + 2
	}
}

// passing draws what passes between reading and arrival.
func (d *drawing) passing(row int) {
	s := d.story
	for _, p := range []struct {
		from, to time.Time
		with     string
	}{{s.Shown, s.Opened, "┄"}, {s.Opened, s.Typed, "─"}, {s.Typed, s.Received, "═"}} {
		if !p.to.After(p.from) {
			continue
		}
		from, _ := d.column(p.from)
		to, _ := d.column(p.to)
		for col := from; col < max(to, from+1); col++ {
			d.put(row, col, p.with, Bar)
		}
	}
	from, beyond := d.column(s.Shown)
	if beyond < 0 {
		d.put(row, from, "◀", Mark)
	} else {
		d.put(row, from, "●", Mark)
	}
	to, _ := d.column(s.Received)
	if to == from {
		d.put(row, to, "◆", Mark)
	} else {
		d.put(row, to, "▲", Mark)
	}
}

// legend tells what the signs mean, with the figures; in two lines where one
// does not hold them.
func (d *drawing) legend(row int) {
	l, s := d.l, d.story
	const layout = "15:04:05"
	type item struct {
		sign, text string
		kind       Kind
	}
	items := []item{{"●", l.T("lab.legend.read", "time", s.Shown.Format(layout)), Mark}}
	for _, p := range []struct {
		sign, key string
		d         time.Duration
	}{{"┄", "lab.legend.mail", s.Setting.Mail}, {"─", "lab.legend.typing", s.Setting.Typing}, {"═", "lab.legend.network", s.Setting.Network}} {
		if p.d > 0 {
			items = append(items, item{p.sign + p.sign, l.T(p.key, "time", Amount(l, p.d)), Bar})
		}
	}
	items = append(items,
		item{"▲", l.T("lab.legend.received", "time", s.Received.Format(layout)), Mark},
		item{"░░", l.T("lab.legend.window"), Window})
	col := 0
	for _, it := range items {
		n := width(it.sign) + 1 + width(it.text)
		if col > 0 && col+n > d.canvas.width {
			row, col = row+1, 0
		}
		d.put(row, col, it.sign, it.kind)
		d.put(row, col+width(it.sign)+1, it.text, Plain)
		col += n + 3
	}
}
