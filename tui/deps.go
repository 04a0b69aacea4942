package tui

import (
	"context"
	"io"
	"time"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/vault"
)

// Store makes and opens the vault that the interface shows. Its methods may
// take as long as a key derivation does. They do not keep the password, and the
// caller overwrites it.
type Store interface {
	Exists() (bool, error)
	Create(ctx context.Context, password []byte) (*vault.Vault, error)
	Open(ctx context.Context, password []byte) (*vault.Vault, error)
}

// KeyringStore is a Store that the operating system's keyring may open, asked
// once at the start while the question for the password is shown. Neither a vault
// nor an error means that this is off; an error is told, and the password opens
// the vault.
type KeyringStore interface {
	Keyring(ctx context.Context) (*vault.Vault, error)
}

// Deps is everything that the interface may touch outside itself.
type Deps struct {
	Store Store
	// Clock is this computer's clock, uncorrected.
	Clock clock.Clock
	// Simulated is how far Clock was moved from this computer's on purpose, to
	// try out a wrong clock; 0: it is this computer's. It is marked on every screen.
	Simulated time.Duration
	// Measure compares it with other clocks. It ends when ctx does, and takes
	// some seconds at most.
	Measure func(ctx context.Context) clock.Measurement
	// ClockSources lists whom Measure asks; nil: that cannot be told.
	ClockSources func() []clock.Source
	// ClockFacts gathers what is known of the clock without asking anybody else:
	// its zone, the system, who keeps it. It may take some seconds, and ends when
	// ctx does; nil: nothing is known.
	ClockFacts func(ctx context.Context) diagnose.Facts
	// History keeps what was measured, and the jumps; nil: nothing is kept.
	History   *drift.File
	Clipboard desktop.Clipboard
	// Attached reports whether somebody can see the terminal, where that can
	// change while the program runs: in tmux. nil: always.
	Attached func(ctx context.Context) bool
	// Lang is the language to start in.
	Lang locale.Lang
	// Practice starts the practice portal and an enrolment on it that keeps its
	// key in the vault. stop ends both; it is called once. nil: not offered.
	Practice func(ctx context.Context, v *vault.Vault) (s *enroll.Session, stop func() error, err error)
	// Guided makes a guided enrolment that keeps its key in the vault; nil: not
	// offered.
	Guided func(v *vault.Vault) (*guided.Session, error)
	// Trust reaches what belongs to the vault outside of it; nil: not offered.
	Trust Trust
	// Settings are what the person has chosen. Flags and the environment rule
	// over them: Lang is already decided.
	Settings settings.Settings
	// SaveSettings keeps changed settings; nil: they last as long as the program.
	SaveSettings func(settings.Settings) error
	// SettingsProblems are the lines of their file that are not followed.
	SettingsProblems []settings.Problem
	// SettingsPath is the file that they are kept in, to show.
	SettingsPath string
	// Environ is the environment, "NAME=value": TERM, COLORTERM and NO_COLOR
	// decide about colours.
	Environ []string
	// In and Out are the terminal; nil for the process's own.
	In  io.Reader
	Out io.Writer
}

// Goal is what the interface opens with.
type Goal int

// The goals.
const (
	Codes  Goal = iota // unlock (or the welcome), then the codes
	Enroll             // the same, then the enrolment on the practice portal
	Add                // the same, then a new entry
	Guided             // the same, then the guided enrolment
)

// Start is how the interface opens.
type Start struct {
	Goal Goal
	// Password opens the vault without asking, where the command line was
	// given one, and makes it where there is none and the goal needs it. It is
	// overwritten.
	Password []byte
}
