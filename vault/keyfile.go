package vault

import (
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
)

// Who holds an open vault may write identity.age only if nobody else gave the
// vault other keys meanwhile: a process that was open during a rotation would put
// the old identity back, and with it lock everybody out. So before identity.age
// is written, with the lock held, vault.age has to open, and no rotation of
// somebody else may be under way.

// identitySum names the content of identity.age; zero if it cannot be read.
func (d directory) identitySum() (sum [sha256.Size]byte) {
	if file, err := d.read(identityName); err == nil {
		sum = sha256.Sum256(file)
	}
	return sum
}

// load is directory.load for a vault that is open: a file that no longer opens
// although the keys were changed elsewhere is not damaged.
func (v *Vault) load(id *identities, known *loaded) (*loaded, error) {
	fresh, err := v.dir.load(id, known)
	if errors.Is(err, errNotForUs) && v.dir.identitySum() != v.openedAs() {
		return nil, ErrRotated
	}
	return fresh, err
}

func (v *Vault) openedAs() [sha256.Size]byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.opened
}

// settle makes sure that identity.age may be written, and ends what a rotation
// left undone: afterwards the current identity alone opens everything. The lock
// is held.
func (v *Vault) settle(id *identities, known *loaded) (*loaded, error) {
	fresh, err := v.load(id, known)
	if err != nil {
		return nil, err
	}
	v.publish(fresh)
	dirs, err := v.dir.rotations()
	if err != nil {
		return nil, err
	}
	if len(dirs) == 0 && len(id.old) == 0 {
		return fresh, nil
	}
	v.mu.RLock()
	sure := v.whole && v.opened == v.dir.identitySum()
	v.mu.RUnlock()
	if !sure {
		return nil, ErrRotated
	}
	if len(id.old) > 0 {
		if err := v.finish(id, fresh); err != nil {
			return nil, err
		}
		v.mu.RLock()
		fresh = v.current
		v.mu.RUnlock()
	}
	// What is left was prepared for a rotation that never began.
	for _, name := range dirs {
		v.dir.dropRotation(name)
	}
	return fresh, nil
}

// putIdentity replaces identity.age and its copy. The lock is held.
//
// ErrUnconfirmed says that the new one is there, yet may be gone after a power
// cut. Then nothing may be encrypted to an identity that only the new one holds.
func (v *Vault) putIdentity(ids *identities, file []byte) error {
	if err := v.dir.write(identityName, file); err != nil {
		if v.dir.identitySum() != sha256.Sum256(file) {
			return err
		}
		if err := v.dir.write(identityName, file); err != nil {
			return ErrUnconfirmed.With("file", v.dir.path(identityName)).Because(err)
		}
	}
	v.mu.Lock()
	if v.identity != nil {
		v.identity, v.opened, v.whole = ids, sha256.Sum256(file), true
	}
	v.mu.Unlock()
	if err := v.dir.spareIdentity(); err != nil {
		// A copy under an old password must not stay; the next save makes a new one.
		_ = v.dir.remove(filepath.Join(backupsName, identityName))
	}
	return nil
}

// reseal encrypts the identity under a password and a work factor.
func (v *Vault) reseal(ctx context.Context, password []byte, factor int) error {
	if len(password) == 0 {
		return ErrEmptyPassword
	}
	id, known, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	only := &identities{current: id.current}
	file, err := sealIdentity(only, password, factor, v.options.Now())
	if err != nil {
		return err
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	v.dir.sweep()
	if _, err := v.settle(id, known); err != nil {
		return err
	}
	return v.putIdentity(only, file)
}
