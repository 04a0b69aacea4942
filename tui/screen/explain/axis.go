package explain

import (
	"strconv"
	"strings"

	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// axis draws steps as boxes: the ones that a service accepts shaded, the one of
// the code marked. offset is the step of the code, counted from the one that
// ran when it was typed. Steps far from each other are drawn with a gap. Two
// lines, the numbers and the boxes; none where there is no room.
func axis(offset int, w otp.Window, width int, c screen.Context) []string {
	t := c.Theme
	for _, box := range []int{5, 3} {
		steps := stepsShown(offset, w, (width-1)/(box+1))
		if steps == nil {
			continue
		}
		var numbers, boxes strings.Builder
		edge := t.Rule.Render("│")
		boxes.WriteString(edge)
		numbers.WriteString(" ")
		for _, s := range steps {
			if s == nil {
				numbers.WriteString(strings.Repeat(" ", box+1))
				boxes.WriteString(t.Muted.Render(widget.Center("⋯", box)) + edge)
				continue
			}
			label := widget.PadRight(widget.Center(signed(*s), box), box)
			accepted := *s >= -w.Past && *s <= w.Future
			mine := *s == offset
			switch {
			case mine && accepted:
				numbers.WriteString(t.Strong.Render(label) + " ")
				boxes.WriteString(t.Good.Render(strings.Repeat("░", box/2)+"●"+strings.Repeat("░", box/2)) + edge)
			case mine:
				numbers.WriteString(t.Strong.Render(label) + " ")
				boxes.WriteString(t.Bad.Render(widget.PadRight(widget.Center("●", box), box)) + edge)
			case accepted:
				numbers.WriteString(t.Muted.Render(label) + " ")
				boxes.WriteString(t.Good.Render(strings.Repeat("░", box)) + edge)
			default:
				numbers.WriteString(t.Muted.Render(label) + " ")
				boxes.WriteString(strings.Repeat(" ", box) + edge)
			}
		}
		return []string{strings.TrimRight(numbers.String(), " "), boxes.String()}
	}
	return nil
}

// stepsShown lists the steps to draw in at most so many boxes, nil for a gap;
// none where they do not fit.
func stepsShown(offset int, w otp.Window, most int) []*int {
	from, to := min(-w.Past, offset, 0), max(w.Future, offset, 0)
	span := func(from, to int) (out []*int) {
		for s := from; s <= to; s++ {
			out = append(out, &s)
		}
		return out
	}
	if to-from+3 <= most { // a step more on either side
		return span(from-1, to+1)
	}
	if to-from+1 <= most {
		return span(from, to)
	}
	near := span(min(-w.Past, 0), max(w.Future, 0))
	switch {
	case len(near)+2 > most:
		return nil
	case offset < 0:
		return append([]*int{&offset, nil}, near...)
	}
	return append(near, nil, &offset)
}

// signed writes a number with its sign, a real minus.
func signed(n int) string {
	switch {
	case n < 0:
		return "−" + strconv.Itoa(-n)
	case n > 0:
		return "+" + strconv.Itoa(n)
	}
	return "0"
}
