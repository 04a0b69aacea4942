package cmd

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/portal"
	"sandi/internal/terminal"
	"sandi/internal/timesync"
	"sandi/vault"
)

// System is everything that a command may touch outside its own process. Tests
// replace parts of it.
type System struct {
	In       io.Reader
	Out, Err io.Writer
	// TTY opens the terminal on which secrets are asked for.
	TTY     func() (*terminal.Terminal, error)
	Getenv  func(string) string
	Environ func() []string
	// Clock is this computer's clock, uncorrected.
	Clock clock.Clock
	// Measure compares Clock with other clocks, without being told with which;
	// nil asks the default ones.
	Measure func(context.Context) clock.Measurement
	GOOS    string
	// Timesync returns what the operating system says about Clock; nil asks it.
	Timesync func(context.Context) timesync.State
	// Vault holds the options for creating and opening vaults. Now is filled
	// from Clock where it is nil, Memory with this device's.
	Vault vault.Options
	// Keyring is the system's store of secrets; nil for the real one.
	Keyring desktop.Keyring
	// Portal holds the options of the embedded practice portal. Its clock, store
	// and version are filled in.
	Portal portal.Options
	// Patience is how long after the promised moment an enrolment's barcode
	// counts as missing; 20 s if zero.
	Patience time.Duration
	// Self returns the path of this program, for helpers that outlive it.
	Self func() (string, error)
	// Interruptible returns a context that ends when the person or the system
	// asks the process to stop. Once it has ended, a second request kills.
	Interruptible func(context.Context) (context.Context, context.CancelFunc)
}

// NewSystem returns the real one.
func NewSystem() System {
	return System{
		In:            os.Stdin,
		Out:           os.Stdout,
		Err:           os.Stderr,
		TTY:           openTTY,
		Getenv:        os.Getenv,
		Environ:       os.Environ,
		Clock:         clock.System{},
		GOOS:          runtime.GOOS,
		Self:          os.Executable,
		Interruptible: interruptible,
	}
}

// openTTY opens the controlling terminal, or takes standard input and error
// where there is none but a person sits at these, as in some containers.
func openTTY() (*terminal.Terminal, error) {
	t, err := terminal.Open()
	if err != nil && terminal.IsTerminal(os.Stdin) && terminal.IsTerminal(os.Stderr) {
		return terminal.On(os.Stdin, os.Stderr), nil
	}
	return t, err
}

func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(parent, signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
