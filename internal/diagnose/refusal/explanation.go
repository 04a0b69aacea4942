package refusal

import (
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/otp"
)

// Causes, named as in the machine-readable output.
const (
	Valid          diagnose.Cause = "valid"
	Expired        diagnose.Cause = "expired"
	TooEarly       diagnose.Cause = "too-early"
	Reused         diagnose.Cause = "reused"
	ClockHoursOff  diagnose.Cause = "clock-hours-off"
	OtherEntry     diagnose.Cause = "other-entry"
	WrongAlgorithm diagnose.Cause = "wrong-algorithm"
	WrongDigits    diagnose.Cause = "wrong-digits"
	WrongPeriod    diagnose.Cause = "wrong-period"
	KeyMisread     diagnose.Cause = "key-misread"
	KeyAsHexOrText diagnose.Cause = "key-as-hex-or-text"
	MalformedCode  diagnose.Cause = "malformed-code"
	NoMatch        diagnose.Cause = "no-match"
)

// Verdict says whether a service with the question's key and window accepts the
// code.
type Verdict string

// The verdicts.
const (
	Accepted Verdict = "accepted"
	Refused  Verdict = "refused"
)

// Explanation is what a code turned out to be.
type Explanation struct {
	Verdict  Verdict
	Findings []diagnose.Finding // most likely first; never empty
	Matches  []Match            // most likely first

	// Chance is the chance that a code drawn at random would fit something that
	// is no less plausible than the first match; without a match, that it would
	// have fitted anything that was searched.
	Chance   float64
	Searched int // comparisons that could have hit
}

// Match is one thing that the code fits.
type Match struct {
	Entry string // ID of the candidate
	Name  string // its name; untrusted
	Cause diagnose.Cause

	Step        otp.Step      // in the periods of the key as changed; for HOTP the counter
	StepOffset  int           // steps from the one that ran when the code was typed, by true time if known; + is ahead
	FromNow     time.Duration // StepOffset in time: how far the clock that showed the code was ahead when it was typed; negative: behind
	ValidFrom   time.Time     // when the key showed the code; zero for HOTP
	ValidUntil  time.Time
	Change      string  // what about key or code had to be changed, such as "algorithm=SHA256"; "" for nothing. Never holds a character of the key
	Probability float64 // that this is what happened, of 1
}
