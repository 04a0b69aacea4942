package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is this computer's clock. It is the only caller of time.Now.
type System struct{}

// Now returns what this computer's clock shows.
func (System) Now() time.Time { return time.Now() }

// Corrected is Base with a measured offset taken out. It is never made behind
// the user's back: whoever makes one shows that it is on, and Reference says by
// how much, on whose word, and since when.
//
// The correction belongs to the clock as it was at Reference.At. When a Watcher
// reports that the clock was moved since, measure again and replace it.
type Corrected struct {
	Base      Clock
	Reference Reference
}

// Now returns the corrected time.
func (c Corrected) Now() time.Time { return c.Base.Now().Add(-c.Reference.Offset) }

// Sample returns Base's sample with the corrected wall clock.
func (c Corrected) Sample() Sample { return shift(Take(c.Base), -c.Reference.Offset) }

// Shifted is Base moved by a fixed amount; a positive By is a fast clock. It
// is for simulations, which have to be marked as such on screen.
type Shifted struct {
	Base Clock
	By   time.Duration
}

// Now returns the shifted time.
func (c Shifted) Now() time.Time { return c.Base.Now().Add(c.By) }

// Sample returns Base's sample with the shifted wall clock.
func (c Shifted) Sample() Sample { return shift(Take(c.Base), c.By) }

func shift(s Sample, by time.Duration) Sample {
	s.Wall = s.Wall.Add(by)
	return s
}

// Manual is a clock that stands still until it is told to move. It is safe for
// concurrent use.
type Manual struct {
	mu     sync.Mutex
	sample Sample
}

// NewManual returns a Manual clock that shows t.
func NewManual(t time.Time) *Manual { return &Manual{sample: Sample{Wall: t.Round(0)}} }

// Now returns the time that was set.
func (m *Manual) Now() time.Time { return m.Sample().Wall }

// Sample returns the time that was set, and the time that passed by Advance
// and Sleep.
func (m *Manual) Sample() Sample {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sample
}

// Advance lets d pass.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sample.Wall = m.sample.Wall.Add(d)
	m.sample.Mono += d
}

// Set moves the hands: the wall clock jumps, and no time passes.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sample.Wall = t.Round(0)
}
