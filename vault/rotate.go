package vault

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
)

// A rotation must leave a vault that opens, wherever it is interrupted:
//
//  1. rotation-MARK/ receives the files as they will be in the end: identity.age
//     with the new identity alone, and one for each hardware key. Nothing uses
//     them yet.
//  2. identity.age becomes one with the new and the old identity under the new
//     password, and its copy in backups/ follows. From here on the new password
//     opens the vault, and the old one does not.
//  3. Each backup that opens is encrypted to the new identity, then vault.age.
//  4. The files of rotation-MARK/ take their places, identity.age last, and the
//     directory goes.
//
// Ending it needs no password and no hardware key, because of step 1. MARK is a
// digest of the new identity: who holds it knows the rotation for its own.

const rotationPrefix = "rotation-"

// Rotate gives the vault a new identity under a new password, so that nobody who
// knows the old password, the old identity or a copy of identity.age can open
// what is written from now on. Hardware keys keep opening the vault; their
// plugins run, with Options.Plugin. After ErrHalfRotated the new password holds.
func (v *Vault) Rotate(ctx context.Context, password []byte) error {
	if len(password) == 0 {
		return ErrEmptyPassword
	}
	factor := v.WantedWorkFactor()
	id, known, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	last := &identities{current: key}
	both := &identities{current: key, old: append([]*age.X25519Identity{id.current}, id.old...)}
	files, err := v.rewrapHardware(ctx, last)
	if err != nil {
		return err
	}
	if files[identityName], err = sealIdentity(last, password, factor, v.options.Now()); err != nil {
		return err
	}
	file, err := sealIdentity(both, password, factor, v.options.Now())
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	v.dir.sweep()
	fresh, err := v.settle(id, known)
	if err != nil {
		return err
	}
	staged := rotationPrefix + mark(key)
	if err := v.dir.stage(staged, files); err != nil {
		v.dir.dropRotation(staged)
		return err
	}
	if err := v.putIdentity(both, file); err != nil {
		if !errors.Is(err, ErrUnconfirmed) {
			v.dir.dropRotation(staged)
		}
		return err
	}
	if err := v.finish(both, fresh); err != nil {
		return ErrHalfRotated.Because(err)
	}
	return nil
}

// Rotating reports whether a rotation in dir was interrupted. Everything opens
// with the new password; the next Update of a vault that was opened with it, or
// FinishRotation, ends it.
func Rotating(dir string) bool {
	dirs, _ := at(dir).rotations()
	return len(dirs) > 0
}

// FinishRotation ends a rotation that was interrupted, and reports whether there
// was one.
func (v *Vault) FinishRotation(ctx context.Context) (bool, error) {
	id, known, err := v.begin(ctx)
	if err != nil {
		return false, err
	}
	defer v.end()
	if len(id.old) == 0 && !Rotating(v.Dir()) {
		return false, nil
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return false, err
	}
	defer unlock()
	v.dir.sweep()
	if _, err := v.settle(id, known); err != nil {
		return false, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(id.old) > 0 && v.identity != nil && len(v.identity.old) == 0, nil
}

// finish does steps 3 and 4. The lock is held.
func (v *Vault) finish(id *identities, fresh *loaded) error {
	if err := v.beginFinish(id, fresh.recipients); err != nil {
		return err
	}
	generation, err := v.dir.nextGeneration(fresh.generation)
	if err != nil {
		return err
	}
	if err := v.save(assemble(fresh.state, fresh.records, generation)); err != nil {
		return err
	}
	return v.endFinish(id)
}

// errNothingToFinish keeps a save from ending a rotation that there is not.
var errNothingToFinish = errors.New("no rotation to finish")

// beginFinish is what comes before vault.age is saved. The lock is held.
func (v *Vault) beginFinish(id *identities, recovery []string) error {
	if len(id.old) == 0 {
		return errNothingToFinish
	}
	v.mu.RLock()
	sure := v.whole && v.opened == v.dir.identitySum()
	v.mu.RUnlock()
	if !sure {
		return ErrRotated
	}
	return v.dir.rewriteBackups(id, &identities{current: id.current}, recovery)
}

// endFinish is what comes after vault.age was saved. The lock is held.
func (v *Vault) endFinish(id *identities) error {
	staged := rotationPrefix + mark(id.current)
	list, err := v.dir.readDir(staged)
	if err != nil {
		return err
	}
	for _, f := range list {
		name := f.Name()
		// A hardware key that was removed meanwhile must not come back.
		if name == identityName || !isHardwareFile(name) || !v.dir.has(name) {
			continue
		}
		file, err := v.dir.read(filepath.Join(staged, name))
		if err == nil {
			err = v.dir.write(name, file)
		}
		if err != nil {
			return err
		}
	}
	file, err := v.dir.read(filepath.Join(staged, identityName))
	if errors.Is(err, fs.ErrNotExist) {
		// A power cut took it. identity.age opens everything and keeps the old
		// identity until it is written for another reason.
		return nil
	}
	if err != nil {
		return err
	}
	if err := v.putIdentity(&identities{current: id.current}, file); err != nil {
		return err
	}
	v.dir.dropRotation(staged)
	return nil
}

// rewriteBackups encrypts every backup that opens with from to the current
// identity of to and to the recovery recipients. Those that open with that
// identity already, and those that do not open at all, stay as they are.
func (d directory) rewriteBackups(from, to *identities, recovery []string) error {
	list, err := d.backups()
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := d.rewrap(filepath.Join(backupsName, b.name), from, to, recovery); err != nil {
			return err
		}
	}
	return d.rewrap(usageName, from, to, nil)
}

// rewrap is rewriteBackups for one file.
func (d directory) rewrap(name string, from, to *identities, recovery []string) error {
	file, err := d.read(name)
	if err != nil {
		return nil // nobody could open it before either
	}
	if plain, err := openPayload(file, &identities{current: to.current}); err == nil {
		clear(plain)
		return nil
	}
	plain, err := openPayload(file, from)
	if err != nil {
		return nil
	}
	defer clear(plain)
	file, err = sealPayload(plain, to, recovery)
	if err != nil {
		return err
	}
	return d.write(name, file)
}

// rotations lists the directories of rotations that were not ended.
func (d directory) rotations() ([]string, error) {
	list, err := d.readDir("")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range list {
		if f.IsDir() && strings.HasPrefix(f.Name(), rotationPrefix) {
			names = append(names, f.Name())
		}
	}
	return names, nil
}

// stage writes the files of step 1.
func (d directory) stage(name string, files map[string][]byte) error {
	if err := d.files.MkdirAll(d.path(name), 0o700); err != nil {
		return d.saveError(name, err)
	}
	var names []string
	for file := range files {
		names = append(names, file)
	}
	slices.Sort(names)
	for _, file := range names {
		path := filepath.Join(name, file)
		if err := d.write(path, files[file]); err != nil {
			return err
		}
		if back, err := d.read(path); err != nil || !bytes.Equal(back, files[file]) {
			return d.saveError(path, errors.Join(errBroken, err))
		}
	}
	return nil
}

// dropRotation removes a directory of step 1. What cannot be removed is removed
// by the next that writes identity.age.
func (d directory) dropRotation(name string) {
	list, _ := d.readDir(name)
	for _, f := range list {
		_ = d.remove(filepath.Join(name, f.Name()))
	}
	_ = d.remove(name)
}
