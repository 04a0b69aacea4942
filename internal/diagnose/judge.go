package diagnose

import (
	"slices"
	"strings"
	"time"

	"sandi/internal/clock"
)

// judgement collects findings.
type judgement struct {
	facts    Facts
	measured clock.Measurement
	offset   time.Duration // of the best reference
	findings []Finding

	// How far the offset is to be believed, by itself and where it has exactly
	// the shape of a known fault: then one source alone has a second witness.
	sure, shape Confidence

	// The only clock to compare with was the one that judges the codes, so
	// either of the two may be wrong.
	byService bool
}

func (j *judgement) add(c Cause, how Confidence, args ...any) *Finding {
	f := Finding{Cause: c, Confidence: how, Title: titleKey(c), Advice: j.advice(c), Args: args, Evidence: map[string]any{}, Other: j.facts.Other}
	j.findings = append(j.findings, f)
	return &j.findings[len(j.findings)-1]
}

// Judge returns findings, most likely first. It never returns none.
//
// "certain" is kept for what the facts leave no room to doubt: the size of an
// offset that two clocks confirm, a zone that the user named. Where an offset
// comes from is inferred, so that is "likely" at the most; near a boundary
// there are two findings.
func Judge(f Facts) []Finding {
	j := &judgement{facts: f}
	j.measured, j.byService = weighFacts(f)
	if best := j.measured.Best; best != nil {
		j.offset = best.Offset
		j.sure, j.shape = trust(j.measured, j.byService)
		if j.contradicted() {
			j.sure, j.shape = weaker(j.sure, Likely), weaker(j.shape, Likely)
		}
	}
	j.calendar()
	switch {
	case j.measured.Best != nil:
		j.service()
		j.rejected()
		j.size()
	case len(j.measured.Answered()) == 0:
		j.add(NoReference, Certain)
	}
	j.disagreement()
	j.network()
	slices.SortStableFunc(j.findings, func(a, b Finding) int { return rank(a) - rank(b) })
	j.sayOnce()
	return j.findings
}

// sayOnce leaves out advice that a likelier finding has given already. A
// finding's own advice comes first and stays.
func (j *judgement) sayOnce() {
	said := map[string]bool{}
	for i := range j.findings {
		own := titleKey(j.findings[i].Cause)
		j.findings[i].Advice = slices.DeleteFunc(j.findings[i].Advice, func(key string) bool {
			again := said[key] && !strings.HasPrefix(key, own+".")
			said[key] = true
			return again
		})
	}
}

// rank orders findings. That nobody could be asked is no cause: what is known
// all the same comes before it.
func rank(f Finding) int {
	switch {
	case f.Cause == NoReference:
		return 4
	case f.Cause == ServerClockWrong && f.Confidence == Possible:
		return 3 // one's own clock is doubted before the service's
	case f.Confidence == Certain:
		return 0
	case f.Confidence == Likely:
		return 1
	}
	return 2
}

// weighFacts chooses the references that count. What the system says of its
// own clock is no second clock, and the service's clock is on trial itself:
// either counts only where there is nothing better.
func weighFacts(f Facts) (m clock.Measurement, byService bool) {
	others := slices.DeleteFunc(slices.Clone(f.References), func(r clock.Reference) bool { return r.Kind == clock.KindOS })
	if m := clock.Weigh(others); len(m.Answered()) > 0 {
		return m, false
	}
	if m := clock.Weigh(f.ServiceReferences); len(m.Answered()) > 0 {
		return m, true
	}
	return clock.Weigh(f.References), false
}

// trust says how far an offset is to be believed. A single source can be
// wrong or forged; an offset that is small has this computer's clock as its
// second witness.
func trust(m clock.Measurement, byService bool) (sure, shape Confidence) {
	best := *m.Best
	switch {
	case byService, m.Disagree, best.Kind == clock.KindOS:
		return Likely, Likely
	case len(m.Answered()) == 1 && best.Offset.Abs() > driftMost:
		return Likely, Certain
	}
	return Certain, Certain
}

func seconds(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }
