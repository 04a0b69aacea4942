package timesync

import (
	"context"
	"time"

	"sandi/internal/clock"
)

// State is what an operating system says about its clock. A nil pointer, a
// zero time and an empty text mean that it does not say.
type State struct {
	Service      string    // what sets the clock: "chrony", "systemd-timesyncd", "ntpd", "w32time", "timed"
	Running      *bool     // whether that service runs
	Automatic    *bool     // whether the person has left automatic time switched on
	Synchronised *bool     // whether the clock is held to be set by somebody who knows
	LastSync     time.Time // when it was last set, by this computer's clock
	Server       string    // whom the service follows, as it says; not for reports

	// Offset is this computer's time − true time as the service or the kernel
	// believes, within Uncertainty. It is nil unless Synchronised is true: one
	// that has lost its servers believes nothing worth repeating. OffsetBy says
	// whose belief it is: "chrony", "kernel" or "w32time".
	Offset, Uncertainty *time.Duration
	OffsetBy            string

	Zone        string         // the name that the system has for its zone, such as "Asia/Jakarta" or "SE Asia Standard Time"
	RTCLocal    *bool          // whether the hardware clock is taken to hold local time
	Hardware    *time.Duration // hardware clock, read as UTC − system clock
	DualBoot    *bool          // whether another operating system that sets the hardware clock is installed
	TimeSeeding *bool          // Windows: whether Secure Time Seeding may move the clock

	Said []Answer // what was asked of the system, and how it went, in order
}

// Answer is one question to the system.
type Answer struct {
	Asked string // a command, a file or a value of the registry
	Err   error  // why it could not be answered; nil if it was
}

// Read asks a machine. It returns within a few seconds.
func Read(ctx context.Context, m Machine) State {
	r := &reading{machine: m, ctx: ctx}
	switch m.GOOS {
	case "linux":
		r.linux()
	case "windows":
		r.windows()
	case "darwin":
		r.darwin()
	}
	return r.state
}

// Reference returns the system's belief about its clock as a reference, or one
// with the reason why there is none. at is what this computer's clock shows.
func (s State) Reference(at time.Time) clock.Reference {
	ref := clock.Reference{Kind: clock.KindOS, Name: s.name(), At: at.Round(0)}
	if s.Offset == nil || s.Uncertainty == nil {
		ref.Err = ErrNotSynchronised
		return ref
	}
	ref.Offset, ref.Uncertainty = *s.Offset, *s.Uncertainty
	return ref
}

func (s State) name() string {
	switch {
	case s.Service != "":
		return s.Service
	case s.OffsetBy != "":
		return s.OffsetBy
	}
	return "os"
}
