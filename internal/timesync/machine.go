package timesync

import (
	"context"
	"errors"
	"time"

	"sandi/internal/clock"
	"sandi/internal/fault"
)

// ErrNotSynchronised says why the operating system is no reference.
var ErrNotSynchronised = fault.New("doctor.not-synchronised", "the operating system does not say that its clock is set")

// Machine is everything that Read touches outside the process. A nil function
// answers nothing.
type Machine struct {
	GOOS string
	Now  func() time.Time

	// Run returns what a program prints, on both streams. The error of a
	// program that failed comes with what it printed.
	Run func(ctx context.Context, name string, args ...string) ([]byte, error)
	// ReadFile returns the beginning of a file, 64 KiB at most.
	ReadFile func(name string) ([]byte, error)
	// List returns the names in a directory.
	List func(dir string) ([]string, error)
	// Modified returns when a file was last written.
	Modified func(name string) (time.Time, error)
	// Adjtimex returns the state of the kernel's clock.
	Adjtimex func() (Kernel, error)
	// Registry returns a value under HKEY_LOCAL_MACHINE: an int64 or a string.
	Registry func(key, name string) (any, error)
	// ServiceRuns reports whether a service of Windows is running.
	ServiceRuns func(name string) (bool, error)
}

// Kernel is what Linux's adjtimex tells.
type Kernel struct {
	Unsynchronised bool
	Remaining      time.Duration // what is still being added to the clock
	MaxError       time.Duration // grows by 500 µs a second since the last setting
}

// errUnsupported is the answer of a Machine that lacks a function.
var errUnsupported = errors.New("not on this system")

// This returns the machine that the process runs on.
func This(goos string, c clock.Clock) Machine {
	m := Machine{GOOS: goos, Now: c.Now, Run: run, ReadFile: readFile, List: list, Modified: modified}
	return native(m)
}
