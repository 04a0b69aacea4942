package widget

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/tui/theme"
)

// soonSeconds is when a code counts as nearly over.
const soonSeconds = 5

// Left is how long a code still lives, for drawing.
type Left struct {
	Seconds int // whole seconds, counted up: 1 in the last second, the period in the first
	Period  int // seconds, ≥ 1
}

// LeftOf returns the time left of a period.
func LeftOf(remaining time.Duration, period int) Left {
	s := int((remaining + time.Second - 1) / time.Second)
	return Left{Seconds: min(max(s, 0), period), Period: period}
}

// Soon reports whether the code is nearly over: its last 5 s, or the last half
// of a period too short for that.
func (l Left) Soon() bool { return l.Seconds <= min(soonSeconds, l.Period/2) }

// Bar draws the time left as a bar of width cells, heavy for what is left and
// light for what is gone. In the last seconds its shape changes: one dot for
// each second.
func (l Left) Bar(width int, t *theme.Theme) string {
	if width <= 0 || l.Period <= 0 {
		return ""
	}
	if l.Soon() && width >= soonSeconds {
		full := min(l.Seconds, width)
		empty := min(soonSeconds, l.Period/2) - full
		dots := strings.Repeat("●", full) + strings.Repeat("○", max(empty, 0))
		return t.Soon.Render(dots) + blank(width-Width(dots))
	}
	// Half cells, rounded up, so that the bar is never empty while time is left.
	halves := (2*width*l.Seconds + l.Period - 1) / l.Period
	full, half := halves/2, halves%2
	style := t.Bar
	if l.Soon() {
		style = t.Soon
	}
	out := ""
	if full > 0 {
		out = strings.Repeat("━", full)
	}
	if half > 0 {
		out += "╸"
	}
	empty := width - full - half
	if empty <= 0 {
		return style.Render(out)
	}
	return style.Render(out) + t.BarEmpty.Render(strings.Repeat("─", empty))
}

// Text tells the seconds left, "17 s", or a longer time in larger units.
func (l Left) Text(loc *locale.Localizer) string {
	if l.Seconds < 100 {
		return strconv.Itoa(l.Seconds) + " s"
	}
	return loc.Duration(time.Duration(l.Seconds) * time.Second)
}

// Dots stands in for a code that is not shown, grouped like one: "••• •••".
func Dots(digits int) string {
	digits = min(max(digits, 1), 10)
	group := 3
	if digits%4 == 0 {
		group = 4
	}
	var b strings.Builder
	for i := range digits {
		if i > 0 && i%group == 0 && (digits > 5) {
			b.WriteByte(' ')
		}
		b.WriteString("•")
	}
	return b.String()
}
