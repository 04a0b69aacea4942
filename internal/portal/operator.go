package portal

import (
	"context"
	"time"
)

// AccountView is an account as an operator sees it: never a secret.
type AccountView struct {
	Role        Role
	User        string
	Email       string
	Class       string
	TOTP        TOTPState
	Locked      bool      // codes or passwords
	LockedUntil time.Time // zero unless Locked
	Failures    int       // refused codes and wrong passwords in a row
	Drift       int       // learned, in steps
	Demo        bool
	Sessions    int
}

// Accounts lists all accounts, by role and user id.
func (p *Portal) Accounts(ctx context.Context) ([]AccountView, error) { return nil, nil }

// ResetAccount is what a helpdesk does for a lost key: the next login shows a
// new barcode, and the account is unlocked. Its sessions end.
func (p *Portal) ResetAccount(ctx context.Context, role Role, user string) error { return nil }

// Unlock ends an account's lock-out and forgets its failures.
func (p *Portal) Unlock(ctx context.Context, role Role, user string) error { return nil }

// RemoveAccount removes an account and ends its sessions.
func (p *Portal) RemoveAccount(ctx context.Context, role Role, user string) error { return nil }

// ResetAll begins anew: scenarios normal, sample accounts as at the start with
// the same passwords, journal, mail and requests empty, nobody signed in. The
// other accounts stay, with TOTP off.
func (p *Portal) ResetAll(ctx context.Context) error { return nil }
