package otp

import "math"

// maxResync bounds how many counters Resynchronise looks at on either side, each
// of which costs about a microsecond.
const maxResync = 10_000

// Resynchronise finds the counter of a HOTP key from codes that somebody else
// who holds it made one after the other, the oldest first (RFC 4226 §7.4): a
// token, or another program. It returns the counter of the code that comes
// after them. It looks at the next ahead counters first and then at as many
// before the key's own, the nearest first. One code alone fits a wrong counter
// too easily, so at least two are needed.
func Resynchronise(k Key, ahead int, codes ...Code) (uint64, error) {
	switch {
	case k.Type != HOTP:
		return 0, ErrNotCounterBased
	case len(codes) < 2:
		return 0, ErrResyncFew.With("min", 2)
	case ahead < 0 || ahead > maxResync:
		return 0, ErrWindow.With("max", maxResync)
	}
	n, reach := uint64(len(codes)), uint64(ahead)
	from, to := k.Counter-min(k.Counter, reach), k.Counter
	if to > math.MaxUint64-reach-n {
		to = math.MaxUint64 - n // the code after them must have a counter
	} else {
		to += reach
	}
	fits := func(at uint64) (bool, error) {
		for i, code := range codes {
			made, err := k.CodeForCounter(at + uint64(i))
			if err != nil || !made.Equal(code) {
				return false, err
			}
		}
		return true, nil
	}
	for at := k.Counter; at <= to; at++ {
		if ok, err := fits(at); ok || err != nil {
			return at + n, err
		}
	}
	for at := min(k.Counter, to+1); at > from; at-- {
		if ok, err := fits(at - 1); ok || err != nil {
			return at - 1 + n, err
		}
	}
	return 0, ErrResyncNone.With("ahead", ahead)
}
