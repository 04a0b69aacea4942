package vault

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Backups are copies of vault.age in backups/, one for every generation that was
// saved, the present one included: a file of its own, so that a bad sector does
// not take both. They are named
//
//	vault-00000042-20260131T120000Z.age
//
// by generation and time. Generations order them, since clocks jump and this
// program is much used where they do; they rise even after an older backup was
// put back, because the next is counted from the highest in the directory.

const (
	backupPrefix = "vault-"
	backupSuffix = ".age"
	backupTime   = "20060102T150405Z"
	backupDigits = 8 // at least
)

type backup struct {
	name       string
	generation uint64
	at         time.Time
	day        string
}

func backupName(generation uint64, at time.Time) string {
	return fmt.Sprintf("%s%0*d-%s%s", backupPrefix, backupDigits, generation, at.UTC().Format(backupTime), backupSuffix)
}

// parseBackupName is the inverse. Files under other names are not touched.
func parseBackupName(name string) (backup, bool) {
	middle, ok := strings.CutPrefix(name, backupPrefix)
	if !ok {
		return backup{}, false
	}
	middle, ok = strings.CutSuffix(middle, backupSuffix)
	digits, stamp, ok2 := strings.Cut(middle, "-")
	if !ok || !ok2 || len(digits) < backupDigits {
		return backup{}, false
	}
	generation, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return backup{}, false
	}
	at, err := time.Parse(backupTime, stamp)
	if err != nil {
		return backup{}, false
	}
	return backup{name: name, generation: generation, at: at, day: stamp[:8]}, true
}

// backups lists the backups, the newest first.
func (d directory) backups() ([]backup, error) {
	files, err := d.files.ReadDir(d.path(backupsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnreadable.With("file", d.path(backupsName)).Because(err)
	}
	var list []backup
	for _, f := range files {
		if b, ok := parseBackupName(f.Name()); ok {
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b backup) int {
		return cmp.Or(cmp.Compare(b.generation, a.generation), strings.Compare(b.name, a.name))
	})
	return list, nil
}

// goodBackup returns the path of the newest backup that opens, or "".
func (d directory) goodBackup(id *identities) (string, error) {
	list, err := d.backups()
	for _, b := range list {
		name := filepath.Join(backupsName, b.name)
		file, err := d.read(name)
		if err != nil {
			continue
		}
		s, err := openState(file, id)
		if err == nil {
			s.wipe(true)
			return d.path(name), nil
		}
	}
	return "", err
}

// save writes a generation to its backup and then to vault.age. If either fails
// there is neither a new backup nor a new vault. The first save makes vault.age
// first, since a backup without it means a lost vault.
func (d directory) save(generation uint64, file []byte, at time.Time, keep int, pinned uint64) error {
	_, err := d.files.Stat(d.path(vaultName))
	if first := errors.Is(err, fs.ErrNotExist); first || keep <= 0 {
		if err := d.write(vaultName, file); err != nil || keep <= 0 {
			return err
		}
	}
	if err := d.makeBackups(); err != nil {
		return err
	}
	name := filepath.Join(backupsName, backupName(generation, at))
	if err := d.write(name, file); err != nil {
		return err
	}
	if err := d.write(vaultName, file); err != nil {
		_ = d.files.Remove(d.path(name))
		return err
	}
	d.thin(keep, pinned)
	return nil
}

func (d directory) makeBackups() error {
	return d.saveError(backupsName, d.files.MkdirAll(d.path(backupsName), 0o700))
}

// thin removes backups beyond those to keep. A backup that cannot be removed is
// one too many, which harms nobody.
func (d directory) thin(keep int, pinned uint64) {
	list, err := d.backups()
	if err != nil {
		return
	}
	for _, b := range surplus(list, keep, pinned) {
		_ = d.files.Remove(d.path(backupsName, b.name))
	}
}

// Retention: the newest states, the last of each of the latest days on which
// something was saved, and the last of each of the latest such months.
const (
	defaultBackups = 5
	keptDays       = 14
	keptMonths     = 12
)

// surplus picks from a list, newest first, what can go. One enrolment saves half
// a dozen generations, so keeping the newest alone would forget yesterday within
// a minute. Days and months are counted as they occur in the names, not back
// from today: a clock that is set wrong, or a vault that nobody changes for a
// year, loses nothing. The newest of all is never picked, and neither is the
// pinned generation, which an undo goes back to.
func surplus(list []backup, keep int, pinned uint64) []backup {
	days, months := map[string]bool{}, map[string]bool{}
	// first reports whether a period was not seen before and may be kept.
	first := func(seen map[string]bool, period string, most int) bool {
		if seen[period] || len(seen) == most {
			return false
		}
		seen[period] = true
		return true
	}
	var gone []backup
	for i, b := range list {
		ofDay, ofMonth := first(days, b.day, keptDays), first(months, b.day[:len("200601")], keptMonths)
		if i >= max(keep, 1) && !ofDay && !ofMonth && b.generation != pinned {
			gone = append(gone, b)
		}
	}
	return gone
}

// spareIdentity makes sure that the copy of identity.age is one, and removes
// copies of identities under older passwords.
func (d directory) spareIdentity() error {
	file, err := d.read(identityName)
	if err != nil {
		return err
	}
	spare := filepath.Join(backupsName, identityName)
	if saved, err := d.read(spare); err == nil && bytes.Equal(saved, file) {
		return nil
	}
	if err := d.makeBackups(); err != nil {
		return err
	}
	return d.write(spare, file)
}

// sweep removes temporary files of processes that were killed. The lock is held.
func (d directory) sweep() {
	// What cannot be removed is in nobody's way.
	_ = d.files.Sweep(d.path(vaultName))
	_ = d.files.Sweep(d.path(identityName))
	_ = d.files.Sweep(d.path(usageName))
	_ = d.files.SweepDir(d.path(backupsName))
	list, _ := d.readDir(backupsName)
	for _, f := range list {
		if f.IsDir() && strings.HasPrefix(f.Name(), asidePrefix) {
			_ = d.files.SweepDir(d.path(backupsName, f.Name()))
		}
	}
}
