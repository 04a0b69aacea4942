package refusal

import (
	"strconv"

	"sandi/internal/diagnose"
	"sandi/internal/otp"
)

// Priors: how often each thing is behind a refused code, before looking at it.
// With the shares of when and of the slips they make the weights of all that is
// compared. They are judgements; what they have to get right is the order of
// magnitude, since a comparison that hits by chance does so once in a million.
const (
	priorOwn       = 0.58 // the key as it is
	priorOther     = 0.10 // the key of another entry, all others together
	priorAlgorithm = 0.02 // of each other hash
	priorDigits    = 0.03
	priorPeriod    = 0.02 // all other periods together
	priorSteam     = 0.003
	priorMisread   = 0.05 // all misreadings together
	priorEncoding  = 0.01 // all other ways to take the key's text together
	priorSlip      = 0.05 // the code was mistyped
	priorNone      = 0.15 // none of these: a key that is not here, a code that was made up
)

// likelyDigits and likelyPeriods say which parameters services use.
var (
	likelyDigits  = map[int]float64{6: 1, 7: 0.1, 8: 1}
	likelyPeriods = []struct {
		seconds int
		share   float64
	}{{60, 0.45}, {30, 0.35}, {15, 0.08}, {120, 0.04}, {20, 0.02}, {45, 0.02}, {90, 0.02}, {300, 0.01}, {600, 0.01}}
)

// group is a set of equally likely comparisons with the numbers of one key.
type group struct {
	prior   float64
	modulus uint64 // how many codes there are
	divide  uint64 // drops the digits that were not typed; 1 for none
	targets []target
	cause   diagnose.Cause // "" for the key as it is
	digits  int            // of the code that the key shows
	steam   bool
}

// chance is the chance of each target to be hit by accident.
func (g *group) chance() float64 { return float64(g.divide) / float64(min(g.modulus, 1<<31)) }

// job is a key, as it is or changed, with what its numbers are compared with.
type job struct {
	candidate int
	secret    []byte
	algorithm otp.Algorithm
	period    int // 0: counter-based
	groups    []group
	change    string
}

// exact compares with the code as it was read.
func exact(r reading, k otp.Key, prior float64, cause diagnose.Cause) (groups []group) {
	if k.Type == otp.Steam {
		if r.steam {
			groups = append(groups, group{prior: prior, modulus: uint64(steamCodes), divide: 1, targets: []target{{steamNumber(r.text), ""}}, cause: cause, digits: otp.SteamDigits, steam: true})
		}
		if r.decimal && len(r.text) >= otp.MinDigits {
			groups = append(groups, plain(r.text, len(r.text), prior*priorSteam*likely(len(r.text)), WrongDigits, "type=totp"))
		}
		return groups
	}
	if r.decimal {
		switch n := len(r.text); {
		case n == k.Digits:
			groups = append(groups, plain(r.text, n, prior, cause, ""))
		case n >= otp.MinDigits && n <= otp.MaxDigits:
			if cause == "" {
				cause = WrongDigits
			}
			groups = append(groups, plain(r.text, n, prior*priorDigits*likely(n), cause, "digits="+strconv.Itoa(n)))
		}
	}
	if r.steam && k.Type == otp.TOTP {
		groups = append(groups, group{prior: prior * priorSteam, modulus: uint64(steamCodes), divide: 1, targets: []target{{steamNumber(r.text), "type=steam"}}, cause: WrongDigits, digits: otp.SteamDigits, steam: true})
	}
	return groups
}

const steamCodes = 26 * 26 * 26 * 26 * 26

func likely(digits int) float64 {
	if f := likelyDigits[digits]; f > 0 {
		return f
	}
	return 0.004
}

func plain(text string, digits int, prior float64, cause diagnose.Cause, change string) group {
	return group{prior: prior, modulus: power(digits), divide: 1, targets: []target{{number(text), change}}, cause: cause, digits: digits}
}

// mistyped compares with the codes that the typed one may have come from.
func mistyped(r reading, k otp.Key, prior float64) (groups []group) {
	if !r.decimal || k.Type == otp.Steam {
		return nil
	}
	for _, s := range slips(r.text, k.Digits) {
		if len(s.targets) == 0 {
			continue
		}
		g := group{prior: prior * priorSlip * s.share, modulus: power(k.Digits), divide: 1, targets: s.targets, cause: MalformedCode, digits: k.Digits}
		if s.digits > 0 {
			g.divide = power(k.Digits - s.digits)
		}
		groups = append(groups, g)
	}
	return groups
}

// jobs lists all that a code may come from.
func jobs(q Question, r reading) (all []job) {
	for i, c := range q.Entries {
		k := c.Key.WithDefaults()
		if k.Secret.IsZero() {
			continue // nothing is known of it; codes need a key
		}
		secret := k.Secret.Bytes()
		own := 1 / float64(len(q.Entries))
		if q.Which != "" {
			if own = 1; c.ID != q.Which {
				all = append(all, job{candidate: i, secret: secret, algorithm: k.Algorithm, period: k.Period,
					groups: exact(r, k, priorOther/float64(len(q.Entries)-1), OtherEntry)})
				continue
			}
		}
		all = append(all, job{candidate: i, secret: secret, algorithm: k.Algorithm, period: k.Period,
			groups: append(exact(r, k, own*priorOwn, ""), mistyped(r, k, own)...)})
		all = append(all, otherParameters(i, r, k, secret, own)...)
		for _, v := range misread(secret) {
			all = append(all, job{candidate: i, secret: v.secret, algorithm: k.Algorithm, period: k.Period, change: v.change,
				groups: exact(r, k, own*priorMisread*v.share, KeyMisread)})
		}
		for _, v := range otherwiseEncoded(secret) {
			all = append(all, job{candidate: i, secret: v.secret, algorithm: k.Algorithm, period: k.Period, change: v.change,
				groups: exact(r, k, own*priorEncoding*v.share, KeyAsHexOrText)})
		}
	}
	return all
}

// otherParameters: the same secret with another hash or period, or both.
func otherParameters(i int, r reading, k otp.Key, secret []byte, own float64) (all []job) {
	add := func(a otp.Algorithm, period int, prior float64, cause diagnose.Cause, change string) {
		all = append(all, job{candidate: i, secret: secret, algorithm: a, period: period, change: change, groups: exact(r, k, prior, cause)})
	}
	for _, a := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
		if a != k.Algorithm {
			add(a, k.Period, own*priorAlgorithm, WrongAlgorithm, "algorithm="+string(a))
		}
	}
	if k.Type == otp.HOTP {
		return all
	}
	for _, p := range likelyPeriods {
		if p.seconds == k.Period {
			continue
		}
		add(k.Algorithm, p.seconds, own*priorPeriod*p.share, WrongPeriod, "period="+strconv.Itoa(p.seconds))
		for _, a := range []otp.Algorithm{otp.SHA256, otp.SHA512} {
			if a != k.Algorithm && (p.seconds == 30 || p.seconds == 60) {
				add(a, p.seconds, own*priorPeriod*p.share*priorAlgorithm, WrongPeriod, "period="+strconv.Itoa(p.seconds)+",algorithm="+string(a))
			}
		}
	}
	return all
}
