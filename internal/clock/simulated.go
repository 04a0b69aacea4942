package clock

import (
	"slices"
	"time"
)

// Shifted returns what the same sources would have said of a clock that is
// moved by so much: it is further off by that, and tells times by itself.
func (m Measurement) Shifted(by time.Duration) Measurement {
	if !m.At.IsZero() {
		m.At = m.At.Add(by)
	}
	m.References = slices.Clone(m.References)
	for i := range m.References {
		m.References[i] = m.References[i].shifted(by)
	}
	if m.Best != nil {
		m.Best = new(m.Best.shifted(by))
	}
	return m
}

func (r Reference) shifted(by time.Duration) Reference {
	if !r.At.IsZero() {
		r.At = r.At.Add(by)
	}
	if r.OK() {
		r.Offset += by
	}
	return r
}
