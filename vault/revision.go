package vault

import "context"

// Mark names one state of one vault.
type Mark struct {
	// VaultID is the vault's own name, the same in all its copies; empty in
	// vaults that were not saved since vaults have names.
	VaultID string
	// Generation counts saves; Revision is the random name of the last.
	Generation uint64
	Revision   string
}

// Memory is what this machine remembers of vaults, outside their directories.
type Memory interface {
	// Seen returns the newest state that was seen in an absolute directory.
	Seen(dir string) (Mark, bool)
	// See remembers a state as the newest.
	See(dir string, m Mark) error
}

// Mark returns the name of the present state.
func (v *Vault) Mark() Mark { return Mark{} }

// RolledBack reports whether vault.age is older than one that this machine has
// seen in the same directory, or comes from another line of saves: somebody, or
// a file synchroniser, has put another file in its place. It is told until
// AcceptRollback.
func (v *Vault) RolledBack() (seen, present Mark, ok bool) { return Mark{}, Mark{}, false }

// AcceptRollback makes the present state the newest that this machine has seen.
func (v *Vault) AcceptRollback(ctx context.Context) error { return nil }

// RefreshDiff is Refresh that tells what changed.
func (v *Vault) RefreshDiff(ctx context.Context) (Diff, error) { return Diff{}, nil }
