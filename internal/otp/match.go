package otp

import "time"

// Window is how many steps around its own a verifier accepts. RFC 6238
// recommends one of each at the most.
type Window struct{ Past, Future int }

// maxWindow bounds a Window, in steps of both sides together, since each step
// costs about a microsecond: two days of 30-second steps.
const maxWindow = 2 * 2 * 24 * 60

// Match reports which step within the window around at the typed code belongs
// to. Should it belong to several, the nearest one counts, and of two equally
// near ones the past one. It always computes the whole window, so that the
// time it takes tells nothing about which step it was or how close a wrong
// code came.
func Match(k Key, typed Code, at time.Time, w Window) (Step, bool, error) {
	if w.Past < 0 || w.Future < 0 || w.Past > maxWindow || w.Future > maxWindow-w.Past {
		return 0, false, ErrWindow.With("max", maxWindow)
	}
	now := k.Step(at)
	if now < 0 {
		return 0, false, ErrBeforeEpoch
	}
	var found Step
	matched := false
	try := func(s Step) error {
		if s < 0 {
			return nil
		}
		code, err := k.CodeFor(s)
		if err != nil {
			return err
		}
		if code.Equal(typed) && !matched {
			found, matched = s, true
		}
		return nil
	}
	if err := try(now); err != nil {
		return 0, false, err
	}
	for away := 1; away <= max(w.Past, w.Future); away++ {
		if away <= w.Past {
			if err := try(now - Step(away)); err != nil {
				return 0, false, err
			}
		}
		if away <= w.Future {
			if err := try(now + Step(away)); err != nil {
				return 0, false, err
			}
		}
	}
	return found, matched, nil
}
