package clock

import (
	"math"
	"time"

	"sandi/internal/clock"
	"sandi/internal/locale"
	"sandi/tui/screen"
)

// length writes an offset without its sign, in the largest unit that keeps it
// readable.
func (m *Model) length(r *clock.Reference, c screen.Context) string { return c.L.Duration(r.Offset) }

// signed writes an offset with its sign: + is fast.
func signed(d time.Duration, c screen.Context) string {
	sign := "+"
	if d < 0 {
		sign = "−"
	}
	return sign + exactly(d, c.L)
}

// exactly writes a length to the millisecond where it is short, and else as
// people say it.
func exactly(d time.Duration, l *locale.Localizer) string {
	s := d.Abs().Seconds()
	if s >= 1000 {
		return l.Duration(d)
	}
	return l.T("unit.seconds", "n", l.Float(s, 3))
}

// sigma writes an uncertainty, which is rounded up: it is a bound.
func sigma(r clock.Reference, c screen.Context) string {
	s := r.Uncertainty.Seconds()
	switch {
	case s >= 100:
		return c.L.Duration(r.Uncertainty)
	case s >= 10:
		return c.L.T("unit.seconds", "n", int(math.Ceil(s)))
	case s >= 1:
		return c.L.T("unit.seconds", "n", c.L.Float(math.Ceil(s*10)/10, 1))
	}
	return c.L.T("unit.seconds", "n", c.L.Float(math.Ceil(s*1000)/1000, 3))
}

func (m *Model) source(k clock.Kind, c screen.Context) string {
	return c.L.T("drift.kind." + string(k))
}

// age tells how long ago it was measured.
func (m *Model) age(c screen.Context) string {
	d := m.local(c).Sub(m.facts.Measurement.At)
	if d < 10*time.Second {
		return c.L.T("diagnose.age.now")
	}
	return c.L.T("diagnose.age", "age", c.L.Duration(d.Round(time.Second)))
}
