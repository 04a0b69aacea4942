package vault

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// asidePrefix begins the names of the directories in backups/ that hold what a
// recovery replaced.
const asidePrefix = "before-recovery-"

// Recover opens the vault in dir with a recovery key and gives it a new identity
// under a new password, for whoever has forgotten the old one. identity.age need
// not open, nor exist.
//
// It is a rotation (rotate.go) in which the recovery key plays the old identity:
// while it is under way identity.age holds the new identity and the recovery
// key, so the new password opens everything that the recovery key opens.
// Interrupted before that, nothing has changed; interrupted after, the next save
// ends it.
//
// What the recovery key does not open (the identity under the old password,
// hardware keys, backups from before the key was made) moves to
// backups/before-recovery-TIME, where the old password still opens it with age.
func Recover(ctx context.Context, dir string, k RecoveryKey, password []byte, o Options) (*Vault, error) {
	o = o.withDefaults()
	d := o.at(dir)
	if len(password) == 0 {
		return nil, ErrEmptyPassword
	}
	key, err := k.identity()
	if err != nil {
		return nil, err
	}
	v := newVault(d, o, &identities{current: key})
	if v.current, err = d.openRecovery(key); err != nil {
		return nil, err
	}
	if err := v.recover(ctx, key, password); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

func (v *Vault) recover(ctx context.Context, key *age.X25519Identity, password []byte) error {
	factor := v.WantedWorkFactor()
	id, _, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	fresh, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	last := &identities{current: fresh}
	both := &identities{current: fresh, old: []*age.X25519Identity{key}}
	final, err := sealIdentity(last, password, factor, v.options.Now())
	if err != nil {
		return err
	}
	meanwhile, err := sealIdentity(both, password, factor, v.options.Now())
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
	present, err := v.dir.openRecovery(key) // as it is now that nobody else writes
	if err != nil {
		return err
	}
	v.publish(present)
	before, err := v.dir.rotations()
	if err != nil {
		return err
	}
	replaced, err := v.keepAside(id)
	if err != nil {
		return err
	}
	staged := rotationPrefix + mark(fresh)
	if err := v.dir.stage(staged, map[string][]byte{identityName: final}); err != nil {
		v.dir.dropRotation(staged)
		return err
	}
	if err := v.putIdentity(both, meanwhile); err != nil {
		if !errors.Is(err, ErrUnconfirmed) {
			v.dir.dropRotation(staged)
		}
		return err
	}
	// Hardware keys wrap the old identity, which opens nothing any more.
	for _, name := range replaced {
		_ = v.dir.remove(name)
	}
	for _, name := range before {
		v.dir.dropRotation(name)
	}
	if err := v.finish(both, present); err != nil {
		return ErrHalfRotated.Because(err)
	}
	return nil
}

// keepAside copies what the new identity replaces, and moves the backups that id
// does not open. It returns the names of the files to be removed once the new
// identity is in its place. The lock is held.
func (v *Vault) keepAside(id *identities) (replaced []string, err error) {
	aside := filepath.Join(backupsName, asidePrefix+v.options.Now().UTC().Format(backupTime))
	put := func(name string, file []byte) error {
		if err := v.dir.files.MkdirAll(v.dir.path(aside), 0o700); err != nil {
			return v.dir.saveError(aside, err)
		}
		return v.dir.write(filepath.Join(aside, filepath.Base(name)), file)
	}
	list, err := v.dir.readDir("")
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		base := strings.TrimSuffix(strings.TrimSuffix(f.Name(), hardwareKeys), hardwareText)
		if f.Name() != identityName && (base == f.Name() || !isHardwareFile(base+hardwareKeys)) {
			continue
		}
		file, err := v.dir.read(f.Name())
		if err != nil {
			continue // whatever it is, it cannot be kept, and nothing removes it
		}
		if err := put(f.Name(), file); err != nil {
			return nil, err
		}
		if f.Name() != identityName {
			replaced = append(replaced, f.Name())
		}
	}
	backups, err := v.dir.backups()
	if err != nil {
		return nil, err
	}
	for _, b := range backups {
		name := filepath.Join(backupsName, b.name)
		file, err := v.dir.read(name)
		if err != nil {
			continue
		}
		if plain, err := openPayload(file, id); err == nil {
			clear(plain)
			continue
		}
		if err := put(b.name, file); err != nil {
			return nil, err
		}
		if err := v.dir.remove(name); err != nil {
			return nil, v.dir.saveError(name, err)
		}
	}
	return replaced, nil
}
