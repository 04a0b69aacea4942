package clock

import (
	"math"
	"slices"
	"time"

	"sandi/internal/clock"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// jumpsShown is how many of the last jumps are told.
const jumpsShown = 5

// past draws how far off the clock was over time, and tells how fast it drifts
// and when it was moved.
func (m *Model) past(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	lines := []string{heading(l.T("drift.past"), width, c)}
	n := min(width, reading)
	switch r := m.facts.Rate; {
	case r == nil && len(m.facts.Points) < 2:
		lines = append(lines, widget.Para(l.T("drift.rate.none"), n, t.Muted)...)
	case r == nil:
		lines = append(lines, widget.Para(l.T("drift.rate.unknown"), n, t.Muted)...)
	default:
		key := "drift.rate.steady"
		switch {
		case r.PerDay.Abs() <= r.Uncertainty:
		case r.PerDay > 0:
			key = "drift.rate.fast"
		default:
			key = "drift.rate.slow"
		}
		lines = append(lines, widget.Para(l.T(key,
			"rate", perDay(r.PerDay, c), "sigma", perDay(r.Uncertainty, c),
			"since", screen.Moment(r.Since, c), "n", r.Points), n, t.Text)...)
	}
	height := 8
	if c.Height < 16 {
		height = 6
	}
	if g, ok := m.graph(c); ok {
		if c.Height >= 16 {
			lines = append(lines, "")
		}
		lines = append(lines, g.Draw(min(width, 100), height, t)...)
		if beyond(g) {
			lines = append(lines, widget.Para(l.T("drift.beyond"), n, t.Muted)...)
		}
	}
	moves := m.facts.Moves
	moves = moves[max(len(moves)-jumpsShown, 0):]
	for i := len(moves) - 1; i >= 0; i-- {
		mv := moves[i]
		text := screen.Moment(mv.True, c) + "  " + l.T("drift.moved."+string(mv.After)+way(mv.By), "by", l.Duration(mv.By))
		for j, line := range widget.Wrap(text, max(n-2, 1)) {
			mark := t.Warn.Render("!") + " "
			if j > 0 {
				mark = "  "
			}
			lines = append(lines, mark+t.Text.Render(line))
		}
	}
	return lines
}

// way is the last part of the key that tells a move.
func way(by time.Duration) string {
	if by < 0 {
		return ".back"
	}
	return ".forward"
}

// perDay writes what a clock gains or loses in a day.
func perDay(d time.Duration, c screen.Context) string {
	s := d.Abs().Seconds()
	decimals := 1
	if s < 1 {
		decimals = 2
	}
	return c.L.Float(s, decimals)
}

// graph is the picture of the history, if there are two points at least. It
// shows what matters for codes: where the clock was once off by hours, that is
// an arrow at the edge, and not what the rest disappears beside.
func (m *Model) graph(c screen.Context) (widget.Graph, bool) {
	points := m.facts.Points
	if len(points) < 2 {
		return widget.Graph{}, false
	}
	from, to := points[0].At, points[len(points)-1].At
	for _, p := range points { // a clock that went back in time
		if p.At.Before(from) {
			from = p.At
		}
		if p.At.After(to) {
			to = p.At
		}
	}
	if to.Sub(from) < time.Minute {
		return widget.Graph{}, false
	}
	g := widget.Graph{
		From: 0, To: to.Sub(from).Seconds(), Label: func(y float64) string { return axis(y, c) },
		Left: screen.Moment(from, c), Right: screen.Moment(to, c),
	}
	var low, high float64
	limit := reach(m)
	for _, p := range points {
		y := p.Offset.Seconds()
		g.Dots = append(g.Dots, widget.Dot{X: p.At.Sub(from).Seconds(), Y: y})
		if math.Abs(y) <= limit {
			low, high = min(low, y), max(high, y)
		}
	}
	g.Low, g.High = -nice(-low), nice(high)
	if g.High-g.Low < 0.02 {
		g.Low, g.High = -0.01, 0.01
	}
	for _, mv := range m.facts.Moves {
		if mv.After != clock.AfterResume {
			g.Marks = append(g.Marks, mv.True.Sub(from).Seconds())
		}
	}
	return g, true
}

// beyond reports whether a dot is drawn as an arrow.
func beyond(g widget.Graph) bool {
	return slices.ContainsFunc(g.Dots, func(d widget.Dot) bool { return d.Y < g.Low || d.Y > g.High })
}

// reach is the offset up to which points decide about the scale: ten times what
// the clock is off by now, and a minute at least, beyond which no code is
// accepted anyway.
func reach(m *Model) float64 {
	last := m.facts.Points[len(m.facts.Points)-1].Offset.Abs().Seconds()
	return max(10*last, 60)
}

// nice rounds a length of time up to one that people count in.
func nice(s float64) float64 {
	if s <= 0 {
		return 0
	}
	for _, step := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90,
		120, 180, 300, 600, 900, 1800, 2700, 3600, 7200, 3 * 3600, 6 * 3600, 9 * 3600, 12 * 3600, 18 * 3600, 86400} {
		if s <= step {
			return step
		}
	}
	power := math.Pow(10, math.Floor(math.Log10(s/86400)))
	for _, f := range []float64{1, 2, 5, 10} {
		if s <= f*power*86400 {
			return f * power * 86400
		}
	}
	return s
}

// axis writes a value of the scale.
func axis(y float64, c screen.Context) string {
	if y == 0 {
		return "0"
	}
	d := time.Duration(math.Round(y*1000)) * time.Millisecond
	sign := "+"
	if d < 0 {
		sign = "−"
	}
	if s := d.Abs().Seconds(); s < 1 {
		return sign + c.L.T("unit.seconds", "n", c.L.Float(s, 2))
	}
	return sign + c.L.Duration(d)
}
