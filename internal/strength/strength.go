// Package strength estimates what guessing a vault password costs and says why,
// for the moment at which a person chooses one.
//
// It looks at a password as those do who guess: words by how common they are,
// names, dates, runs on the keyboard, repetitions, and only then every character.
// The dictionaries are those of zxcvbn and one of Indonesian words. They are
// read at the first estimate, not when the program starts.
package strength

import "math"

// Estimate is what guessing a password costs somebody who has the vault's files.
type Estimate struct {
	Bits    float64 // log2 of Guesses
	Guesses float64 // of the cheapest way that was found
	Years   float64 // for half of the guesses on one Card
	Level   int     // 0 (falls at once) … 4 (out of reach)
	Reasons []Reason
}

// Reason is a message that explains an estimate.
type Reason struct {
	Key   string // in the message catalogue
	Pairs []any  // its placeholders; never a part of the password
}

// cardRate is how many guesses a second one graphics card makes at work factor
// 17. scrypt is bound by memory: a guess moves 2·128·8·2^17 bytes = 268 MB, a
// card some 1 TB a second, and trading time for memory saves a third. Hashcat's
// published speeds for scrypt are lower.
const (
	cardRate   = 5000
	cardFactor = 17
)

const year = 365.25 * 24 * 3600 // seconds

// Bounds of the levels, in years on one card. With a thousand cards, the last
// but one is a year and the last a thousand years.
var levels = [...]float64{1 / 365.25, 1, 1e3, 1e6}

// Of estimates a password. hints are words that a guesser tries first, such as
// the user's name; workFactor is that of the vault. The password stays the
// caller's.
func Of(password []byte, hints []string, workFactor int) Estimate {
	if len(password) == 0 {
		return Estimate{Reasons: []Reason{{Key: "strength.reason.empty"}}}
	}
	t := newText(password)
	defer t.wipe()
	found := t.cheapest(hints)
	e := Estimate{Bits: found.bits}
	e.Guesses = math.Exp2(e.Bits)
	rate := cardRate * math.Exp2(float64(cardFactor-workFactor))
	e.Years = e.Guesses / 2 / rate / year
	for e.Level < len(levels) && e.Years >= levels[e.Level] {
		e.Level++
	}
	e.Reasons = reasons(t, found.parts, e.Level)
	return e
}

// Verdict names the message that sums the estimate up. Its placeholder "time" is
// for the message that Time names.
func (e Estimate) Verdict() string {
	return [...]string{
		"strength.level.0", "strength.level.1", "strength.level.2", "strength.level.3", "strength.level.4",
	}[e.Level]
}

// Time names the message for Years, and the number that it is about.
func (e Estimate) Time() (key string, n int) {
	const day = 1 / 365.25
	switch years := e.Years; {
	case years < day/24/60:
		return "strength.time.moment", 0
	case years < day/24:
		return "strength.time.minutes", int(math.Ceil(years / day * 24 * 60))
	case years < day:
		return "strength.time.hours", int(math.Ceil(years / day * 24))
	case years < 0.2:
		return "strength.time.days", int(math.Ceil(years / day))
	case years < 2:
		return "strength.time.months", int(math.Ceil(years * 12))
	case years < 1000:
		return "strength.time.years", round(years)
	case years < 1e6:
		return "strength.time.thousand-years", round(years / 1e3)
	default:
		return "strength.time.million-years", 1
	}
}

// round keeps two digits: the estimate is not worth more.
func round(f float64) int {
	scale := math.Pow(10, math.Max(0, math.Floor(math.Log10(f))-1))
	return int(math.Round(f/scale) * scale)
}

// Warm reads the dictionaries, so that the first estimate does not wait for it.
func Warm() { dictionaries() }

func reasons(t *text, parts []part, level int) []Reason {
	var list []Reason
	add := func(key string, pairs ...any) { list = append(list, Reason{key, pairs}) }
	seen := map[kind]int{}
	leet := false
	for _, p := range parts {
		seen[p.kind]++
		leet = leet || p.leet
	}
	if level >= 3 {
		if n := seen[word] + seen[name] + seen[common]; n > 2 {
			add("strength.reason.good-words")
		} else {
			add("strength.reason.good")
		}
		return list
	}
	if seen[hint] > 0 {
		add("strength.reason.hint")
	}
	switch {
	case seen[common] > 0 && len(parts) == 1:
		add("strength.reason.first-guess")
	case seen[common] > 0:
		add("strength.reason.common")
	}
	if leet {
		add("strength.reason.leet")
	}
	if seen[name] > 0 {
		add("strength.reason.name")
	}
	if seen[date] > 0 {
		add("strength.reason.date")
	}
	if seen[repeat] > 0 {
		add("strength.reason.repeat")
	}
	if seen[sequence] > 0 {
		add("strength.reason.sequence")
	}
	if seen[keyboard] > 0 {
		add("strength.reason.keyboard")
	}
	if n := seen[word]; n > 0 {
		add("strength.reason.words", "n", n)
	}
	const short = 12 // characters
	if t.length < short {
		add("strength.reason.short", "n", t.length)
	}
	list = list[:min(len(list), 3)]
	add("strength.advice")
	return list
}
