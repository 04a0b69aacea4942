package clock

import "time"

// Sample is one look at the clocks of this computer.
type Sample struct {
	Wall time.Time     // what the clock shows
	Mono time.Duration // time that passed since some moment; setting the clock leaves it alone
	Boot time.Duration // the same with the time asleep counted in; 0 where the system does not tell
}

// Take looks at a clock.
func Take(c Clock) Sample {
	if s, ok := c.(interface{ Sample() Sample }); ok {
		return s.Sample()
	}
	t := c.Now()
	return Sample{Wall: t.Round(0), Mono: t.Sub(origin)}
}

// origin gives monotonic readings a zero. Only their differences are used.
var origin = time.Now()

// Sample looks at this computer's clocks.
func (System) Sample() Sample {
	t := time.Now()
	return Sample{Wall: t.Round(0), Mono: t.Sub(origin), Boot: sinceBoot()}
}

// After says what moved the clock.
type After string

// What moved the clock, named as in the machine-readable output.
const (
	AfterResume  After = "resume"  // the machine slept, and the clock was put forward by that
	AfterSet     After = "set"     // somebody or something set it
	AfterUnknown After = "unknown" // forward, by sleep or by setting: this system does not tell
)

// Jump is a move of the wall clock that the passing of time does not explain.
type Jump struct {
	At    time.Time     // what the clock showed after the jump
	By    time.Duration // how far it moved; positive: forward
	After After
}

// Limits of what counts as a jump. Time services correct small errors by
// letting the clock run up to 500 ppm faster or slower, which is no jump.
const (
	jumpLimit = time.Second
	slewLimit = 1e-3
)

// Watcher notices jumps. It is fed with samples and has no clock of its own, so
// that it can be tested and can be driven by any tick; once a second is apt,
// once a minute is enough. The zero value is ready.
type Watcher struct {
	last Sample
	fed  bool
}

// Feed takes the next sample and reports a jump since the one before.
//
// A clock put back was set: nothing else does that. A clock put forward may
// have been set, or the monotonic clock stood still while the machine slept;
// the difference shows where the system counts the time asleep (Sample.Boot).
func (w *Watcher) Feed(s Sample) (Jump, bool) {
	last, fed := w.last, w.fed
	w.last, w.fed = s, true
	if !fed {
		return Jump{}, false
	}
	passed := s.Mono - last.Mono
	by := s.Wall.Sub(last.Wall) - passed
	limit := jumpLimit + time.Duration(slewLimit*float64(passed))
	if by.Abs() < limit {
		return Jump{}, false
	}
	j := Jump{At: s.Wall, By: by, After: AfterUnknown}
	switch {
	case by < 0:
		j.After = AfterSet
	case s.Boot > 0 && last.Boot > 0:
		slept := max(s.Boot-last.Boot-passed, 0)
		if set := by - slept; set.Abs() < limit+time.Duration(slewLimit*float64(slept)) {
			j.After = AfterResume
		} else {
			j.After, j.By = AfterSet, set
		}
	}
	return j, true
}
