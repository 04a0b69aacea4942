package refusal

import (
	"cmp"
	"math"
	"slices"
	"time"

	"sandi/internal/diagnose"
)

// From when on a finding is called certain and likely.
const (
	certainFrom = 0.995
	likelyFrom  = 0.5
	// A search that hits something as plausible by accident more often than this
	// leaves nothing certain.
	certainChance = 0.0005

	leastTold = 0.02 // below which a finding is not told beside others
	mostTold  = 5
)

// share is a part of the probability, and what it goes to.
type share struct {
	probability float64
	cause       diagnose.Cause
	hit         *hit
	fact        bool // that needs no probability
	flaw        string
}

// cause is the likeliest cause of a hit with the key as it is.
func (e *explaining) cause(h *hit) diagnose.Cause {
	shares := e.divide(h, 1)
	return slices.MaxFunc(shares, func(a, b share) int { return cmp.Compare(a.probability, b.probability) }).cause
}

// divide splits the probability of a hit with the key as it is into the causes
// that it may have.
func (e *explaining) divide(h *hit, p float64) []share {
	if e.q.Entries[h.job.candidate].Retired {
		return []share{{probability: p, cause: OtherEntry, hit: h}}
	}
	if e.spent(h) && e.inside(h) {
		// Of the very step that was sent last nobody knows whether it was this
		// sending or one before; of an older one a service may keep no count.
		again := 0.7
		if h.step < int64(*e.q.Entries[h.job.candidate].Spent) {
			again = 0.9
		}
		return []share{{probability: p * again, cause: Reused, hit: h}, {probability: p * (1 - again), cause: Valid, hit: h}}
	}
	d := h.offset
	late := diagnose.Cause(TooEarly)
	if d < 0 {
		late = Expired
	}
	if h.job.period == 0 {
		if e.inside(h) {
			late = Valid
		}
		return []share{{probability: p, cause: late, hit: h}}
	}
	in := e.fraction(h)
	if in > 0 {
		if d == 0 && e.tooLate(h) {
			late = Expired
		}
		return []share{{probability: p * in, cause: Valid, hit: h}, {probability: p * (1 - in), cause: late, hit: h}}
	}
	s := e.spreads
	period := float64(h.job.period)
	s.into = float64(e.truth.Unix()-floor(e.truth.Unix(), int64(h.job.period))*int64(h.job.period)) + s.fraction
	if e.ownHours(h) {
		return []share{{probability: p, cause: ClockHoursOff, hit: h}}
	}
	hours := s.hours(d, period)
	low := float64(d)*period - s.into
	rest := s.edge(low+period) - s.edge(low)
	if hours+rest <= 0 {
		return []share{{probability: p, cause: late, hit: h}}
	}
	whole := hours / (hours + rest)
	return []share{{probability: p * whole, cause: ClockHoursOff, hit: h}, {probability: p * (1 - whole), cause: late, hit: h}}
}

// accepts returns the time in which a service takes the hit's code.
func (e *explaining) accepts(h *hit) (from, until time.Time) {
	p := int64(h.job.period)
	return time.Unix((h.step-int64(e.q.Window.Future))*p, 0), time.Unix((h.step+int64(e.q.Window.Past)+1)*p, 0)
}

// fraction is how much of the time in which the code may have been typed lies
// within that in which a service takes it.
func (e *explaining) fraction(h *hit) float64 {
	u := e.uncertain()
	if u <= 0 {
		if e.inside(h) {
			return 1
		}
		return 0
	}
	from, until := e.accepts(h)
	low, high := e.truth.Add(-u), e.truth.Add(u)
	if from.After(low) {
		low = from
	}
	if until.Before(high) {
		high = until
	}
	return math.Max(high.Sub(low).Seconds()/(2*u.Seconds()), 0)
}

// tooLate reports whether the end of the time in which the code is taken is
// nearer than its beginning.
func (e *explaining) tooLate(h *hit) bool {
	from, until := e.accepts(h)
	return until.Sub(e.truth) < e.truth.Sub(from)
}

// shares gathers what the hits and the text itself say.
func (e *explaining) shares(total float64) (all []share) {
	merge := func(s share) {
		for i := range all {
			if o := &all[i]; o.cause == s.cause && o.hit != nil && s.hit != nil && o.hit.job.candidate == s.hit.job.candidate && o.hit.change() == s.hit.change() && !o.fact {
				o.probability += s.probability
				return
			}
		}
		all = append(all, s)
	}
	none := 1.0
	for i := range e.found.hits {
		h := &e.found.hits[i]
		p := h.weight / total
		none -= p
		if h.asIs() {
			for _, s := range e.divide(h, p) {
				merge(s)
			}
			continue
		}
		merge(share{probability: p, cause: h.group.cause, hit: h})
	}
	if e.read.text != "" {
		all = append(all, share{probability: max(none, 0), cause: NoMatch})
	}
	slices.SortStableFunc(all, func(a, b share) int { return cmp.Compare(b.probability, a.probability) })
	if f, ok := e.malformed(all); ok {
		all = append([]share{f}, slices.DeleteFunc(all, func(s share) bool { return s.cause == NoMatch })...)
	}
	return all
}

// malformed reports what the text shows without any key: that it is no code of
// the entry that it was meant for. Codes of that length which another program
// shows for the key are told as such.
func (e *explaining) malformed(all []share) (share, bool) {
	s := share{probability: 1, cause: MalformedCode, fact: true, flaw: e.read.flaw}
	switch {
	case e.read.text == "":
		s.flaw = "unreadable"
		return s, true
	case s.flaw != "":
		return s, true
	case e.fits():
		return s, false
	}
	s.flaw = "length"
	if best := all[0]; best.cause == MalformedCode || best.cause != NoMatch && best.probability >= likelyFrom {
		return s, false // that tells more
	}
	return s, true
}

// fits reports whether the text is as long as a code that it may have been.
func (e *explaining) fits() bool {
	for _, c := range e.q.Entries {
		if e.q.Which != "" && c.ID != e.q.Which {
			continue
		}
		k := c.Key.WithDefaults()
		if k.Digits == len(e.read.text) && (e.read.decimal || e.read.steam) {
			return true
		}
	}
	return false
}

// assumed reports that a share rests on a clock that was not measured: whose
// code it is can be certain then, but not when it was of use.
func (e *explaining) assumed(s share) bool {
	return !e.known && s.hit != nil && s.hit.asIs() && s.hit.job.period != 0 && s.cause != OtherEntry && s.cause != Reused
}

// farFetched reports a hit that needs a mistake and that mere chance brings
// about too often: the weights of mistakes are judgements, how often chance hits
// is not.
func farFetched(s share, chance float64) bool {
	return s.hit != nil && !s.hit.asIs() && chance > doubtChance
}

// confidence of a share.
func (e *explaining) confidence(s share, chance float64) diagnose.Confidence {
	switch {
	case s.fact:
		return diagnose.Certain
	case farFetched(s, chance):
		return diagnose.Possible
	case s.cause == NoMatch:
		// What a search does not find may lie beyond it.
		if s.probability >= likelyFrom {
			return diagnose.Likely
		}
	case s.probability >= certainFrom && chance <= certainChance && !e.assumed(s):
		return diagnose.Certain
	case s.probability >= likelyFrom:
		return diagnose.Likely
	}
	return diagnose.Possible
}
