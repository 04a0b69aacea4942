// Package attempt tells what a verifier's journal knows of a refused code: which
// clock, which delay or which mistake does this. It needs the facts of the
// journal alone and no code, so that none has to be kept. It is pure.
package attempt

import (
	"math"
	"time"

	"sandi/internal/locale"
	"sandi/internal/otp"
)

// The verdicts of a verifier on a code's merits, named as in the operator API.
const (
	accepted  = "accepted"
	wrong     = "wrong-code"
	malformed = "malformed-code"
	expired   = "expired-code"
	early     = "early-code"
	reused    = "reused-code"
)

// Facts is what a journal holds of one attempt with a code.
type Facts struct {
	Verdict string        // on its merits
	Locked  bool          // the account was locked, whatever the verdict
	Known   bool          // the code belongs to a step near the verifier's own: Steps and Age say which
	Steps   int           // from the verifier's own; −3 is three periods old
	Age     time.Duration // since that step began, by the verifier's clock; negative: not begun yet
	Window  otp.Window    // what was accepted
	Drift   int           // learned steps around which the window lay
	Ahead   time.Duration // the verifier's clock minus true time
	Period  time.Duration // of a step; zero for the usual one
}

// Line is one sentence, as a key of the message catalogue with its arguments.
type Line struct {
	Key  string
	args []any
}

// Tell puts the sentence into words.
func (s Line) Tell(l *locale.Localizer) string {
	for i := 0; i+1 < len(s.args); i += 2 {
		if n, ok := s.args[i+1].(int); ok && s.args[i] == "n" {
			return l.N(s.Key, n, s.args...)
		}
	}
	return l.T(s.Key, s.args...)
}

// wholeHour is how near to a whole hour an error of a clock has to be to look
// like a wrong zone.
const wholeHour = 2 * time.Minute

// Explain returns why a code was refused, what does that, and what helps; none
// for a code that was accepted.
func Explain(f Facts) []Line {
	if f.Period <= 0 {
		f.Period = otp.DefaultPeriod * time.Second
	}
	var lines []Line
	add := func(key string, args ...any) { lines = append(lines, Line{key, args}) }
	if f.Locked {
		add("attempt.locked")
	}
	switch {
	case f.Verdict == malformed:
		add("attempt.malformed")
	case f.Verdict == wrong:
		add("attempt.wrong")
		add("attempt.wrong.do")
	case f.Verdict == reused && f.Known:
		add("attempt.reused")
		add("attempt.reused.do")
	case (f.Verdict == expired || f.Verdict == early) && f.Known && f.Drift != 0 && f.Age >= 0 && f.Age < f.Period:
		// Of this very step, but the window lies elsewhere.
		add("attempt.moved")
	case f.Verdict == expired && f.Known:
		// The step ended before the code came. A clock that is so slow shows it
		// at that moment; or it was shown in time and came so late.
		from, to := max(f.Age-f.Period, 0), f.Age
		add("attempt.expired", "n", -f.Steps, "age", whole(f.Age), "ended", whole(from))
		add("attempt.slow", "from", whole(from), "to", whole(to))
		if h, ok := hours(f.Ahead-to, f.Ahead-from); ok {
			add("attempt.hours", "hours", h)
		}
		if more := f.Drift - f.Window.Past - f.Steps; more > 0 {
			add("attempt.past", "n", more)
		}
	case f.Verdict == early && f.Known:
		from, to := max(-f.Age, 0), -f.Age+f.Period
		add("attempt.early", "n", f.Steps, "wait", whole(from))
		add("attempt.fast", "from", whole(from), "to", whole(to))
		if h, ok := hours(f.Ahead+from, f.Ahead+to); ok {
			add("attempt.hours", "hours", h)
		}
		if more := f.Steps - f.Window.Future - f.Drift; more > 0 {
			add("attempt.future", "n", more)
		}
	default:
		return lines
	}
	if f.Known && f.Verdict != reused {
		f.verifier(add)
	}
	return lines
}

// verifier adds what the verifier's own clock and memory have to do with it.
func (f Facts) verifier(add func(string, ...any)) {
	if f.Drift != 0 {
		add("attempt.learned", "n", f.Drift)
	}
	if f.Ahead == 0 {
		return
	}
	key := "attempt.portal-fast"
	if f.Ahead < 0 {
		key = "attempt.portal-slow"
	}
	add(key, "by", f.Ahead.Abs())
	// Where the step lies for a verifier whose clock is right.
	age := f.Age - f.Ahead
	steps := -int(math.Floor(float64(age) / float64(f.Period)))
	if steps >= f.Drift-f.Window.Past && steps <= f.Drift+f.Window.Future {
		add("attempt.portal-alone")
	}
}

// hours returns the whole hours that the error of the user's clock may be, which
// lies in from…to against true time.
func hours(from, to time.Duration) (int, bool) {
	h := (from + (to-from)/2).Round(time.Hour)
	if h == 0 || h < from-wholeHour || h > to+wholeHour {
		return 0, false
	}
	return int(h.Abs() / time.Hour), true
}

// whole rounds to seconds: a journal's figures are no better than that.
func whole(d time.Duration) time.Duration { return d.Round(time.Second) }
