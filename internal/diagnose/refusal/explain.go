package refusal

import (
	"context"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

// What keeps a code from being explained.
var (
	ErrNoKey = fault.New("explain.no-key", "no key to explain the code by")
	ErrTime  = fault.New("explain.time", "no code has that time")
)

// maxWindow bounds the steps on each side: a day of the usual period.
const maxWindow = 2 * 24 * 60 * 60 / 30

// mostMatches bounds Explanation.Matches.
const mostMatches = 8

// Explain says why the code of a question was refused, or that it should not
// have been. The same question gives the same answer. It takes some tens of
// milliseconds and obeys ctx.
func Explain(ctx context.Context, q Question) (Explanation, error) {
	if err := q.check(); err != nil {
		return Explanation{}, err
	}
	e := explaining{q: q, read: read(q.Code), truth: q.At}
	if o := q.Offset; o != nil && o.OK() {
		e.known, e.truth = true, q.At.Add(-o.Offset)
	}
	if e.read.text != "" {
		s := e.spread()
		var err error
		if e.found, err = search(ctx, q, e.read, read(q.And), s, e.truth.Unix()); err != nil {
			return Explanation{}, err
		}
		e.spreads = s
	}
	return e.explain(), nil
}

func (q *Question) check() error {
	usable := false
	which := false
	for _, c := range q.Entries {
		usable = usable || !c.Key.Secret.IsZero() && c.Key.Validate() == nil
		which = which || c.ID == q.Which
	}
	if !which {
		q.Which = ""
	}
	if len(q.Entries) == 1 {
		q.Which = q.Entries[0].ID
	}
	switch {
	case !usable:
		return ErrNoKey
	case q.At.Unix() < 0:
		return ErrTime
	case q.Window.Past < 0 || q.Window.Future < 0 || q.Window.Past > maxWindow || q.Window.Future > maxWindow:
		return otp.ErrWindow.With("max", maxWindow)
	}
	return nil
}

// explaining is a question on its way to its explanation.
type explaining struct {
	q       Question
	read    reading
	truth   time.Time // when the code was typed, by true time if known
	known   bool
	spreads spread
	found   found
}

func (e *explaining) spread() spread {
	s := spread{fraction: float64(e.truth.Nanosecond()) / 1e9, known: e.known, uncertain: e.uncertain().Seconds()}
	if e.known && !e.q.Corrected {
		s.here = e.q.Offset.Offset.Seconds()
	}
	return s
}

// uncertain is by how much the moment of typing may be wrong.
func (e *explaining) uncertain() time.Duration {
	u := e.q.Uncertainty
	if e.known {
		u += e.q.Offset.Uncertainty
	}
	return u
}

// total is the weight of all that the code may be, chance included.
func (e *explaining) total() float64 {
	sum := e.found.noise
	for i := range e.found.hits {
		sum += e.found.hits[i].weight
	}
	return sum
}

func (e *explaining) explain() Explanation {
	out := Explanation{Verdict: Refused, Searched: e.found.searched}
	if e.accepted() {
		out.Verdict = Accepted
	}
	out.Chance = e.chance()
	total := e.total()
	for i := range e.found.hits {
		h := &e.found.hits[i]
		if len(out.Matches) == mostMatches || i > 0 && h.weight/total < 0.0005 {
			break
		}
		out.Matches = append(out.Matches, e.match(h, h.weight/total))
	}
	out.Findings = e.findings(total)
	return out
}

// chance is Explanation.Chance.
func (e *explaining) chance() float64 {
	if e.read.text == "" {
		return 0
	}
	if len(e.found.hits) == 0 {
		return e.found.plausible(0)
	}
	h := e.found.hits[0]
	c := e.found.plausible(h.first)
	if and := read(e.q.And); h.agrees && and.text != "" {
		c *= 2 / float64(spaceOf(and)) // the next code or the one after
	}
	return c
}

// accepted reports whether a service with this key and window takes the code.
func (e *explaining) accepted() bool {
	if e.read.flaw != "" {
		return false
	}
	for i := range e.found.hits {
		h := &e.found.hits[i]
		c := e.q.Entries[h.job.candidate]
		if h.asIs() && !c.Retired && (e.q.Which == "" || c.ID == e.q.Which) && e.inside(h) && !e.spent(h) {
			return true
		}
	}
	return false
}

// asIs reports whether nothing had to be changed for the hit.
func (h *hit) asIs() bool { return h.group.cause == "" }

// inside reports whether the service accepted the step when the code was typed.
func (e *explaining) inside(h *hit) bool {
	d := h.offset
	if h.job.period == 0 {
		return d == -1 || 0 <= d && d < e.q.Window.Future
	}
	return -e.q.Window.Past <= d && d <= e.q.Window.Future
}

func (e *explaining) spent(h *hit) bool {
	s := e.q.Entries[h.job.candidate].Spent
	return s != nil && h.job.period != 0 && *s != 0 && h.step <= int64(*s)
}

func (e *explaining) match(h *hit, probability float64) Match {
	c := e.q.Entries[h.job.candidate]
	m := Match{Entry: c.ID, Name: c.Name, Cause: h.group.cause, Step: otp.Step(h.step), StepOffset: h.offset, Change: h.change(), Probability: probability}
	if m.Cause == "" {
		m.Cause = e.cause(h)
	}
	if p := h.job.period; p != 0 {
		m.FromNow = time.Duration(m.StepOffset) * time.Duration(p) * time.Second
		m.ValidFrom, m.ValidUntil = time.Unix(h.step*int64(p), 0).UTC(), time.Unix((h.step+1)*int64(p), 0).UTC()
	}
	return m
}

// change names all that had to be changed.
func (h *hit) change() string {
	switch {
	case h.job.change == "":
		return h.target.change
	case h.target.change == "":
		return h.job.change
	}
	return h.job.change + "," + h.target.change
}
