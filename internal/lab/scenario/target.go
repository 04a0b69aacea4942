package scenario

import (
	"context"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
)

// Target is where scenarios are played.
type Target interface {
	// open makes a portal ready for a scenario: nothing goes wrong there, and
	// there is an account that nobody else uses.
	open(ctx context.Context, s Scenario) (site, error)
	// Virtual reports whether waiting costs no time.
	Virtual() bool
}

// site is a portal while one scenario is played.
type site interface {
	clock.Clock // true time
	// Align waits for the moment at which a scenario begins or, where time is
	// real and the scenario says when it begins, for the same place in a period.
	Align(ctx context.Context, s Scenario) error
	// Wait lets time pass.
	Wait(ctx context.Context, d time.Duration) error
	// Person returns the portal as its user meets it, at a computer that has this
	// clock.
	Person(c clock.Clock) (person, error)
	Account() account

	// What the operator does and sees.
	SetConditions(ctx context.Context, names []string) error
	ResetAccount(ctx context.Context) error
	// Attempts returns what this account's user tried since the last call, oldest
	// first.
	Attempts(ctx context.Context) ([]attempt, error)

	Close(ctx context.Context) error
}

// account is the account of a scenario.
type account struct {
	role     enroll.Role
	user     string
	password []byte
}

// attempt is a line of the operator's journal.
type attempt struct {
	act     string
	verdict string
	locked  bool
}

// person is the portal as its user meets it: enroll.Service, but for codes that
// are none.
type person interface {
	OpenLogin(ctx context.Context, role enroll.Role) (enroll.Login, error)
	SignIn(ctx context.Context, role enroll.Role, user string, password []byte) (enroll.State, error)
	Enable(ctx context.Context) (readyAt time.Time, err error)
	Barcode(ctx context.Context) (b enroll.Barcode, ready bool, err error)
	Refresh(ctx context.Context) (b enroll.Barcode, ready bool, err error)
	Logout(ctx context.Context) error
	Submit(ctx context.Context, typed string) error
	RequestReset(ctx context.Context) (enroll.ResetMail, error)
	Inbox(ctx context.Context) ([]enroll.Letter, error)
	AskHelpdesk(ctx context.Context, role enroll.Role, user, text string) error
	Disable(ctx context.Context) error
	ClockSource() clock.Source
}
