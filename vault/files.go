package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sandi/internal/atomicfile"
)

// Names in a vault's directory.
const (
	identityName = "identity.age"
	vaultName    = "vault.age"
	lockName     = "vault.lock"
	backupsName  = "backups"
	usageName    = "usage.age"
)

// directory is a vault's directory and knows the files in it.
type directory struct {
	name  string
	files atomicfile.On
}

// at returns a directory on the operating system's files.
func at(dir string) directory { return Options{}.at(dir) }

func (o Options) at(dir string) directory {
	if o.Files == nil {
		o.Files = atomicfile.System
	}
	return directory{dir, atomicfile.On{Files: o.Files}}
}

func (d directory) path(elem ...string) string {
	return filepath.Join(append([]string{d.name}, elem...)...)
}

// read reads a file of the vault, given by its name inside the directory.
func (d directory) read(name string) ([]byte, error) {
	data, err := d.files.Read(d.path(name), MaxSize)
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return data, err
	case errors.Is(err, atomicfile.ErrTooLarge):
		return nil, ErrTooLarge.With("file", d.path(name), "max", MaxSize>>20).Because(err)
	}
	return nil, ErrUnreadable.With("file", d.path(name)).Because(err)
}

// isLost reports whether a file could not be read because it is not there, or
// something else stands in its place. What the system refuses to read may be
// whole, and is no damage.
func isLost(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, atomicfile.ErrNotRegular)
}

// write replaces a file of the vault durably.
func (d directory) write(name string, data []byte) error {
	return d.saveError(name, d.files.Write(d.path(name), data))
}

func (d directory) saveError(name string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, atomicfile.ErrNoSpace):
		return ErrNoSpace.With("file", d.path(name)).Because(err)
	}
	return ErrNotSaved.With("file", d.path(name)).Because(err)
}

// exists reports whether there is a vault: whether vault.age is there, or was,
// which its backups tell. The identity alone is what a creation leaves that was
// interrupted, and nothing was kept in it yet.
func (d directory) exists() (bool, error) {
	_, err := d.files.Stat(d.path(vaultName))
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, ErrUnreadable.With("file", d.path(vaultName)).Because(err)
	}
	list, err := d.backups()
	return len(list) > 0, err
}

// lock waits for the right to write. The lock is a file of its own since
// vault.age is another file after each save. It is never removed: another
// process may be about to lock it.
func (d directory) lock(ctx context.Context, timeout time.Duration) (unlock func(), err error) {
	unlock, err = d.files.Lock(ctx, d.path(lockName), timeout)
	switch {
	case err == nil:
		return unlock, nil
	case errors.Is(err, context.Canceled):
		return nil, err
	case errors.Is(err, atomicfile.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return nil, ErrBusy.With("file", d.path(lockName)).Because(err)
	case errors.Is(err, atomicfile.ErrNotRegular):
		return nil, ErrUnreadable.With("file", d.path(lockName)).Because(err)
	}
	return nil, d.saveError(lockName, err)
}

// identity opens identity.age.
//
// A wrong password and some kinds of damage look the same to age. The copy in
// backups/ tells them apart without costing anything in the usual case: only if
// the two files differ can identity.age be damaged, and it is if the password
// opens the copy.
func (d directory) identity(password []byte, maxWorkFactor int) (*identities, error) {
	file, err := d.read(identityName)
	if err != nil && !isLost(err) {
		return nil, err
	}
	if err == nil {
		id, openErr := openIdentity(file, password, maxWorkFactor)
		if openErr == nil {
			return id, nil
		}
		err = openErr
	}
	spare := filepath.Join(backupsName, identityName)
	saved, spareErr := d.read(spare)
	if spareErr == nil && !bytes.Equal(saved, file) {
		_, spareErr = openIdentity(saved, password, maxWorkFactor)
		if spareErr == nil {
			if errors.Is(err, ErrWrongPassword) {
				err = nil // the password is right: it opened the copy
			}
			return nil, d.damaged(identityName, d.path(spare), err)
		}
		if errors.Is(spareErr, ErrWrongPassword) {
			// Whatever else is wrong, this has to be put right first.
			return nil, spareErr
		}
	}
	if errors.Is(err, ErrWrongPassword) || errors.Is(err, ErrTooCostly) {
		return nil, err
	}
	return nil, d.damaged(identityName, "", err)
}

// betterSpare returns the copy of identity.age in backups/ where that one opens
// vault.age: it is asked where identity.age opens and yet belongs to another
// vault, or to the time before a rotation, as a file synchroniser may leave it.
func (d directory) betterSpare(password []byte, maxWorkFactor int) (*identities, []byte, bool) {
	file, err := d.read(filepath.Join(backupsName, identityName))
	if err != nil {
		return nil, nil, false
	}
	if present, err := d.read(identityName); err == nil && bytes.Equal(present, file) {
		return nil, nil, false
	}
	ids, err := openIdentity(file, password, maxWorkFactor)
	if err != nil {
		return nil, nil, false
	}
	s, err := d.openFile(ids, vaultName)
	if err != nil {
		return nil, nil, false
	}
	s.wipe(true)
	return ids, file, true
}

// damaged reports a damaged file and the backup that can replace it, if any.
func (d directory) damaged(name, backup string, cause error) error {
	err := ErrDamaged.With("file", d.path(name))
	if backup != "" {
		return err.With("backup", backup).Because(cause)
	}
	return ErrNoGoodBackup.With("file", d.path(name)).Because(err.Because(cause))
}

// loaded is a state and the file it came from.
type loaded struct {
	*state
	sum  [sha256.Size]byte // of the encrypted file
	info fs.FileInfo
}

// load reads and opens vault.age. If known is the state of that very file, load
// returns it and decrypts nothing.
func (d directory) load(id *identities, known *loaded) (*loaded, error) {
	// Before reading: should the file be replaced in between, the next look
	// finds the old times and reads once too often.
	info, err := d.files.Stat(d.path(vaultName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnreadable.With("file", d.path(vaultName)).Because(err)
	}
	var file []byte
	if err == nil {
		file, err = d.read(vaultName)
	}
	if err != nil && !isLost(err) {
		return nil, err
	}
	l := &loaded{info: info}
	if err == nil {
		l.sum = sha256.Sum256(file)
		if known != nil && known.sum == l.sum {
			l.state = known.state
			return l, nil
		}
		l.state, err = openState(file, id)
		if err == nil {
			return l, nil
		}
	}
	if errors.Is(err, ErrTooNew) {
		return nil, err
	}
	backup, backupErr := d.goodBackup(id)
	return nil, d.damaged(vaultName, backup, errors.Join(err, backupErr))
}

// unchanged reports whether vault.age is certainly still the file it came from.
func (d directory) unchanged(l *loaded) bool {
	info, err := d.files.Stat(d.path(vaultName))
	return err == nil && l.info != nil && os.SameFile(info, l.info) &&
		info.Size() == l.info.Size() && info.ModTime().Equal(l.info.ModTime())
}

func openState(file []byte, id *identities) (*state, error) {
	plain, err := openPayload(file, id)
	if err != nil {
		return nil, err
	}
	s, err := parse(plain)
	if err != nil {
		clear(plain)
		return nil, err
	}
	return s, nil
}
