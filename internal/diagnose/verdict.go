package diagnose

import (
	"time"

	"sandi/internal/clock"
	"sandi/internal/locale"
)

// Level sorts verdicts for display.
type Level string

// The levels.
const (
	OK      Level = "ok"
	Warn    Level = "warn"
	Bad     Level = "bad"
	Unknown Level = "unknown"
)

// Verdict tells in one line what a measurement means for codes: the figure, its
// source, its age and the effect.
func Verdict(l *locale.Localizer, m clock.Measurement, now time.Time) (Level, string) {
	return Unknown, ""
}

// VerdictShort is Verdict for a narrow place: the figure alone.
func VerdictShort(l *locale.Localizer, m clock.Measurement, now time.Time) (Level, string) {
	return Unknown, ""
}
