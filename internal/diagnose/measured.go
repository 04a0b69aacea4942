package diagnose

import "sandi/internal/clock"

// Measured is the comparison that Judge goes by: the one with independent
// clocks, or with less where there is nothing better.
func Measured(f Facts) clock.Measurement {
	m, _ := weighFacts(f)
	m.At = f.Now.Round(0)
	return m
}
