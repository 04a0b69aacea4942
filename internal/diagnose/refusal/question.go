package refusal

import (
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Question is what is known about a code that was refused, or may be.
type Question struct {
	Code Typed // as it was typed
	And  Typed // the code that the same device showed right after it; the zero Typed if not known

	At          time.Time     // when it was typed, by this computer's clock
	Uncertainty time.Duration // the code may have been typed so much earlier or later than At

	Window  otp.Window  // the steps that the service accepts around its own
	Entries []Candidate // the keys that the code may belong to
	Which   string      // ID of the entry that it was meant for; "" if not known

	// Offset is what this computer's clock was measured by; nil if it was not.
	// A code is judged by true time where that is known.
	Offset *clock.Reference

	// Corrected says that sandi showed its codes by the measured clock, so that
	// an error of this computer's clock did not shift them.
	Corrected bool
}

// Candidate is a key that a code may belong to.
type Candidate struct {
	ID   string
	Name string // untrusted, for texts
	Key  otp.Key

	Spent   *otp.Step // the last step whose code was sent before this one; nil if not known
	Retired bool      // the service no longer accepts this key
}
