package vault

import (
	"context"
	"errors"
)

// ChangePassword encrypts the identity under a new password. Entries and backups
// are not rewritten. Whoever kept a copy of the old identity.age can still open
// it with the old password, and with it this vault: Rotate shuts them out.
func (v *Vault) ChangePassword(ctx context.Context, password []byte) error {
	return v.reseal(ctx, password, v.WantedWorkFactor())
}

// CheckPassword returns ErrWrongPassword if it is not the vault's. It costs a key
// derivation.
func (v *Vault) CheckPassword(ctx context.Context, password []byte) error {
	id, _, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	opened := v.dir.identitySum()
	found, err := v.dir.identity(password, v.options.MaxWorkFactor)
	if err != nil {
		return err
	}
	if mark(found.current) != mark(id.current) {
		return ErrRotated
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.identity, v.opened, v.whole = found, opened, true
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
	o = o.withDefaults()
	d := o.at(dir)
	if found, err := d.exists(); err != nil {
		return nil, err
	} else if !found {
		return nil, ErrNoVault.With("dir", dir)
	}
	ids, err := parseIdentities(identity)
	if err != nil {
		return nil, ErrWrongIdentity
	}
	return openWith(d, ids, o)
}

// openWith opens a vault with identities that did not come from identity.age.
func openWith(d directory, ids *identities, o Options) (*Vault, error) {
	v := newVault(d, o, ids)
	v.opened = d.identitySum()
	current, err := d.load(ids, nil)
	if errors.Is(err, errNotForUs) {
		return nil, ErrWrongIdentity
	}
	if err != nil {
		return nil, err
	}
	v.current = current
	v.recall()
	return v, nil
}
