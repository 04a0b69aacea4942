package drift

import (
	"math"
	"slices"
	"time"

	"sandi/internal/clock"
)

// Rate is how fast a clock drifts.
type Rate struct {
	PerDay      time.Duration // what the offset grows by in a day; positive: the clock runs fast
	Uncertainty time.Duration // of PerDay
	Since       time.Time     // true time of the first comparison that it rests on
	Until       time.Time     // and of the last
	Points      int           // how many there are
}

// Bounds of what is told.
const (
	shortest = time.Hour // a rate over less says more about the measurements than about the clock
	fastest  = 1e-3      // no quartz is further off; what changes faster was set or slewed
	floor    = 50 * time.Millisecond
	// A rate is told if it is known to this many seconds a day, or to half of
	// itself.
	fine = 2 * time.Second
)

const day = 24 * time.Hour

// Rate returns how fast the clock drifts by itself: over the time since it was
// last set or corrected. It reports false where the history does not tell.
func (h History) Rate() (Rate, bool) { return Fit(h.stretch()) }

// stretch returns the last points between which nobody set the clock.
func (h History) stretch() []Point {
	var out []Point
	var jumps []clock.Jump // between the point before and the next
	for _, e := range h.events {
		if e.jump != nil {
			jumps = append(jumps, *e.jump)
			continue
		}
		if len(out) > 0 && broken(out[len(out)-1], e.point, jumps) {
			out = nil
		}
		out, jumps = append(out, e.point), nil
	}
	for _, j := range jumps { // nothing was measured since
		if j.After != clock.AfterResume {
			return nil
		}
	}
	return out
}

// broken reports whether the clock was set between two points: it was seen, or
// the offset says so.
func broken(a, b Point, jumps []clock.Jump) bool {
	passed, moved := b.At.Sub(a.At), b.Offset-a.Offset
	for _, j := range jumps {
		switch {
		case j.After == clock.AfterSet:
			return true
		case j.After == clock.AfterUnknown && (moved-j.By).Abs() < moved.Abs():
			return true // it was no sleep: the offset went with it
		}
	}
	noise := a.Uncertainty + b.Uncertainty
	if passed <= 0 || moved.Abs() > noise+time.Second/2+time.Duration(fastest*float64(passed)) {
		return true
	}
	// Back to zero is what a time service does. That a clock runs there by
	// itself is possible, and not worth a wrong rate.
	return a.Offset.Abs() > time.Second+a.Uncertainty && b.Offset.Abs() < time.Second/2+b.Uncertainty
}

// slope is what two points say.
type slope struct{ rate, err float64 } // s/s

// Fit returns the rate by which the offsets of points change: the median of the
// slopes between all pairs, each weighted by how well it is known (Theil and
// Sen's estimate), which a few wrong points do not bend. It reports false where
// the points do not tell: they are fewer than two, of less than an hour, or too
// uncertain.
func Fit(points []Point) (Rate, bool) {
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int { return a.At.Compare(b.At) })
	if len(points) < 2 {
		return Rate{}, false
	}
	first, last := points[0].At, points[len(points)-1].At
	if last.Sub(first) < shortest {
		return Rate{}, false
	}
	var slopes []slope
	for i, a := range points {
		for _, b := range points[i+1:] {
			passed := b.At.Sub(a.At).Seconds()
			if passed <= 0 {
				continue
			}
			// No measurement is better than a millisecond to a person's computer.
			err := max((a.Uncertainty + b.Uncertainty).Seconds(), 0.001)
			slopes = append(slopes, slope{(b.Offset - a.Offset).Seconds() / passed, err / passed})
		}
	}
	rate := median(slopes)
	sharpest := math.Inf(1)
	spread := make([]slope, len(slopes))
	for i, s := range slopes {
		sharpest = min(sharpest, s.err)
		spread[i] = slope{math.Abs(s.rate - rate), s.err}
	}
	// What the sharpest pair leaves open, or what the pairs differ by, of which
	// as many are independent as there are points.
	err := max(sharpest, 1.4826*median(spread)/math.Sqrt(float64(len(points)-1)))
	r := Rate{
		PerDay: seconds(rate * day.Seconds()), Uncertainty: max(seconds(err*day.Seconds()), floor),
		Since: first, Until: last, Points: len(points),
	}
	return r, math.Abs(rate) <= 2*fastest && r.Uncertainty <= max(fine, r.PerDay.Abs()/2)
}

// median returns the weighted median of rates; a slope weighs as much as it is
// sharp.
func median(slopes []slope) float64 {
	sorted := slices.Clone(slopes)
	slices.SortFunc(sorted, func(a, b slope) int {
		switch {
		case a.rate < b.rate:
			return -1
		case a.rate > b.rate:
			return 1
		}
		return 0
	})
	total := 0.0
	for _, s := range sorted {
		total += 1 / s.err
	}
	sum := 0.0
	for i, s := range sorted {
		sum += 1 / s.err
		if 2*sum == total && i+1 < len(sorted) {
			return (s.rate + sorted[i+1].rate) / 2
		}
		if 2*sum > total {
			return s.rate
		}
	}
	return 0
}

func seconds(s float64) time.Duration {
	if math.IsNaN(s) || math.Abs(s) > 9e9 {
		return math.MaxInt64
	}
	return time.Duration(s * float64(time.Second))
}
