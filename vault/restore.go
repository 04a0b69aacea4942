package vault

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// CompareBackup tells what Restore of everything would change. The source is the
// name or the generation of a rolling backup, a backup file, or a directory that
// Backup made. ErrOtherIdentity says that it does not open with this vault's
// identity: OpenBackup and CompareWith do it.
func (v *Vault) CompareBackup(ctx context.Context, source string) (Diff, error) {
	return v.fromSource(ctx, source, func(s *state) (Diff, error) { return v.preview(ctx, s) })
}

// Restore makes the entries what they are in a backup: all, or those with the
// given ids. Whatever the vault has beyond goes to the bin; counters and spent
// steps never go back. It returns what it changed.
func (v *Vault) Restore(ctx context.Context, source string, ids []string) (Diff, error) {
	return v.fromSource(ctx, source, func(s *state) (Diff, error) { return v.restore(ctx, s, ids) })
}

// CompareWith tells what RestoreFrom of everything would change.
func (v *Vault) CompareWith(ctx context.Context, other *Vault) (Diff, error) {
	return other.lend(ctx, func(s *state) (Diff, error) { return v.preview(ctx, s) })
}

// RestoreFrom is Restore from an open vault, which must be another.
func (v *Vault) RestoreFrom(ctx context.Context, other *Vault, ids []string) (Diff, error) {
	return other.lend(ctx, func(s *state) (Diff, error) { return v.restore(ctx, s, ids) })
}

// lend keeps a vault from changing or closing while its state is used.
func (v *Vault) lend(ctx context.Context, fn func(*state) (Diff, error)) (Diff, error) {
	_, current, err := v.begin(ctx)
	if err != nil {
		return Diff{}, err
	}
	defer v.end()
	return fn(current.state)
}

func (v *Vault) fromSource(ctx context.Context, source string, fn func(*state) (Diff, error)) (Diff, error) {
	ids, _, err := v.begin(ctx)
	if err != nil {
		return Diff{}, err
	}
	s, err := v.dir.openSource(ids, source)
	v.end()
	if err != nil {
		return Diff{}, err
	}
	defer s.wipe(true)
	return fn(s)
}

// preview does a whole restore on the state that is on the disk, and saves
// nothing.
func (v *Vault) preview(ctx context.Context, from *state) (Diff, error) {
	ids, known, err := v.begin(ctx)
	if err != nil {
		return Diff{}, err
	}
	defer v.end()
	fresh, err := v.load(ids, known)
	if err != nil {
		return Diff{}, err
	}
	v.publish(fresh)
	tx := newTx(fresh.state, v.options)
	defer tx.close()
	return tx.restore(from, nil)
}

func (v *Vault) restore(ctx context.Context, from *state, ids []string) (d Diff, err error) {
	err = v.Update(ctx, func(tx *Tx) (err error) {
		d, err = tx.restore(from, ids)
		return err
	})
	if err != nil {
		return Diff{}, err
	}
	return d, nil
}

func (tx *Tx) restore(from *state, ids []string) (Diff, error) {
	before := tx.Entries()
	if err := tx.become(from.records, ids); err != nil {
		return Diff{}, err
	}
	return Compare(before, tx.Entries()).Visible(), nil
}

// openSource opens what a person calls a backup.
func (d directory) openSource(ids *identities, source string) (*state, error) {
	list, err := d.backups()
	if err != nil {
		return nil, err
	}
	generation, notNumber := strconv.ParseUint(source, 10, 64)
	for _, b := range list {
		if notNumber == nil && b.generation == generation || b.name == source || strings.TrimSuffix(b.name, backupSuffix) == source {
			return d.sourceFile(ids, filepath.Join(backupsName, b.name))
		}
	}
	if notNumber == nil && len(source) < 20 && filepath.Base(source) == source {
		if !d.beside(".").has(source) {
			return nil, ErrNoBackup.With("source", source)
		}
	}
	from, name, err := d.split(source)
	if err != nil {
		return nil, err
	}
	return from.sourceFile(ids, name)
}

// split returns the directory and the file that a path means.
func (d directory) split(path string) (directory, string, error) {
	info, err := d.files.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return directory{}, "", ErrNoBackup.With("source", path).Because(err)
	case err != nil:
		return directory{}, "", ErrUnreadable.With("file", path).Because(err)
	case !info.IsDir():
		return d.beside(filepath.Dir(path)), filepath.Base(path), nil
	}
	if from, ok := d.beside(path).copyIn(); ok {
		return from, vaultName, nil
	}
	return directory{}, "", ErrNoBackup.With("source", path)
}

// copyIn returns the directory itself where it holds a vault, or else the newest
// copy in it: Backup was given that directory and made one of its own there.
func (d directory) copyIn() (directory, bool) {
	if d.has(vaultName) {
		return d, true
	}
	newest := ""
	list, _ := d.readDir("")
	for _, f := range list {
		name := f.Name()
		if f.IsDir() && strings.HasPrefix(name, copyPrefix) && name > newest && d.has(filepath.Join(name, vaultName)) {
			newest = name
		}
	}
	return d.beside(d.path(newest)), newest != ""
}

func (d directory) sourceFile(ids *identities, name string) (*state, error) {
	s, err := d.openFile(ids, name)
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, errNotForUs):
		return nil, ErrOtherIdentity.With("file", d.path(name))
	case errors.Is(err, ErrTooNew), errors.Is(err, ErrTooLarge), errors.Is(err, ErrUnreadable):
		return nil, err
	}
	return nil, ErrBadBackup.With("file", d.path(name)).Because(err)
}

// OpenBackup opens a backup directory, or a file that has its identity.age beside
// it, with its own password. It is for reading: CompareWith and RestoreFrom take
// it. Nothing can be saved in it.
func OpenBackup(source string, password []byte, o Options) (*Vault, error) {
	o = o.withDefaults()
	o.Memory = nil // a backup may be as old as it likes
	d, name, err := o.at(source).split(source)
	if err != nil {
		return nil, err
	}
	ids, err := d.identity(password, o.MaxWorkFactor)
	if err != nil {
		return nil, err
	}
	s, err := d.sourceFile(ids, name)
	if err != nil {
		return nil, err
	}
	v := newVault(d, o, ids)
	v.current, v.readOnly = &loaded{state: s}, true
	return v, nil
}
