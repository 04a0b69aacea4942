package cmd

import (
	"context"
	"errors"
	"syscall"

	"sandi/internal/fault"
	"sandi/internal/operator"
	"sandi/internal/terminal"
	"sandi/vault"
)

// The exit codes. Scripts rely on them: numbers are never reused, new ones are
// appended, and docs/exit-codes.md says what each means.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitNoEntry     = 3
	exitLocked      = 4
	exitDamaged     = 5
	exitClock       = 6
	exitRefused     = 7
	exitPartly      = 8
	exitInterrupted = 130
)

// usageError marks an error as a command line that was used wrongly.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// wrongly returns err as a wrong use of the command line.
func wrongly(err error) error { return usageError{err} }

// errClock is the class of errors that say: the clock is not trustworthy
// enough for what was asked. Wrap it with %w or as a fault's cause.
var errClock = errors.New("clock not trustworthy")

// errRefused is the class of errors that say: the service refused a code, a
// password or the session.
var errRefused = errors.New("refused by the service")

// errPartly is the class of errors that say: some of the work was skipped.
var errPartly = errors.New("partly done")

// classed puts an error into one of the classes above without changing what is
// told of it.
func classed(err, class error) error {
	if err == nil {
		return nil
	}
	return classedError{err, class}
}

type classedError struct{ told, class error }

func (e classedError) Error() string   { return e.told.Error() }
func (e classedError) Unwrap() []error { return []error{e.told, e.class} }

// exitCode is the one place that turns errors into exit codes.
func exitCode(err error) int {
	is := func(targets ...error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
	_, usage := errors.AsType[usageError](err)
	switch {
	case err == nil:
		return exitDone
	case is(context.Canceled, terminal.ErrInterrupted):
		return exitInterrupted
	case usage, is(errLanguage):
		return exitUsage
	case is(vault.ErrNoEntry, vault.ErrManyEntries, errNoAccount, errTwoRoles, errNoRequest, errTwoRequests, operator.ErrNotFound):
		return exitNoEntry
	case is(vault.ErrDamaged): // before a wrong password, which may be its sign
		return exitDamaged
	case lockedOut(err), is(vault.ErrWrongPassword, errNoPassword, terminal.ErrNoTerminal, terminal.ErrNoAnswer):
		return exitLocked
	case is(errClock):
		return exitClock
	case is(errRefused):
		return exitRefused
	case is(errPartly):
		return exitPartly
	default:
		return exitFailed
	}
}

// quiet reports whether an error needs no words: the person stopped the
// command, or the reader of its output went away.
func quiet(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, terminal.ErrInterrupted) || errors.Is(err, syscall.EPIPE)
}

// Errors of the command line itself.
var (
	errLanguage      = fault.New("cmd.unknown-language", "unknown language")
	errNoPassword    = fault.New("cmd.no-password", "no password given")
	errMismatch      = fault.New("cmd.passwords-differ", "the passwords differ")
	errNeedsYes      = fault.New("cmd.needs-yes", "needs --yes without a terminal")
	errDeclined      = fault.New("cmd.declined", "declined")
	errPasswordFile  = fault.New("cmd.password-file", "password file")
	errPasswordCmd   = fault.New("cmd.password-command", "password command")
	errPasswordNone  = fault.New("cmd.password-none", "the first line is empty")
	errPasswordLong  = fault.New("cmd.password-too-long", "the password is too long")
	errBothPasswords = fault.New("cmd.two-passwords", "both --password-file and --password-command")
)
