package clock

import (
	"context"
	"time"
)

// Budget is how long Measure takes at most. A source plans with a little less.
const Budget = 4 * time.Second

// immaterial is how far answers may lie apart before it matters. A web server
// that stamps its answers from a clock it reads once a second is late by up to
// this, with nothing wrong; no code is decided by it.
const immaterial = time.Second

// Measurement is what several sources said at one time.
type Measurement struct {
	At         time.Time   // when it was finished, by this computer's clock; zero: never measured
	References []Reference // every source in the order asked, failures included

	// Best is what the largest group whose members agree has in common: the
	// interval in which all of them place the offset (Marzullo's algorithm, as
	// NTP uses it), under the name of the sharpest of them. It is nil when nobody
	// answered, and when groups of the same size contradict each other so that
	// none can be preferred. Contradicting answers are never averaged.
	Best *Reference

	// Disagree reports that two answers exclude each other.
	Disagree bool
}

// Measure asks all sources at once and returns after Budget at the latest.
func Measure(ctx context.Context, sources []Source) Measurement {
	return measure(ctx, sources, System{})
}

// measure watches a clock meanwhile: an answer that belongs to where its hands
// stood before they were moved contradicts the later ones for no other reason.
func measure(ctx context.Context, sources []Source, watched Clock) Measurement {
	ctx, cancel := context.WithTimeout(ctx, Budget)
	defer cancel()

	type answer struct {
		i    int
		ref  Reference
		look Sample
	}
	answers := make(chan answer, len(sources))
	refs := make([]Reference, len(sources))
	looks := make([]Sample, len(sources))
	for i, s := range sources {
		refs[i] = Reference{Kind: s.Kind(), Name: s.Name(), Err: ErrNoAnswer.With("name", s.Name())}
		go func() {
			ref := s.Measure(ctx)
			answers <- answer{i, ref, Take(watched)}
		}()
	}
	// A source obeys ctx; one that does not must not hold up the rest. It gets
	// a moment after the deadline to hand over what it has.
	late := time.NewTimer(Budget + 250*time.Millisecond)
	defer late.Stop()
wait:
	for range sources {
		select {
		case a := <-answers:
			refs[a.i], looks[a.i] = a.ref, a.look
		case <-late.C:
			break wait
		}
	}
	end := Take(watched)
	for i, r := range refs {
		if r.OK() && strayed(looks[i], end).Abs() > moved {
			refs[i] = Reference{Kind: r.Kind, Name: r.Name, At: r.At, Err: ErrJumped.With("name", r.Name)}
		}
	}
	return Weigh(refs)
}

// Weigh makes a Measurement of answers.
func Weigh(refs []Reference) Measurement {
	m := Measurement{References: refs}
	for _, r := range refs {
		if r.At.After(m.At) {
			m.At = r.At.Round(0)
		}
	}
	if m.At.IsZero() {
		m.At = System{}.Now().Round(0)
	}
	m.Best, m.Disagree = best(refs)
	return m
}

// Answered returns the references that gave an answer.
func (m Measurement) Answered() []Reference { return answered(m.References) }

func answered(refs []Reference) []Reference {
	var ok []Reference
	for _, r := range refs {
		if r.OK() {
			ok = append(ok, r)
		}
	}
	return ok
}

// Falseticker reports whether a reference contradicts the best one.
func (m Measurement) Falseticker(r Reference) bool {
	return m.Best != nil && r.OK() && !r.Agrees(*m.Best)
}

func best(all []Reference) (found *Reference, disagree bool) {
	refs := answered(all)
	for i := range refs {
		for j := range i {
			disagree = disagree || !refs[i].Agrees(refs[j])
		}
	}
	// What the operating system believes of itself was measured by others some
	// time ago, and it does not notice everything that happened since. It speaks
	// where nobody else does, and has no vote against them.
	if others := besides(refs, KindOS); len(others) > 0 {
		refs = others
	}
	if len(refs) == 0 {
		return nil, false
	}
	groups := largestGroups(refs)
	if len(groups) == 1 {
		return new(common(groups[0])), disagree
	}

	// A tie. If the answers differ by little, the sharpest one is good enough,
	// with an uncertainty that covers the others.
	r := sharpest(refs)
	var apart time.Duration
	for _, o := range refs {
		apart = max(apart, (o.Offset - r.Offset).Abs())
	}
	if apart <= immaterial {
		r.Uncertainty = max(r.Uncertainty, apart)
		return &r, disagree
	}
	// This computer's own clock is a witness too: where it agrees with one
	// group, two independent clocks would have to be wrong in the same way.
	var with [][]Reference
	for _, g := range groups {
		if s := sharpest(g); s.Offset.Abs() <= 2*immaterial {
			with = append(with, g)
		}
	}
	if len(with) == 1 {
		return new(common(with[0])), disagree
	}
	return nil, disagree
}

func besides(refs []Reference, k Kind) []Reference {
	var others []Reference
	for _, r := range refs {
		if r.Kind != k {
			others = append(others, r)
		}
	}
	return others
}

// common returns the interval that all of a group have in common, under the
// name of the sharpest.
func common(group []Reference) Reference {
	r := sharpest(group)
	low, high := r.low(), r.high()
	for _, o := range group {
		low, high = max(low, o.low()), min(high, o.high())
	}
	if low == r.low() && high == r.high() {
		return r
	}
	// No clock of this kind is known better than to the millisecond.
	half := (high - low) / 2
	r.Offset, r.Uncertainty = low+half, max(half, time.Millisecond)
	return r
}

// largestGroups returns the groups of answers that have an offset in common and
// are as large as any.
func largestGroups(refs []Reference) [][]Reference {
	var groups [][]Reference
	seen := map[string]bool{}
	size := 0
	for _, at := range refs {
		// A largest overlap begins where one of its intervals begins.
		var g []Reference
		id := make([]byte, len(refs))
		for i, r := range refs {
			if r.low() <= at.low() && at.low() <= r.high() {
				g = append(g, r)
				id[i] = 1
			}
		}
		switch {
		case len(g) < size || seen[string(id)]:
			continue
		case len(g) > size:
			groups, size = nil, len(g)
		}
		seen[string(id)] = true
		groups = append(groups, g)
	}
	return groups
}

func sharpest(refs []Reference) Reference {
	s := refs[0]
	for _, r := range refs[1:] {
		if r.Uncertainty < s.Uncertainty {
			s = r
		}
	}
	return s
}
