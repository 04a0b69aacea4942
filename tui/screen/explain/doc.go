// Package explain is the screen that says why a service refused a code: first
// which code it was and when it was typed, then what it turns out to be, on an
// axis of steps, with the odds and what to do now.
//
// A code that was typed is held until the screen is closed or the vault locked.
// A code that was copied is not held at all: the root knows its step.
package explain

import (
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/otp"
)

// The outcomes of the screen.
type (
	// Ask asks what a code is, answered by Told.
	Ask struct {
		N      int    // of the question: an answer to an older one is dropped
		ID     string // the entry that the code was meant for
		Code   refusal.Typed
		Copied *Copied       // this code that was copied is meant, in place of Code
		And    refusal.Typed // the code that came after it
		When   When
		Window otp.Window
	}
	// Open shows another entry.
	Open struct{ ID string }
	// Edit opens the form of the entry.
	Edit struct{ ID string }
	// Clock opens the screen about the clock.
	Clock struct{}
	// Measure measures the computer's clock now.
	Measure struct{}
)

// Copied says which code was copied, and when; it is not the code.
type Copied struct {
	Step      otp.Step  // the counter, where the entry counts
	At        time.Time // by this computer's clock
	Corrected bool      // codes were shown by the measured clock
}

// When says when a code was typed: so long before now, or at what this
// computer's clock showed then.
type When struct {
	Ago         time.Duration // where At is zero
	At          time.Time
	Uncertainty time.Duration // it may have been so much earlier or later
}

// Told answers Ask.
type Told struct {
	N           int
	Explanation refusal.Explanation
	Err         error
	At          time.Time        // when the code was typed, by this computer's clock
	Offset      *clock.Reference // what the clock was measured by; nil if it was not
	Corrected   bool             // codes are shown by the measured clock
}

// Measured says that the clock was measured anew: what was explained may be
// explained better.
type Measured struct{}

// Measuring says whether a measurement is running.
type Measuring struct{ On bool }
