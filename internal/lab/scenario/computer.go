package scenario

import (
	"time"

	"sandi/internal/clock"
)

// computer is the user's computer as far as time goes. Its clock shows true time
// with an error that the scenario sets; everything that the user does goes by it.
type computer struct {
	base   clock.Clock // true time
	begin  time.Time
	set    time.Duration // how far its hands are off, drift aside
	perDay time.Duration // what it gains in a day
	asleep time.Duration // true time for which the machine has slept

	zone      string
	utcOffset time.Duration

	watcher clock.Watcher
	jumps   []clock.Jump
}

// newComputer returns one whose clock is right.
func newComputer(base clock.Clock) *computer { return &computer{base: base, begin: base.Now()} }

// start gives it the clock that a scenario wants, from now on.
func (c *computer) start(k Client) {
	*c = computer{base: c.base, begin: c.base.Now(), set: k.Offset, perDay: k.Drift, zone: k.Zone, utcOffset: k.UTCOffset}
	c.watch()
}

// offset is its clock − true time.
func (c *computer) offset() time.Duration {
	days := float64(c.base.Now().Sub(c.begin)) / float64(day)
	return c.set + time.Duration(days*float64(c.perDay))
}

// Now returns what its clock shows.
func (c *computer) Now() time.Time { return c.base.Now().Add(c.offset()) }

// Sample looks at its clocks. Its monotonic clock stands while the machine
// sleeps, and the other one counts that time.
func (c *computer) Sample() clock.Sample {
	passed := c.base.Now().Sub(c.begin) + time.Hour // 0 would mean that the system does not tell
	return clock.Sample{Wall: c.Now().Round(0), Mono: passed - c.asleep, Boot: passed}
}

// watch notes a jump since the last time that it was called.
func (c *computer) watch() {
	if jump, ok := c.watcher.Feed(c.Sample()); ok {
		c.jumps = append(c.jumps, jump)
	}
}

// slept takes note of a sleep that has just ended. A clock that stood still
// meanwhile is behind by as much.
func (c *computer) slept(d time.Duration, stood bool) {
	c.asleep += d
	if stood {
		c.set -= d
	}
}

// setTo sets its hands so that they are off by so much.
func (c *computer) setTo(offset time.Duration) { c.set += offset - c.offset() }

// shown is what the clock in the corner of its screen shows.
func (c *computer) shown() time.Time {
	return c.Now().In(time.FixedZone("", int(c.utcOffset/time.Second)))
}
