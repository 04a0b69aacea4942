package vault

import (
	"time"

	"sandi/internal/otp"
)

// Status says what an entry is good for.
type Status string

const (
	// Active entries are in use.
	Active Status = "active"
	// Pending entries belong to an enrolment that the service has not confirmed.
	Pending Status = "pending"
	// Retired entries are no longer accepted by their service.
	Retired Status = "retired"
	// Quarantined entries do not validate: they are shown with their problem and
	// kept byte for byte. The status is never written to a file.
	Quarantined Status = "quarantined"
)

// Entry is one key with what its owner knows about it. Entries handed out are
// copies: changing one changes nothing in the vault.
type Entry struct {
	// ID is assigned by Tx.Add and never changes: lower-case letters and digits.
	ID string
	// Key is the zero Key, or part of one, in quarantined entries.
	Key      otp.Key
	Status   Status
	Tags     []string
	Favorite bool
	Note     string
	// Created and Modified are UTC. Modified is kept by Tx.Change.
	Created, Modified time.Time
	// Enrolment is set while (and after) a key was enrolled by sandi.
	Enrolment *Enrolment
	// SpentStep is the last time step whose code was sent to a service, so that
	// it is not sent again; 0 if none.
	SpentStep otp.Step
	// Problem says in a developer's words why the entry is quarantined; it is
	// empty in all others. Cause is the fault behind it, for locale.Describe.
	Problem string
	Cause   error
}

// Enrolment remembers where an entry was enrolled and how far that came.
type Enrolment struct {
	// Service is the driver's name and Address where it was reached.
	Service, Address string
	// Role and User are the account's at the service.
	Role, User string
	// State is the wizard's, opaque to the vault.
	State string
	// Practice is true for keys of the practice portal.
	Practice bool
}

// Practice reports whether the entry's key belongs to a practice portal: it
// opens nothing real.
func (e Entry) Practice() bool { return e.Enrolment != nil && e.Enrolment.Practice }
