package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"sync/atomic"

	"sandi/internal/desktop"
	"sandi/internal/device"
	"sandi/vault"
)

// keyringAccount is the name under which a vault's key stands in the keyring.
// The directory itself is nobody's business there.
func keyringAccount(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:])
}

// memory is what this device remembers of its vaults.
func (a *app) memory() *device.Memory {
	return device.Open(device.DefaultPath(a.sys.Getenv, a.sys.GOOS))
}

// keyring is the system's, which is asked only where this device remembers that
// it opens the vault: asking wakes up services and may put a question on the
// screen.
func (a *app) keyring() desktop.Keyring {
	if a.sys.Keyring != nil {
		return a.sys.Keyring
	}
	return desktop.NewKeyring(a.sys.Getenv, a.sys.GOOS)
}

// keyringVault opens the vault with the key from the keyring, if that is on:
// desktop.ErrNoKeyring without asking anybody if it is off. stale reports that
// the vault has another key by now; the old one is no longer in the keyring.
func (a *app) keyringVault(ctx context.Context, dir string) (v *vault.Vault, stale bool, err error) {
	if !a.memory().Get(dir).Keyring {
		return nil, false, desktop.ErrNoKeyring
	}
	account, k := keyringAccount(dir), a.keyring()
	identity, err := k.Get(ctx, account)
	if err != nil {
		return nil, false, err
	}
	defer clear(identity)
	v, err = vault.OpenIdentity(dir, identity, a.sys.Vault)
	if errors.Is(err, vault.ErrWrongIdentity) {
		_ = k.Delete(ctx, account)
		return nil, true, errKeyringStale
	}
	return v, false, err
}

// openByKeyring is keyringVault for a command: whatever is wrong with the
// keyring itself is told in a sentence, and then the password is asked for.
func (a *app) openByKeyring(ctx context.Context, dir string) (v *vault.Vault, stale bool, err error) {
	if !a.memory().Get(dir).Keyring {
		return nil, false, nil
	}
	v, stale, err = a.keyringVault(ctx, dir)
	switch {
	case err == nil:
		return v, false, nil
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case !keyringTrouble(err):
		return nil, false, err
	}
	what, _ := a.l.Describe(err)
	a.say("cmd.keyring.instead", "why", what)
	return nil, stale, nil
}

// keyringTrouble reports whether an error is about the keyring, and not about
// the vault.
func keyringTrouble(err error) bool {
	for _, target := range []error{errKeyringStale, desktop.ErrNoKeyring, desktop.ErrKeyringLocked, desktop.ErrKeyringRefused, desktop.ErrKeyringEmpty} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// renewKeyring puts the vault's present key into the keyring, if it is on: after
// a rotation or a recovery, and after a password has opened a vault whose key in
// the keyring is an old one.
func (a *app) renewKeyring(ctx context.Context, v *vault.Vault) {
	if !a.memory().Get(v.Dir()).Keyring {
		return
	}
	identity := v.Identity()
	defer clear(identity)
	account, k := keyringAccount(v.Dir()), a.keyring()
	if err := k.Set(ctx, account, identity); err != nil {
		// An old key must not stay there as if it opened something.
		_ = k.Delete(ctx, account)
		a.warnOf(err)
		return
	}
	a.say("cmd.keyring.renewed")
}

// Keyring implements tui.KeyringStore. It also hands over a vault that was opened
// before the interface started.
func (s vaultStore) Keyring(ctx context.Context) (*vault.Vault, error) {
	if v := s.ready.Swap(nil); v != nil {
		return v, nil
	}
	way, _, _ := s.app.unlockWay()
	on := s.app.memory().Get(s.dir).Keyring
	if way == byPassword || way == byHardware || way == "" && !on {
		return nil, nil
	}
	v, stale, err := s.app.keyringVault(ctx, s.dir)
	if stale {
		s.stale.Store(true)
	}
	return v, err
}

// renew puts the present key of a vault that was opened with its password into
// the keyring, where that turned out to have an old one.
func (s vaultStore) renew(ctx context.Context, v *vault.Vault) {
	if !s.stale.CompareAndSwap(true, false) {
		return
	}
	identity := v.Identity()
	defer clear(identity)
	// What fails is told the next time that the keyring is asked.
	_ = s.app.keyring().Set(ctx, keyringAccount(s.dir), identity)
}

func (a *app) store(dir string) vaultStore {
	return vaultStore{dir: dir, options: a.sys.Vault, app: a, stale: new(atomic.Bool), ready: new(atomic.Pointer[vault.Vault])}
}
