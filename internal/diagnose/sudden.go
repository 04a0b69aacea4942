package diagnose

import (
	"time"

	"sandi/internal/clock"
)

const (
	fastestDrift = 500e-6              // of an uncorrected clock: 43 s a day; hardly any is worse
	recently     = 30 * 24 * time.Hour // a service that corrected the clock within this time is at work
	longestSleep = 14 * oneDay
	seedingLeast = 2 * oneDay
	seedingAlone = 7 * oneDay // without any other sign of it
)

// history returns the jumps that were noticed, and after them the one that
// nobody saw but that two measurements prove: between them the offset changed
// by more than any drift.
func (f Facts) history(best *clock.Reference) []clock.Jump {
	e := f.Earlier
	if e == nil || best == nil {
		return f.Jumps
	}
	now := best.At
	if now.IsZero() {
		now = f.Now
	}
	change := best.Offset - e.Offset
	for _, j := range f.Jumps {
		// A sleep carries the hands on by the time that passes anyway, and so
		// does not change the offset.
		if j.After != clock.AfterResume && j.At.After(e.At) {
			change -= j.By
		}
	}
	passed := now.Sub(e.At)
	if change.Abs() <= 2*time.Second+e.Uncertainty+best.Uncertainty+time.Duration(fastestDrift*float64(passed.Abs())) {
		return f.Jumps
	}
	return append(f.Jumps[:len(f.Jumps):len(f.Jumps)], clock.Jump{At: now, By: change, After: clock.AfterUnknown})
}

// alike reports that two figures of one event agree, by size alone.
func (j *judgement) alike(a, b time.Duration) bool {
	a, b = a.Abs(), b.Abs()
	return (a - b).Abs() <= max(5*time.Second, a/100)+j.measured.Best.Uncertainty
}

// madeBy returns the jump that led to this offset: the last ones together,
// since a jump that was put right again explains nothing.
func (j *judgement) madeBy() (clock.Jump, bool) {
	var sum time.Duration
	jumps := j.facts.history(j.measured.Best)
	for i := len(jumps) - 1; i >= 0; i-- {
		if jumps[i].After == clock.AfterResume {
			continue
		}
		sum += jumps[i].By
		if (sum < 0) == (j.offset < 0) && j.alike(sum, j.offset) {
			return jumps[i], true
		}
	}
	return clock.Jump{}, false
}

// sinceSync returns the true time since the system last corrected the clock.
func (j *judgement) sinceSync() (time.Duration, bool) {
	last := j.facts.Sync.LastSync
	if last.IsZero() || j.facts.Now.IsZero() || j.measured.Best == nil {
		return 0, false
	}
	// That moment was written down when the clock was right.
	elapsed := j.facts.Now.Add(-j.offset).Sub(last)
	return elapsed, elapsed >= 0
}

// tooFast reports that no drift comes to this offset since the last correction.
func (j *judgement) tooFast() bool {
	elapsed, ok := j.sinceSync()
	return ok && j.offset.Abs() > 5*time.Second+time.Duration(fastestDrift*float64(elapsed))
}

// sudden judges offsets that came at once: a clock that stood still while the
// machine slept, or one that was set by a wrong authority.
func (j *judgement) sudden() {
	made, known := j.madeBy()
	j.stoodStill(made, known)
	j.seeded(made, known)
}

// stoodStill reports a clock that stopped during sleep or a pause. It is then
// slow by as long.
func (j *judgement) stoodStill(made clock.Jump, known bool) {
	if j.offset >= -healthyMost-j.measured.Best.Uncertainty || j.offset.Abs() > longestSleep {
		return
	}
	var resumed *clock.Jump
	matched := false
	for _, jump := range j.facts.Jumps {
		if jump.After != clock.AfterResume || !j.recent(jump) {
			continue
		}
		if fits := j.alike(jump.By, j.offset); fits || !matched {
			resumed, matched = &jump, matched || fits
		}
	}
	// A clock that was set back is not one that stopped.
	set := known && made.After == clock.AfterSet
	large := class(j.offset) == EdgeOfWindow || class(j.offset) == Unsynchronised
	how := Confidence("")
	switch {
	case matched, resumed != nil && large && !set && j.tooFast():
		how = Likely
	case set:
	case known && large:
		how = Likely
	case resumed != nil && large, known, large && j.tooFast(), large && is(j.facts.Sync.Synchronised, true):
		how = Possible
	}
	if how == "" {
		return
	}
	if ok, pattern := j.explained(); ok && !matched {
		if pattern != Possible && !known {
			return // whole hours and days are explained better
		}
		how = Possible
	}
	f := j.add(Slept, weaker(how, j.sure), "by", j.offset.Abs())
	f.Evidence["offset_seconds"] = seconds(j.offset)
	if resumed != nil {
		f.Evidence["resumed_at"] = resumed.At.UTC().Format(time.RFC3339)
		f.Evidence["jump_seconds"] = seconds(resumed.By)
	}
	if elapsed, ok := j.sinceSync(); ok {
		f.Evidence["seconds_since_sync"] = elapsed.Round(time.Second).Seconds()
	}
	if how != Likely {
		// Something else may have moved it as well.
		j.sized(class(j.offset), weaker(j.sure, Likely))
		return
	}
	j.sized(class(j.offset), Possible)
}

// recent reports a jump that may have to do with this offset: not one of long
// ago, nor one after which the clock was right all the same.
func (j *judgement) recent(jump clock.Jump) bool {
	if jump.At.IsZero() || j.facts.Now.IsZero() {
		return true
	}
	if j.facts.Now.Sub(jump.At) > 7*oneDay {
		return false
	}
	if e := j.facts.Earlier; e != nil && jump.At.Before(e.At) {
		return false
	}
	return !jump.At.Before(j.facts.Sync.LastSync)
}

// seeded reports Windows's Secure Time Seeding: it takes the date from
// certificates that it meets, and now and then one is years off.
func (j *judgement) seeded(made clock.Jump, known bool) {
	o := j.offset.Abs()
	if j.facts.OS != "windows" && j.facts.OS != "" || o < seedingLeast || is(j.facts.Sync.Running, false) {
		return
	}
	elapsed, synced := j.sinceSync()
	recent := synced && elapsed <= recently && j.tooFast()
	claims := is(j.facts.Sync.Running, true) && is(j.facts.Sync.Synchronised, true)
	how := Possible
	if j.facts.OS == "windows" && (known || recent || claims) {
		how = Likely
	}
	if how == Possible && (o < seedingAlone || j.found(DeadCMOSBattery) && j.firmware() || j.found(FarFuture)) {
		return
	}
	if j.found(WrongDay) || j.found(WrongMonthOrYear) {
		if how == Possible {
			return
		}
		how = Possible // hands move dates by whole days; a certificate does not
	}
	if how == Likely && (known && made.After == clock.AfterSet || !j.firmware()) {
		// A battery fails while the machine is off, not while it is watched, and
		// firmware begins at the first of a year more often than anywhere else.
		j.doubt(DeadCMOSBattery)
	}
	f := j.add(SecureTimeSeeding, weaker(how, j.sure), "by", o)
	f.Evidence["offset_seconds"] = seconds(j.offset)
	if known {
		f.Evidence["jump_seconds"] = seconds(made.By)
	}
	if synced {
		f.Evidence["seconds_since_sync"] = elapsed.Round(time.Second).Seconds()
	}
}
