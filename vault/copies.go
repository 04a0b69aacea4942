package vault

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// Copy is a copy of the vault outside its directory.
type Copy struct {
	// Path is the new directory, a vault of its own.
	Path       string
	Generation uint64
	Revision   string
	// Entries counts those in quarantine too.
	Entries int
	At      time.Time
}

const copyPrefix = "sandi-"

// Backup copies the vault to a new directory inside the directory to, reads the
// copy back and compares it. The copy opens with the same password, and with the
// same hardware keys and recovery keys.
func (v *Vault) Backup(ctx context.Context, to string) (Copy, error) {
	ids, _, err := v.begin(ctx)
	if err != nil {
		return Copy{}, err
	}
	defer v.end()
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return Copy{}, err
	}
	defer unlock()
	// All that is copied belongs together: nobody writes meanwhile.
	files, s, err := v.whatToCopy(ids)
	if err != nil {
		return Copy{}, err
	}
	defer s.wipe(true)
	at := v.options.Now()
	d, err := v.dir.beside(to).newCopy(at)
	if err != nil {
		return Copy{}, err
	}
	for _, f := range files { // vault.age last: without it the copy is no vault
		if err := ctx.Err(); err != nil {
			return Copy{}, err
		}
		if err := d.write(f.name, f.data); err != nil {
			return Copy{}, err
		}
	}
	for _, f := range files {
		if back, err := d.read(f.name); err != nil || !bytes.Equal(back, f.data) {
			return Copy{}, ErrNotSaved.With("file", d.path(f.name)).Because(cmpErr(err))
		}
	}
	back, err := d.openFile(ids, vaultName)
	if err != nil {
		return Copy{}, ErrNotSaved.With("file", d.path(vaultName)).Because(err)
	}
	defer back.wipe(true)
	return Copy{Path: d.name, Generation: back.generation, Revision: back.revision(), Entries: len(back.records), At: at}, nil
}

// cmpErr stands for files that differ where nothing else is wrong.
func cmpErr(err error) error {
	if err == nil {
		return errBroken
	}
	return err
}

type namedFile struct {
	name string
	data []byte
}

// whatToCopy reads the files that make a vault.
func (v *Vault) whatToCopy(ids *identities) ([]namedFile, *state, error) {
	fresh, err := v.load(ids, nil) // says what is wrong, if anything is
	if err != nil {
		return nil, nil, err
	}
	names := []string{identityName}
	list, err := v.dir.readDir("")
	if err != nil {
		fresh.wipe(true)
		return nil, nil, err
	}
	for _, f := range list {
		if isHardwareFile(f.Name()) {
			names = append(names, f.Name())
		}
	}
	var files []namedFile
	for _, name := range append(names, vaultName) {
		data, err := v.dir.read(name)
		if err != nil {
			fresh.wipe(true)
			return nil, nil, err
		}
		files = append(files, namedFile{name, data})
	}
	return files, fresh.state, nil
}

// newCopy makes a directory that is named by the time, and numbered should there
// be one.
func (d directory) newCopy(at time.Time) (directory, error) {
	name := copyPrefix + at.UTC().Format(backupTime)
	for i := 2; d.has(name); i++ {
		name = fmt.Sprintf("%s%s-%d", copyPrefix, at.UTC().Format(backupTime), i)
	}
	copied := d.beside(d.path(name))
	return copied, d.saveError(name, d.files.MkdirAll(copied.name, 0o700))
}

// BackupInfo is a rolling backup.
type BackupInfo struct {
	Name       string
	Generation uint64
	At         time.Time
	// Entries counts those that make codes, Quarantined the others.
	Entries, Quarantined int
	// Err says why the backup does not open.
	Err error
}

// Backups lists the rolling backups, the newest first, and opens each.
func (v *Vault) Backups(ctx context.Context) ([]BackupInfo, error) {
	ids, _, err := v.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer v.end()
	return v.dir.listBackups(ctx, ids)
}

func (d directory) listBackups(ctx context.Context, ids *identities) ([]BackupInfo, error) {
	list, err := d.backups()
	if err != nil {
		return nil, err
	}
	infos := make([]BackupInfo, 0, len(list))
	for _, b := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		info := BackupInfo{Name: b.name, Generation: b.generation, At: b.at}
		s, err := d.openBackup(ids, b.name)
		if err != nil {
			info.Err = ErrBadBackup.With("file", d.path(backupsName, b.name)).Because(err)
		} else {
			info.Entries, info.Quarantined = s.count()
			s.wipe(true)
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// count tells how many entries make codes and how many are in quarantine.
func (s *state) count() (entries, quarantined int) {
	for i := range s.records {
		if s.records[i].entry.Status == Quarantined {
			quarantined++
		}
	}
	return len(s.records) - quarantined, quarantined
}
