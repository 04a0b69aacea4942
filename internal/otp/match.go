package otp

import (
	"crypto/subtle"
	"time"
)

// Window is how many steps around its own a verifier accepts. RFC 6238
// recommends one of each at the most.
type Window struct{ Past, Future int }

// maxWindow bounds a Window, in steps of both sides together, since each step
// costs a fraction of a microsecond: two days of 30-second steps.
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
	if k.Type == HOTP {
		return 0, false, ErrNotTimeBased
	}
	first := max(now-Step(w.Past), 0)
	hashes := make([]uint32, now+Step(w.Future)-first+1)
	if err := Truncations(k, uint64(first), hashes); err != nil {
		return 0, false, err
	}
	defer clear(hashes)
	residue, modulus, fits := Residue(k, typed)
	if !fits { // of no key of this kind; the work is the same
		modulus = 1
	}
	var found Step
	matched := false
	for i, hash := range hashes {
		if equal := subtle.ConstantTimeEq(int32(uint64(hash)%modulus), int32(residue)); equal == 0 || !fits {
			continue
		}
		s := first + Step(i)
		// The steps come in their order, so that of two equally near ones the past
		// one is there first.
		if !matched || (s-now).abs() < (found-now).abs() {
			found, matched = s, true
		}
	}
	return found, matched, nil
}

func (s Step) abs() Step { return max(s, -s) }
