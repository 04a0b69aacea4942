package vault

import (
	"context"
	"time"
)

// ConflictCopy is a second vault.age that a file synchroniser left beside the
// first because both had changed.
type ConflictCopy struct {
	Path string
	// Tool is the synchroniser by its name: "Syncthing".
	Tool string
	At   time.Time
	// Diff is what merging would change here.
	Diff Diff
	// Err says why the copy does not open.
	Err error
}

// EntryConflict is an entry that two sides changed differently.
type EntryConflict struct {
	ID     string
	Fields []Field
}

// MergeReport is what a merge did.
type MergeReport struct {
	Diff Diff
	// Conflicts were decided for this vault; the other version is in the bin.
	Conflicts []EntryConflict
	// Kept is where the copy lies now.
	Kept string
	// Base is the generation that both had in common, 0 if none was found.
	Base uint64
}

// ConflictCopies returns the conflicting copies in the vault's directory.
func (v *Vault) ConflictCopies(ctx context.Context) ([]ConflictCopy, error) { return nil, nil }

// MergeCopy merges a conflicting copy into the vault, by entry and field, and
// moves it to backups/.
func (v *Vault) MergeCopy(ctx context.Context, path string) (MergeReport, error) {
	return MergeReport{}, ErrClosed
}
