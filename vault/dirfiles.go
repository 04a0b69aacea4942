package vault

import (
	"errors"
	"io/fs"
)

// has reports whether a file of the vault is there.
func (d directory) has(name string) bool {
	_, err := d.files.Stat(d.path(name))
	return err == nil
}

// readDir lists a directory of the vault; one that is not there is empty.
func (d directory) readDir(name string) ([]fs.DirEntry, error) {
	list, err := d.files.ReadDir(d.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnreadable.With("file", d.path(name)).Because(err)
	}
	return list, nil
}

// remove removes a file or an empty directory of the vault.
func (d directory) remove(name string) error { return d.files.Remove(d.path(name)) }
