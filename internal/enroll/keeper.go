package enroll

import (
	"context"
	"time"

	"sandi/internal/otp"
)

// Draft is an enrolment on its way into the vault.
type Draft struct {
	Key      otp.Key
	Service  string // "practice", or "portal" for one that was named by its address
	Address  string // where the portal is; empty for the embedded one, whose port is another each time
	Role     Role
	User     string
	State    State
	Practice bool
}

// PendingEnrolment is an enrolment that the vault holds and the portal has not
// confirmed yet. It carries no key: ReadBack does.
type PendingEnrolment struct {
	ID      string
	Service string
	Address string
	Role    Role
	User    string
	State   State
	Spent   otp.Step // newest step of which a code was sent, 0 if none
	Created time.Time
}

// Keeper puts an enrolment into the vault. Each call returns only after what
// it did is on disk.
type Keeper interface {
	// Rehearse saves the vault as it is, to learn whether it can be saved while
	// nothing depends on it yet.
	Rehearse(ctx context.Context) error
	// Keep saves the key as pending and returns the entry's id.
	Keep(ctx context.Context, d Draft) (id string, err error)
	// ReadBack reads the key from disk again, past every cache.
	ReadBack(ctx context.Context, id string) (otp.Key, error)
	// Backup makes sure that a copy of the vault beside the vault itself
	// holds the entry.
	Backup(ctx context.Context, id string) error
	// Spend records that a code of this step is about to be sent.
	Spend(ctx context.Context, id string, step otp.Step) error
	// Accept marks the entry active, and every other entry of the same account
	// that is active or pending retired.
	Accept(ctx context.Context, id string) error
	// Note records how far the enrolment has come.
	Note(ctx context.Context, id string, s State) error
	// Retire marks an entry as one that the service does not accept any longer.
	Retire(ctx context.Context, id string) error
	// Pending lists the enrolments that can be taken up again, newest first.
	Pending(ctx context.Context) ([]PendingEnrolment, error)
}
