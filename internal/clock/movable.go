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
	base Clock
	by   atomic.Int64 // time.Duration
}

// NewMovable returns a Movable that shows Base's time.
func NewMovable(base Clock) *Movable { return &Movable{base: base} }

// Now returns the moved time.
func (m *Movable) Now() time.Time { return m.base.Now().Add(m.By()) }

// Sample returns Base's sample with the moved wall clock.
func (m *Movable) Sample() Sample { return shift(Take(m.base), m.By()) }

// By returns how far the clock is moved; positive is ahead of Base.
func (m *Movable) By() time.Duration { return time.Duration(m.by.Load()) }

// Set moves the clock to Base plus by.
func (m *Movable) Set(by time.Duration) { m.by.Store(int64(by)) }

// Move moves it by so much more.
func (m *Movable) Move(by time.Duration) { m.by.Add(int64(by)) }
