package clock

import (
	"time"

	"sandi/internal/otp"
)

// CodeReach is how far off a clock may be for its offset to be found by codes.
const CodeReach = 12*time.Hour + 30*time.Minute

// typing is how long after a code was read off the other device it may have
// been handed over.
const typing = 10 * time.Second

// Seen is a code that another device showed, and when it was handed over by
// this computer's clock.
type Seen struct {
	Code otp.Code
	At   time.Time
}

// FromCodes finds this clock's offset from another device that holds the same
// key: by the codes that it showed one right after the other, the oldest first,
// the last of them handed over at a time of this computer's clock. It returns
// the chance of such a find with codes that have nothing to do with the key.
//
// It takes two codes or more. One alone is found by chance somewhere within
// CodeReach once in 300 times, which is too often to send a person to the
// wrong cause. What it finds is the difference to the other device's clock,
// good to within a step and the time for typing.
func FromCodes(k otp.Key, codes []otp.Code, at time.Time) (Reference, float64, error) {
	seen := make([]Seen, len(codes))
	for i, c := range codes {
		seen[i].Code = c
	}
	if len(seen) > 0 {
		seen[len(seen)-1].At = at
	}
	return FromSeen(k, seen)
}

// FromSeen is FromCodes with the time of every code, which makes the offset
// sharper: a zero time says nothing; that of the last must be known.
func FromSeen(k otp.Key, seen []Seen) (Reference, float64, error) {
	ref := Reference{Kind: KindCode}
	if len(seen) < 2 {
		return ref, 1, ErrCodesFew.With("min", 2)
	}
	codes := make([]otp.Code, len(seen))
	same := true
	for i, s := range seen {
		codes[i] = s.Code
		same = same && s.Code.Equal(seen[0].Code)
	}
	if same {
		return ref, 1, ErrCodesSame
	}
	at := seen[len(seen)-1].At.Round(0)
	places, err := otp.Locate(k, codes, at, CodeReach)
	if err != nil {
		return ref, 1, err
	}
	period := k.End(0).Sub(k.Start(0))
	odds := otp.Coincidence(k, codes, 2*int(CodeReach/period)+1)
	switch len(places) {
	case 0:
		return ref, odds, ErrCodesNone
	case 1:
	default:
		return ref, odds, ErrCodesAmbiguous.With("places", len(places))
	}
	// A code of step s was read while the other clock was within the step, and
	// handed over at most typing later:
	//
	//	at − end(s) − typing  ≤  offset  ≤  at − start(s)
	//
	// and the truth lies in the intervals of all codes.
	var low, high time.Duration
	for i, s := range seen {
		if s.At.IsZero() {
			continue
		}
		step := places[0].Step - otp.Step(len(seen)-1-i)
		l, h := s.At.Round(0).Sub(k.End(step))-typing, s.At.Round(0).Sub(k.Start(step))
		if low == high {
			low, high = l, h
		}
		low, high = max(low, l), min(high, h)
	}
	if low > high {
		return ref, odds, ErrCodesLate
	}
	ref.Offset, ref.Uncertainty, ref.At = low+(high-low)/2, (high-low)/2, at
	return ref, odds, nil
}
