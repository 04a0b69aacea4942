package diagnose

import (
	"math"
	"time"

	"sandi/internal/clock"
	"sandi/internal/locale"
)

// Level sorts verdicts for display.
type Level string

// The levels.
const (
	OK      Level = "ok"      // codes are accepted
	Warn    Level = "warn"    // some codes are refused
	Bad     Level = "bad"     // most or all codes are refused
	Unknown Level = "unknown" // not checked, or not lately
)

// Bounds of what a verdict says.
const (
	fineMost = 5 * time.Second // even a service that accepts nothing from ahead takes nearly every code
	staleAge = 24 * time.Hour  // by then drift may have made another verdict of it
)

// Verdict tells in one line what a measurement means for codes: the figure, its
// source, its age and the effect. Where there is no measurement it says so, and
// never that the clock is right.
func Verdict(l *locale.Localizer, m clock.Measurement, now time.Time) (Level, string) {
	return VerdictOf(l, m, now, false)
}

// VerdictOf is Verdict; with other it speaks of somebody else's computer.
func VerdictOf(l *locale.Localizer, m clock.Measurement, now time.Time, other bool) (Level, string) {
	whose := l.T("diagnose.own.verdict")
	if other {
		whose = l.T("diagnose.other.verdict")
	}
	level, effect := weigh(m, now)
	switch effect {
	case "unchecked", "unanswered", "contradicted":
		return level, l.T("diagnose.verdict."+effect, "Clock", whose)
	}
	b := *m.Best
	pairs := []any{
		"Clock", whose,
		"by", l.Duration(b.Offset), "sigma", uncertainty(l, b.Uncertainty),
		"source", l.T("diagnose.source." + string(b.Kind)), "age", age(l, now.Sub(m.At)),
	}
	if effect == "stale" {
		return level, l.T("diagnose.verdict.stale", pairs...)
	}
	pairs = append(pairs, "effect", l.T("diagnose.effect."+effect))
	return level, l.T("diagnose.verdict."+direction(b), pairs...)
}

// VerdictShort is Verdict for a narrow place: the figure alone.
func VerdictShort(l *locale.Localizer, m clock.Measurement, now time.Time) (Level, string) {
	level, effect := weigh(m, now)
	switch effect {
	case "unchecked", "unanswered", "contradicted", "stale":
		return level, l.T("diagnose.short.unknown")
	}
	return level, l.T("diagnose.short."+direction(*m.Best), "by", l.Duration(m.Best.Offset), "sigma", uncertainty(l, m.Best.Uncertainty))
}

// direction returns the last part of the key that tells a figure.
func direction(r clock.Reference) string {
	switch {
	case class(r.Offset) == Healthy && vague(r):
		return "vague"
	case class(r.Offset) == Healthy:
		return "right"
	case r.Offset < 0:
		return "slow"
	}
	return "fast"
}

// vague reports an uncertainty that is too large for an all-clear.
func vague(r clock.Reference) bool { return r.Offset.Abs()+r.Uncertainty > 2*fineMost }

// weigh returns the level and the last part of the key that tells it.
func weigh(m clock.Measurement, now time.Time) (Level, string) {
	if m.At.IsZero() {
		return Unknown, "unchecked"
	}
	if m.Best == nil {
		if m.Disagree {
			return Unknown, "contradicted"
		}
		return Unknown, "unanswered"
	}
	// A measurement from the future is one from before the clock was put back.
	if old := now.Sub(m.At); old > staleAge || old < -time.Minute {
		return Unknown, "stale"
	}
	switch off := m.Best.Offset.Abs().Round(time.Second); {
	case off > edgeMost:
		return Bad, "refused"
	case off > driftMost:
		return Bad, "often"
	case off > fineMost, vague(*m.Best):
		return Warn, "sometimes"
	}
	return OK, "fine"
}

// uncertainty is rounded up to a tenth of a second: it is a bound.
func uncertainty(l *locale.Localizer, u time.Duration) string {
	tenths := math.Ceil(max(u.Seconds(), 0.05) * 10)
	if tenths >= 100 {
		return l.Duration(u)
	}
	return l.T("unit.seconds", "n", l.Float(tenths/10, 1))
}

func age(l *locale.Localizer, d time.Duration) string {
	if d < 10*time.Second {
		return l.T("diagnose.age.now")
	}
	return l.T("diagnose.age", "age", l.Duration(d.Round(time.Second)))
}
