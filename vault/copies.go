package vault

import (
	"context"
	"time"
)

// Copy is a copy of the vault outside its directory.
type Copy struct {
	// Path is the new directory, a vault of its own.
	Path       string
	Generation uint64
	Revision   string
	Entries    int
	At         time.Time
}

// Backup copies the vault to a new directory inside the directory to, reads the
// copy back and compares it. The copy opens with the same password.
func (v *Vault) Backup(ctx context.Context, to string) (Copy, error) {
	return Copy{}, ErrClosed
}

// BackupInfo is a rolling backup.
type BackupInfo struct {
	Name       string
	Generation uint64
	At         time.Time
	// Entries counts those that make codes and those in quarantine.
	Entries, Quarantined int
	// Err says why the backup does not open.
	Err error
}

// Backups lists the rolling backups, the newest first, and opens each.
func (v *Vault) Backups(ctx context.Context) ([]BackupInfo, error) { return nil, ErrClosed }
