package atomicfile

import (
	"io"
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// Files is a file system, as far as files that are replaced whole need one. Each
// method is one call of the operating system, or means one: this is where tests
// make calls fail, and where they count what has reached the disk.
type Files interface {
	// Open opens a file for reading. It does not wait for the other end of a pipe.
	Open(name string) (File, error)
	// CreateTemp makes a file of mode 0600 that did not exist, as os.CreateTemp.
	CreateTemp(dir, pattern string) (File, error)
	// Rename puts a file under another name, replacing what has it.
	Rename(from, to string) error
	// SyncDir makes what was made, renamed and removed in a directory durable.
	SyncDir(dir string) error
	Remove(name string) error
	Mkdir(dir string, mode fs.FileMode) error
	Stat(name string) (fs.FileInfo, error)
	ReadDir(dir string) ([]fs.DirEntry, error)
	Readlink(name string) (string, error)
	// TryLock locks a file exclusively and makes it where needed, mode 0600.
	// unlock is nil if somebody else has it.
	TryLock(name string) (unlock func(), err error)
}

// File is an open file.
type File interface {
	io.Reader
	io.Writer
	io.Closer
	// Sync returns when the content is on the disk.
	Sync() error
	Stat() (fs.FileInfo, error)
	Name() string
}

// System is the operating system's files.
var System Files = system{}

type system struct{}

func (system) Open(name string) (File, error) {
	f, err := open(name)
	if err != nil {
		return nil, err // and not a File that holds a nil pointer
	}
	return f, nil
}

func (system) CreateTemp(dir, pattern string) (File, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (system) Rename(from, to string) error              { return replace(from, to) }
func (system) SyncDir(dir string) error                  { return syncDir(dir) }
func (system) Remove(name string) error                  { return os.Remove(name) }
func (system) Mkdir(dir string, mode fs.FileMode) error  { return os.Mkdir(dir, mode) }
func (system) Stat(name string) (fs.FileInfo, error)     { return os.Stat(name) }
func (system) ReadDir(dir string) ([]fs.DirEntry, error) { return os.ReadDir(dir) }
func (system) Readlink(name string) (string, error)      { return os.Readlink(name) }

func (system) TryLock(name string) (unlock func(), err error) {
	l := flock.New(name, flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if !ok || err != nil {
		_ = l.Close()
		return nil, err
	}
	return func() { _ = l.Close() }, nil
}
