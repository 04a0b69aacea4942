package otp

import (
	"math"
	"time"
)

// MaxReach bounds how far Locate searches to either side.
const MaxReach = 48 * time.Hour

// maxLocated bounds how many codes Locate takes: more add nothing.
const maxLocated = 10

// Located is a place in time where codes belong.
type Located struct {
	Step   Step // of the last code
	Offset int  // steps from the step of the time asked about: + is ahead of it
}

// Locate returns every place within reach of a time where codes stand one
// right after the other, the oldest code first: the nearest place first, and of
// two equally near ones the past one. No place is no error. The reach is cut at
// MaxReach.
//
// One code alone fits other steps by chance; Coincidence says how easily.
func Locate(k Key, codes []Code, at time.Time, within time.Duration) ([]Located, error) {
	k = k.WithDefaults()
	switch {
	case k.Type == HOTP:
		return nil, ErrNotTimeBased
	case len(codes) == 0 || len(codes) > maxLocated || within < 0:
		return nil, ErrWindow.With("max", maxLocated)
	}
	if err := k.computable(); err != nil {
		return nil, err
	}
	now, reach := k.Step(at), Step(min(within, MaxReach)/(time.Duration(k.Period)*time.Second))
	if now+reach < 0 {
		return nil, ErrBeforeEpoch
	}
	residues := make([]uint32, len(codes))
	var modulus uint64
	for i, c := range codes {
		residue, m, ok := Residue(k, c)
		if !ok {
			return nil, nil
		}
		residues[i], modulus = uint32(residue), m
	}
	before := Step(len(codes) - 1) // codes that stand before the last one
	first := max(now-reach-before, 0)
	hashes := make([]uint32, now+reach-first+1)
	if err := Truncations(k, uint64(first), hashes); err != nil {
		return nil, err
	}
	defer clear(hashes)
	fits := func(last Step) bool {
		from := last - before - first
		if from < 0 {
			return false
		}
		for i, residue := range residues {
			if uint64(hashes[int(from)+i])%modulus != uint64(residue) {
				return false
			}
		}
		return true
	}
	var found []Located
	for away := Step(0); away <= reach; away++ {
		if s := now - away; s >= 0 && fits(s) {
			found = append(found, Located{Step: s, Offset: int(-away)})
		}
		if s := now + away; away > 0 && s >= 0 && fits(s) {
			found = append(found, Located{Step: s, Offset: int(away)})
		}
	}
	return found, nil
}

// Coincidence returns the chance that codes which have nothing to do with a key
// are found at one of so many places all the same. It knows that a truncated
// hash of 31 bits makes some codes a little likelier than others, and that a
// code of ten digits may be impossible.
func Coincidence(k Key, codes []Code, places int) float64 {
	if len(codes) == 0 || places <= 0 {
		return 0
	}
	each := 1.0
	for _, c := range codes {
		residue, modulus, ok := Residue(k, c)
		if !ok {
			return 0
		}
		const hashes = 1 << 31
		fitting := (hashes - 1 - residue) / modulus
		each *= float64(fitting+1) / hashes
	}
	// 1 − (1 − each)^places, without losing what is small.
	return -math.Expm1(float64(places) * math.Log1p(-each))
}
