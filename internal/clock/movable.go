package clock

import (
	"sync/atomic"
	"time"
)

// Movable is Base moved by an amount that can change while it runs. It is for
// simulations, which have to be marked as such on screen: a demonstration that
// skips a wait, a user's clock that is set wrong on purpose. It is safe for
// concurrent use.
type Movable struct {
	base   Clock
	passed atomic.Int64 // time.Duration that was let pass
	set    atomic.Int64 // time.Duration that the hands are off
}

// NewMovable returns a Movable that shows Base's time.
func NewMovable(base Clock) *Movable { return &Movable{base: base} }

// Now returns the moved time.
func (m *Movable) Now() time.Time { return m.base.Now().Add(m.By()) }

// Sample returns Base's sample with the time that was let pass in it, and with
// the hands where they were set.
func (m *Movable) Sample() Sample {
	s := shift(Take(m.base), m.By())
	s.Mono += time.Duration(m.passed.Load())
	return s
}

// By returns how far the clock is moved in all; positive is ahead of Base.
func (m *Movable) By() time.Duration { return time.Duration(m.passed.Load() + m.set.Load()) }

// Pass lets d pass at once: no clock of the simulation can tell.
func (m *Movable) Pass(d time.Duration) { m.passed.Add(int64(d)) }

// Set moves the hands to Base's time plus by. No time passes.
func (m *Movable) Set(by time.Duration) { m.set.Store(int64(by)) }
