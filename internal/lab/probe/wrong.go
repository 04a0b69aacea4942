package probe

import (
	"crypto/rand"
	"time"

	"sandi/internal/otp"
)

// wrong returns a code of a key that nobody has, which is none of the account's
// own within a day.
func (p *prober) wrong() (otp.Code, error) {
	for {
		raw := make([]byte, 20)
		_, _ = rand.Read(raw) // never fails
		k := p.Key
		k.Secret = otp.NewSecret(raw)
		code, err := k.CodeFor(0)
		if err != nil {
			return otp.Code{}, err
		}
		own, err := otp.Locate(p.Key, []otp.Code{code}, p.clock.Now(), p.near())
		if err != nil {
			return otp.Code{}, err
		}
		if len(own) == 0 {
			return code, nil
		}
	}
}

// near is how far a window is thought to reach at the very most.
func (p *prober) near() time.Duration {
	return time.Duration(4*MaxReach) * time.Duration(p.Key.Period) * time.Second
}
