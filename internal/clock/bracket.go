package clock

import "time"

// bracket narrows down an offset from answers that carry whole seconds only.
//
// A server that stamps an answer with second D at local time s says that its
// clock showed at least D and less than D+1. The stamp was made between the
// sending of the request and the arrival of the answer, so
//
//	sent − D − 1 s  <  offset  ≤  arrived − D
//
// Every answer gives such an interval, and the truth lies in all of them. An
// answer stamped close to where the second changes cuts the rest in two; so the
// next request is timed to be stamped there, and a handful of answers are
// enough for a few milliseconds. Delays make an interval wider, never wrong.
type bracket struct {
	epoch   time.Time     // an instant of local time; all durations count from it
	low     time.Duration // bounds of the offset
	high    time.Duration
	rtt     time.Duration // shortest exchange so far
	answers int

	// passed is set once two answers differed. Until then a Date that stands
	// still, as a cache gives it, looks like one whose edge is yet to come.
	passed bool
	date   time.Time // of the first answer
}

// steps is into how many parts one sweep over an edge cuts the bracket. A sweep
// takes up to a second, because edges come once a second; more parts cost more
// requests, fewer cost more seconds.
const steps = 5

// add takes in an answer: sent and arrived are local times. It reports false if
// the answer contradicts the ones before.
func (b *bracket) add(sent, arrived, date time.Time) bool {
	low, high := sent.Sub(date)-time.Second, arrived.Sub(date)
	rtt := arrived.Sub(sent)
	if b.answers == 0 {
		b.epoch, b.low, b.high, b.rtt, b.date = sent, low, high, rtt, date
	}
	b.passed = b.passed || !date.Equal(b.date)
	b.answers++
	b.low, b.high, b.rtt = max(b.low, low), min(b.high, high), min(b.rtt, rtt)
	return b.low <= b.high
}

// estimate returns the middle of the bracket and half its width.
func (b *bracket) estimate() (offset, uncertainty time.Duration) {
	half := (b.high - b.low) / 2
	return b.low + half, half
}

// done reports that more answers would not help: an edge was passed, and the
// bracket is as narrow as wanted.
func (b *bracket) done() bool { return b.passed && b.narrow() }

// narrow reports that the bracket is as narrow as wanted, or as narrow as the
// length of an exchange allows.
func (b *bracket) narrow() bool {
	width := b.high - b.low
	const want = httpWanted
	return width <= 2*want || width <= b.rtt+b.rtt/2
}

// next returns when to send the next request so that it is stamped near the
// edge of a second, inside the bracket.
func (b *bracket) next(now time.Time) time.Time {
	if b.narrow() {
		// Only the proof is missing that the Date moves at all. A request sent
		// after the latest possible edge must see it changed.
		latest := b.date.Add(time.Second + b.high)
		if latest.Before(now) {
			return now
		}
		return latest.Add(time.Millisecond)
	}
	width := b.high - b.low
	step := min(max(width/steps, b.rtt+b.rtt/2), width/2)
	// Edges are passed at local times that are a whole number of true seconds
	// plus the offset. Take the first one whose bracket is still ahead.
	soonest := now.Add(b.rtt / 2)
	first := b.edge(b.low)
	ahead := soonest.Sub(first)
	seconds := ahead / time.Second
	if ahead < 0 {
		seconds = 0
	}
	from := first.Add(seconds * time.Second) // bracket's beginning, at or before soonest
	aim := from.Add(step)
	if aim.Before(soonest) {
		// In the middle of the bracket already: go on at once if enough of it
		// is left, otherwise wait for the next edge.
		aim = soonest
		if aim.After(from.Add(width - step/2)) {
			aim = from.Add(time.Second + step)
		}
	}
	return aim.Add(-b.rtt / 2)
}

// edge returns the first local time, at or after the epoch, at which the true
// second would change if the offset were o.
func (b *bracket) edge(o time.Duration) time.Time {
	trueTime := b.epoch.Add(-o)
	whole := trueTime.Truncate(time.Second)
	if whole.Before(trueTime) {
		whole = whole.Add(time.Second)
	}
	return whole.Add(o)
}
