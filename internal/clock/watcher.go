package clock

import "time"

// Sample is one look at the clocks of this computer.
type Sample struct {
	Wall time.Time     // what the clock shows
	Mono time.Duration // time that passed since some moment; setting the clock leaves it alone
	Boot time.Duration // the same with the time asleep counted in; 0 where it is not known
}

// Take looks at a clock.
func Take(c Clock) Sample {
	if s, ok := c.(interface{ Sample() Sample }); ok {
		return s.Sample()
	}
	t := c.Now()
	return Sample{Wall: t.Round(0), Mono: t.Sub(origin)}
}

var origin = time.Now()

// After says what moved the clock.
type After string

// What moved the clock, named as in the machine-readable output.
const (
	AfterResume  After = "resume"  // the machine slept, and the clock was put forward by that
	AfterSet     After = "set"     // somebody or something set it
	AfterUnknown After = "unknown" // forward, by sleep or by hand: this system does not tell
)

// Jump is a move of the wall clock that the passing of time does not explain.
type Jump struct {
	At    time.Time     // what the clock showed after the jump
	By    time.Duration // how far it moved; positive: forward
	After After
}

// Watcher notices jumps. It is fed with samples and has no clock of its own.
// The zero value is ready.
type Watcher struct {
	last Sample
	fed  bool
}

// Feed takes the next sample and reports a jump since the one before.
func (w *Watcher) Feed(s Sample) (Jump, bool) {
	w.last, w.fed = s, true
	return Jump{}, false
}
