package vault

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
)

// Repair is what can be done, or was done, about a damaged file.
type Repair struct {
	// File is the damaged file; From the good copy that takes its place; Kept
	// the name under which the damaged file stays, empty if there was none.
	File, From, Kept string
	// Backup describes From where File is vault.age.
	Backup BackupInfo
}

// repair is a Repair and what it takes.
type repair struct {
	Repair
	name string // in the vault's directory
	data []byte // of From
}

// PlanRepair tells what RestoreDamaged would do, one Repair for each damaged
// file, and writes nothing. There are none if nothing is damaged.
func PlanRepair(dir string, password []byte, o Options) ([]Repair, error) {
	o = o.withDefaults()
	list, _, err := o.at(dir).planRepair(password, o)
	return onlyRepairs(list), err
}

// RestoreDamaged puts the newest good copy in the place of each damaged file,
// which is kept under another name, and returns what it did. The password is
// that of the copy of identity.age if identity.age is the damaged one.
func RestoreDamaged(dir string, password []byte, o Options) ([]Repair, error) {
	o = o.withDefaults()
	d := o.at(dir)
	unlock, err := d.lock(context.Background(), o.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer unlock()
	list, ids, err := d.planRepair(password, o)
	if err != nil {
		return nil, err
	}
	stamp := o.Now().UTC().Format(backupTime)
	for i := range list {
		r := &list[i]
		kept, err := d.keepDamaged(r.name, stamp)
		if err != nil {
			return onlyRepairs(list[:i]), err
		}
		if err := d.write(r.name, r.data); err != nil {
			return onlyRepairs(list[:i]), err
		}
		if kept != "" {
			r.Kept = d.path(kept)
		}
	}
	if o.Memory != nil && len(list) > 0 {
		// Going back was the wish.
		v := newVault(d, o, ids)
		if v.current, err = d.load(ids, nil); err == nil {
			err = v.AcceptRollback(context.Background())
			v.Close()
		}
		if err != nil {
			return onlyRepairs(list), err
		}
	}
	return onlyRepairs(list), nil
}

func onlyRepairs(list []repair) []Repair {
	var out []Repair
	for _, r := range list {
		out = append(out, r.Repair)
	}
	return out
}

// keepDamaged copies a damaged file to another name, or renames it if it cannot
// be read: until the good copy is in its place, the vault is the damaged one it
// was.
func (d directory) keepDamaged(name, stamp string) (string, error) {
	if !d.has(name) {
		return "", nil
	}
	kept := strings.TrimSuffix(name, ".age") + ".damaged-" + stamp + ".age"
	data, err := d.read(name)
	if err != nil {
		return kept, d.saveError(kept, d.rename(name, kept))
	}
	return kept, d.write(kept, data)
}

func (d directory) planRepair(password []byte, o Options) ([]repair, *identities, error) {
	if found, err := d.exists(); err != nil {
		return nil, nil, err
	} else if !found && !d.has(identityName) {
		return nil, nil, ErrNoVault.With("dir", d.name)
	}
	var list []repair
	ids, err := d.identity(password, o.MaxWorkFactor)
	if errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNoGoodBackup) {
		spare := filepath.Join(backupsName, identityName)
		data, readErr := d.read(spare)
		if readErr != nil {
			return nil, nil, err
		}
		var openErr error
		if ids, openErr = openIdentity(data, password, o.MaxWorkFactor); openErr != nil {
			return nil, nil, err
		}
		list = append(list, repair{Repair: Repair{File: d.path(identityName), From: d.path(spare)}, name: identityName, data: data})
	} else if err != nil {
		return nil, nil, err
	}
	s, err := d.openFile(ids, vaultName)
	switch {
	case err == nil:
		s.wipe(true)
		return list, ids, nil
	case errors.Is(err, ErrTooNew), errors.Is(err, ErrUnreadable) && !isLost(err):
		return nil, nil, err
	}
	if better, data, ok := d.betterSpare(password, o.MaxWorkFactor); ok && len(list) == 0 {
		list = append(list, repair{Repair: Repair{File: d.path(identityName), From: d.path(backupsName, identityName)}, name: identityName, data: data})
		return list, better, nil
	}
	cause := err
	backups, err := d.backups()
	if err != nil {
		return nil, nil, err
	}
	for _, b := range backups {
		name := filepath.Join(backupsName, b.name)
		data, err := d.read(name)
		if err != nil {
			continue
		}
		s, err := openState(data, ids)
		if err != nil {
			continue
		}
		info := BackupInfo{Name: b.name, Generation: b.generation, At: b.at}
		info.Entries, info.Quarantined = s.count()
		s.wipe(true)
		list = append(list, repair{Repair: Repair{File: d.path(vaultName), From: d.path(name), Backup: info}, name: vaultName, data: data})
		return list, ids, nil
	}
	return nil, nil, d.damaged(vaultName, "", cause)
}
