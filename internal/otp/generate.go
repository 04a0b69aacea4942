package otp

import (
	"time"

	pquerna "github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// Step is a number of whole periods since the Unix epoch (T in RFC 6238). It
// belongs to a period: steps of keys with different periods do not compare.
type Step int64

func (k Key) period() int64 {
	if k.Period == 0 {
		return DefaultPeriod
	}
	return int64(k.Period)
}

// Step returns the step that t falls in. It is negative before 1970.
func (k Key) Step(t time.Time) Step {
	seconds, period := t.Unix(), k.period()
	step := seconds / period
	if seconds%period < 0 {
		step--
	}
	return Step(step)
}

// Start returns the first instant of a step, in UTC.
func (k Key) Start(s Step) time.Time { return time.Unix(int64(s)*k.period(), 0).UTC() }

// End returns the first instant after a step, in UTC.
func (k Key) End(s Step) time.Time { return k.Start(s + 1) }

// Remaining returns how long the code of t still has to live: more than zero
// and at most the period.
func (k Key) Remaining(t time.Time) time.Duration { return k.End(k.Step(t)).Sub(t) }

// CodeAt returns the code that a TOTP or Steam key shows at t.
func (k Key) CodeAt(t time.Time) (Code, error) { return k.CodeFor(k.Step(t)) }

// CodeFor returns the code that a TOTP or Steam key shows during a step.
func (k Key) CodeFor(s Step) (Code, error) {
	if k.Type == HOTP {
		return Code{}, ErrNotTimeBased
	}
	if s < 0 {
		return Code{}, ErrBeforeEpoch
	}
	return k.compute(uint64(s))
}

// CodeForCounter returns the code of a HOTP key for a counter. It does not
// advance the key's own counter: whoever hands out the code stores that first.
func (k Key) CodeForCounter(c uint64) (Code, error) {
	if k.Type != HOTP {
		return Code{}, ErrNotCounterBased
	}
	return k.compute(c)
}

func (k Key) compute(counter uint64) (Code, error) {
	k = k.WithDefaults()
	if err := k.computable(); err != nil {
		return Code{}, err
	}
	options := hotp.ValidateOpts{Digits: pquerna.Digits(k.Digits), Algorithm: pquerna.AlgorithmSHA1}
	switch k.Algorithm {
	case SHA256:
		options.Algorithm = pquerna.AlgorithmSHA256
	case SHA512:
		options.Algorithm = pquerna.AlgorithmSHA512
	}
	if k.Type == Steam {
		options.Encoder = pquerna.EncoderSteam
	}
	text, err := hotp.GenerateCodeCustom(k.Secret.Base32(), counter, options)
	if err != nil {
		return Code{}, err // unreachable: the base32 is our own
	}
	return newCode(text), nil
}
