// Package acceptance says which share of attempts a verifier accepts when a
// clock is off, exactly.
//
// A person reads a code at a moment that has nothing to do with where the
// step begins, so the moment is uniform over a period; the code arrives delay
// later. With
//
//	e = offset − delay        (offset = this computer − truth; + is fast)
//	e = q·period + r          (0 ≤ r < period)
//
// the code that arrives is q steps from the verifier's own with probability
// 1 − r/period, and q+1 steps with probability r/period. Nothing is sampled and
// nothing is rounded: a [Fraction] counts nanoseconds of a period.
package acceptance

import (
	"time"

	"sandi/internal/otp"
)

// DefaultPeriod is used where a policy names no period.
const DefaultPeriod = 30 * time.Second

// Policy is what a verifier accepts by time alone: no replay, no lock-out, no
// learned drift.
type Policy struct {
	Window otp.Window
	Period time.Duration // of a step; zero or less stands for DefaultPeriod
}

func (p Policy) period() time.Duration {
	if p.Period <= 0 {
		return DefaultPeriod
	}
	return p.Period
}

func (p Policy) accepts(steps int64) bool {
	return -int64(p.Window.Past) <= steps && steps <= int64(p.Window.Future)
}

// Fraction is the part of a period in which reading a code leads to its being
// accepted: 0 ≤ Accepted ≤ Of.
type Fraction struct{ Accepted, Of time.Duration }

// Float returns the fraction as a number from 0 to 1.
func (f Fraction) Float() float64 {
	if f.Of <= 0 {
		return 0
	}
	return float64(f.Accepted) / float64(f.Of)
}

// Less reports whether f is the smaller share. Both may count different
// periods.
func (f Fraction) Less(other Fraction) bool { return f.Float() < other.Float() }

// All reports that nothing is refused.
func (f Fraction) All() bool { return f.Of > 0 && f.Accepted == f.Of }

// None reports that everything is refused.
func (f Fraction) None() bool { return f.Accepted == 0 }

// Share returns the share of attempts that are accepted when the clock that
// makes the codes is off by offset, and a code arrives delay after it was read:
// typing, network and waiting together. A negative delay counts as none.
func Share(p Policy, offset, delay time.Duration) Fraction {
	period := p.period()
	f := Fraction{Of: period}
	q, r := split(effective(offset, delay), period)
	if p.accepts(q) {
		f.Accepted += period - r
	}
	if p.accepts(q + 1) {
		f.Accepted += r
	}
	return f
}

// Range returns the smallest and the largest share for an offset that is known
// to ±uncertainty only.
func Range(p Policy, offset, uncertainty, delay time.Duration) (least, most Fraction) {
	uncertainty = max(uncertainty, 0)
	low, high := saturatingSub(offset, uncertainty), saturatingAdd(offset, uncertainty)
	least, most = Share(p, low, delay), Share(p, high, delay)
	if most.Less(least) {
		least, most = most, least
	}
	// The share is a trapezoid over the offset: it is least at an end, and most
	// at an end too unless the plateau lies between.
	if all := p.Full(delay); low <= all.To && high >= all.From {
		most = Fraction{Accepted: p.period(), Of: p.period()}
	}
	return least, most
}

// Offsets is a range of clock offsets, both ends included.
type Offsets struct{ From, To time.Duration }

// Full returns the offsets at which every attempt is accepted.
func (p Policy) Full(delay time.Duration) Offsets {
	delay = max(delay, 0)
	return Offsets{
		From: saturatingAdd(-steps(p.Window.Past, p.period()), delay),
		To:   saturatingAdd(steps(p.Window.Future, p.period()), delay),
	}
}

// Some returns the offsets between which some attempts are accepted; at the
// ends themselves and beyond them, none is.
func (p Policy) Some(delay time.Duration) Offsets {
	full := p.Full(delay)
	return Offsets{From: saturatingSub(full.From, p.period()), To: saturatingAdd(full.To, p.period())}
}

// effective is the offset that the verifier sees.
func effective(offset, delay time.Duration) time.Duration {
	return saturatingSub(offset, max(delay, 0))
}

// split divides with a remainder that is never negative.
func split(e, period time.Duration) (q int64, r time.Duration) {
	q, r = int64(e/period), e%period
	if r < 0 {
		q, r = q-1, r+period
	}
	return q, r
}

const (
	longest  = time.Duration(1<<63 - 1)
	shortest = -longest
)

// Offsets of centuries must not wrap round into a right clock.
func saturatingAdd(a, b time.Duration) time.Duration {
	switch {
	case b > 0 && a > longest-b:
		return longest
	case b < 0 && a < shortest-b:
		return shortest
	}
	return a + b
}

func saturatingSub(a, b time.Duration) time.Duration {
	return saturatingAdd(a, -max(b, shortest))
}

func steps(n int, period time.Duration) time.Duration {
	if n > 0 && period > longest/time.Duration(n) {
		return longest
	}
	return time.Duration(max(n, 0)) * period
}
