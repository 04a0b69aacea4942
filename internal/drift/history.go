package drift

import (
	"slices"
	"time"

	"sandi/internal/clock"
)

// Point is one comparison of this computer's clock with others.
type Point struct {
	At          time.Time     // the true time, as far as the comparison told it
	Offset      time.Duration // this computer's time − true time; positive: this clock is fast
	Uncertainty time.Duration // the true offset lies within Offset ± Uncertainty
	Kind        clock.Kind    // of the reference
}

// event is a point or a jump. Their order is the order in which they happened,
// which their times do not tell: a jump carries what a clock showed that was
// just moved.
type event struct {
	point Point
	jump  *clock.Jump // nil for a point
}

// How much is remembered.
const (
	maxPoints = 500 // three weeks of an interface that stays open, or years of one that does not
	maxJumps  = 100
)

// History is what is known of this clock's past, the oldest first.
type History struct{ events []event }

// Add appends the answer of a measurement: nothing where there is none.
func (h *History) Add(m clock.Measurement) {
	if m.Best != nil {
		h.AddReference(*m.Best)
	}
}

// AddReference appends a single comparison: nothing where it failed.
func (h *History) AddReference(r clock.Reference) {
	if !r.OK() || r.Uncertainty < 0 || !dated(r.At) || !dated(r.At.Add(-r.Offset)) {
		return
	}
	h.events = append(h.events, event{point: Point{
		At: r.At.Add(-r.Offset).Round(0).UTC(), Offset: r.Offset, Uncertainty: r.Uncertainty, Kind: r.Kind,
	}})
	h.bound()
}

// AddJump appends a move of the clock.
func (h *History) AddJump(j clock.Jump) {
	if j.By == 0 || !dated(j.At) {
		return
	}
	j.At = j.At.Round(0)
	h.events = append(h.events, event{jump: &j})
	h.bound()
}

// dated reports whether a time can be written down and read again.
func dated(t time.Time) bool { return !t.IsZero() && t.Year() >= 1 && t.Year() < 9999 }

// Points returns the comparisons, the oldest first.
func (h History) Points() []Point {
	var out []Point
	for _, e := range h.events {
		if e.jump == nil {
			out = append(out, e.point)
		}
	}
	return out
}

// Jumps returns the moves of the clock, the oldest first. Their times are what
// the clock showed.
func (h History) Jumps() []clock.Jump {
	var out []clock.Jump
	for _, e := range h.events {
		if e.jump != nil {
			out = append(out, *e.jump)
		}
	}
	return out
}

// Move is a jump at the true time at which it happened, as far as it is known.
type Move struct {
	clock.Jump
	True time.Time
}

// Moves returns the jumps with their true times: the comparison after a jump
// tells how far off the clock was by then, and without one the comparison
// before it does.
func (h History) Moves() []Move {
	var out []Move
	for i, e := range h.events {
		if e.jump == nil {
			continue
		}
		before, after := h.beside(i)
		m := Move{*e.jump, e.jump.At}
		switch {
		case after != nil:
			m.True = m.At.Add(-after.Offset)
		case before != nil && m.After == clock.AfterResume: // the sleep was caught up with
			m.True = m.At.Add(-before.Offset)
		case before != nil:
			m.True = m.At.Add(-before.Offset - m.By)
		}
		if before != nil && m.True.Before(before.At) {
			m.True = before.At
		}
		if after != nil && m.True.After(after.At) {
			m.True = after.At
		}
		m.True = m.True.UTC()
		out = append(out, m)
	}
	return out
}

// beside returns the points before and after an event, nil where none is.
func (h History) beside(i int) (before, after *Point) {
	for k := i - 1; k >= 0 && before == nil; k-- {
		if h.events[k].jump == nil {
			before = &h.events[k].point
		}
	}
	for k := i + 1; k < len(h.events) && after == nil; k++ {
		if h.events[k].jump == nil {
			after = &h.events[k].point
		}
	}
	return before, after
}

// bound forgets what is too much. Of the points those go first that tell
// least: close to their neighbours, and old.
func (h *History) bound() {
	for n := len(h.Jumps()); n > maxJumps; n-- {
		i := slices.IndexFunc(h.events, func(e event) bool { return e.jump != nil })
		// What lies before the jump goes with it: without the jump it would
		// look as if it belonged to what came after.
		h.events = slices.Delete(h.events, 0, i+1)
	}
	for n := len(h.Points()); n > maxPoints; n-- {
		h.thin()
	}
}

// thin forgets the point that leaves the smallest gap for its age.
func (h *History) thin() {
	last := h.events[len(h.events)-1]
	newest := last.point.At
	if last.jump != nil {
		if before, _ := h.beside(len(h.events) - 1); before != nil {
			newest = before.At
		}
	}
	worst, least := -1, 0.0
	for i, e := range h.events {
		if e.jump != nil {
			continue
		}
		if worst < 0 {
			worst, least = i, 1e300 // the oldest, if nothing else can go
		}
		if i == 0 || i == len(h.events)-1 || h.events[i-1].jump != nil || h.events[i+1].jump != nil {
			continue
		}
		gap := h.events[i+1].point.At.Sub(h.events[i-1].point.At).Seconds()
		age := newest.Sub(e.point.At).Seconds() + 60
		if worth := gap / max(age, 1); worth < least {
			worst, least = i, worth
		}
	}
	h.events = slices.Delete(h.events, worst, worst+1)
}
