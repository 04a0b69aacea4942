package vault

import (
	"bytes"
	"context"
	"path/filepath"
)

// Verification is what Verify found.
type Verification struct {
	Generation uint64
	// Codes counts the entries that made a code; Quarantined those that cannot;
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
	// Size is in bytes.
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
// does not open; all else is in the Verification. Nothing is written.
func (v *Vault) Verify(ctx context.Context) (Verification, error) {
	ids, _, err := v.begin(ctx)
	if err != nil {
		return Verification{}, err
	}
	defer v.end()
	fresh, err := v.load(ids, nil)
	if err != nil {
		return Verification{}, err
	}
	defer fresh.wipe(true)
	r := Verification{Generation: fresh.generation, Bin: len(fresh.bin)}
	now := v.options.Now()
	for i := range fresh.records {
		if err := ctx.Err(); err != nil {
			return Verification{}, err
		}
		e := &fresh.records[i].entry
		if e.Status == Quarantined {
			r.Quarantined++
			continue
		}
		if err := makes(e.Key, now); err != nil {
			r.Failed = append(r.Failed, e.clone())
			continue
		}
		r.Codes++
	}
	if r.Backups, err = v.dir.listBackups(ctx, ids); err != nil {
		return Verification{}, err
	}
	r.IdentityCopy = v.dir.checkSpare()
	names := []string{identityName, vaultName, filepath.Join(backupsName, identityName)}
	for _, b := range r.Backups {
		names = append(names, filepath.Join(backupsName, b.Name))
	}
	for _, name := range names {
		if info, err := v.dir.stat(name); err == nil {
			r.Files = append(r.Files, FileInfo{v.dir.path(name), info.Size()})
		}
	}
	return r, nil
}

// checkSpare reports what is wrong with the copy of identity.age.
func (d directory) checkSpare() error {
	file, err := d.read(identityName)
	if err != nil {
		return d.damaged(identityName, "", err)
	}
	spare := filepath.Join(backupsName, identityName)
	saved, err := d.read(spare)
	if err != nil || !bytes.Equal(saved, file) {
		return ErrBadBackup.With("file", d.path(spare)).Because(cmpErr(err))
	}
	return nil
}
