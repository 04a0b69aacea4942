package vault

import (
	"context"
	"path/filepath"
)

// ReadBackup returns an entry as it stands in the newest backup, decrypted anew,
// so that a caller can make sure that a copy exists before it does something
// that cannot be undone. ErrNoEntry says that the backup lacks the entry, or
// that there is no backup.
func (v *Vault) ReadBackup(ctx context.Context, id string) (Entry, error) {
	identity, _, err := v.begin(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer v.end()
	list, err := v.dir.backups()
	if err != nil {
		return Entry{}, err
	}
	if len(list) == 0 {
		return Entry{}, ErrNoEntry.With("query", id)
	}
	file, err := v.dir.read(filepath.Join(backupsName, list[0].name))
	if err != nil {
		return Entry{}, err
	}
	s, err := openState(file, identity)
	if err != nil {
		return Entry{}, err
	}
	defer s.wipe(true)
	return s.get(id)
}
