package portal

import (
	"time"

	"sandi/internal/otp"
)

// Policy is how the verifier judges and locks under some conditions, told to
// operators.
type Policy struct {
	Window    otp.Window    // around the verifier's own step or, where it learns, around the learned one
	LockAfter int           // failures in a row; 0: never
	LockFor   time.Duration // the first time
}

// Policy returns what conditions make of the portal's options.
func (p *Portal) Policy(c Conditions) Policy {
	lock := p.lockRule(c.Lock)
	if lock.after <= 0 {
		return Policy{Window: p.window(c.Profile)}
	}
	return Policy{p.window(c.Profile), lock.after, lock.first}
}
