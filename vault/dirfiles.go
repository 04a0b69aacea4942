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

// rename puts a file of the vault under another name.
func (d directory) rename(from, to string) error { return d.files.Rename(d.path(from), d.path(to)) }

// stat tells about a file of the vault.
func (d directory) stat(name string) (fs.FileInfo, error) { return d.files.Stat(d.path(name)) }

// beside is another directory on the same files.
func (d directory) beside(dir string) directory { return directory{dir, d.files} }
