// Package atomicfile replaces whole files so that a reader, or this computer
// after a power cut, sees the old content or the new and never a mixture.
//
// Write makes a temporary file beside the target, readable by its owner only,
// flushes it to the disk, renames it over the target and flushes the directory.
// Whatever fails on the way leaves the target as it was and no temporary file;
// only a killed process leaves one, which Sweep removes.
//
// The package's functions use the operating system's files. The same functions
// are methods of On, which takes any other Files: tests give it disks that fill,
// fail and lose power (internal/atomicfile/disktest).
package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

var (
	// ErrTooLarge says that a file is larger than the caller reads.
	ErrTooLarge = errors.New("file too large")
	// ErrNoSpace says that the disk, the quota or the process's limit is full.
	ErrNoSpace = errors.New("no space left")
	// ErrBusy says that somebody else held a lock for too long.
	ErrBusy = errors.New("locked by somebody else")
	// ErrNotRegular says that a directory, a pipe or a device stands where a
	// file was expected.
	ErrNotRegular = errors.New("not a regular file")
)

const tempSuffix = ".tmp"

// On does what this package does on other Files than the operating system's.
type On struct{ Files }

// Read returns the content of a file of at most limit bytes, read whole and
// closed: an open file cannot be replaced on Windows.
func Read(name string, limit int64) ([]byte, error) { return On{System}.Read(name, limit) }

// Write replaces the content of a file, or makes it. A symbolic link is
// followed, so that its target is replaced and the link stays.
func Write(name string, data []byte) error { return On{System}.Write(name, data) }

// Sweep removes what killed writers of the file left in its directory. The
// caller holds the lock that keeps other writers away.
func Sweep(name string) error { return On{System}.Sweep(name) }

// SweepDir removes what killed writers of any file left in a directory that is
// written by this package alone.
func SweepDir(dir string) error { return On{System}.SweepDir(dir) }

// MkdirAll makes a directory and those above it, as os.MkdirAll, and makes their
// names durable: a file is not on the disk while its directory is not.
func MkdirAll(dir string, mode fs.FileMode) error { return On{System}.MkdirAll(dir, mode) }

// Lock waits for an exclusive lock on a file that it makes where needed, mode
// 0600, and that nobody may replace or remove: lock a file of its own and not
// the one that is written. A process that ends, however it does, gives its locks
// back. ErrBusy says that the time-out passed, ctx's error that ctx ended.
func Lock(ctx context.Context, name string, timeout time.Duration) (unlock func(), err error) {
	return On{System}.Lock(ctx, name, timeout)
}

// Read is the function Read on these files.
func (o On) Read(name string, limit int64) ([]byte, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), ErrNotRegular)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), ErrTooLarge)
	}
	// Room for one byte more, so that a file which grows meanwhile is noticed
	// without a second allocation.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	if err == nil {
		return nil, fmt.Errorf("%s: grew while it was read", filepath.Base(name))
	}
	if err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, err
	}
	return data[:n], nil
}

// Write is the function Write on these files.
func (o On) Write(name string, data []byte) error {
	name, err := o.target(name)
	if err != nil {
		return err
	}
	dir := filepath.Dir(name)
	temp, err := o.writeTemp(dir, filepath.Base(name), data)
	if err != nil {
		return explain(err)
	}
	if err := o.Rename(temp, name); err != nil {
		_ = o.Remove(temp)
		return explain(err)
	}
	return explain(o.SyncDir(dir))
}

// writeTemp puts data on the disk in a new file of mode 0600 and returns its
// name. It leaves no file behind if it fails.
func (o On) writeTemp(dir, base string, data []byte) (name string, err error) {
	f, err := o.CreateTemp(dir, tempPattern(base))
	if err != nil {
		return "", err
	}
	closed := false
	defer func() {
		if err != nil {
			if !closed {
				_ = f.Close()
			}
			_ = o.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	closed = true
	return f.Name(), f.Close()
}

func tempPattern(base string) string { return "." + base + ".*" + tempSuffix }

// Sweep is the function Sweep on these files.
func (o On) Sweep(name string) error {
	name, err := o.target(name)
	if err != nil {
		return err
	}
	return o.sweep(filepath.Dir(name), "."+filepath.Base(name)+".")
}

// SweepDir is the function SweepDir on these files.
func (o On) SweepDir(dir string) error { return o.sweep(dir, ".") }

func (o On) sweep(dir, prefix string) error {
	list, err := o.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), tempSuffix) && e.Type().IsRegular() {
			err = errors.Join(err, o.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// MkdirAll is the function MkdirAll on these files.
func (o On) MkdirAll(dir string, mode fs.FileMode) error {
	if info, err := o.Stat(dir); err == nil {
		if info.IsDir() {
			return nil
		}
		return &fs.PathError{Op: "mkdir", Path: dir, Err: errors.New("not a directory")}
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := o.MkdirAll(parent, mode); err != nil {
			return err
		}
	}
	if err := o.Mkdir(dir, mode); err != nil {
		// Somebody else was quicker.
		if info, statErr := o.Stat(dir); statErr == nil && info.IsDir() {
			return nil
		}
		return explain(err)
	}
	// Directories that this user may not read cannot be flushed either; nor is
	// there a remedy.
	if err := o.SyncDir(parent); err != nil && !errors.Is(err, fs.ErrPermission) {
		return explain(err)
	}
	return nil
}

// Lock is the function Lock on these files.
func (o On) Lock(ctx context.Context, name string, timeout time.Duration) (unlock func(), err error) {
	// Opening a pipe would wait for its other end, for ever.
	if info, err := o.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), ErrNotRegular)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		unlock, err := o.TryLock(name)
		if err != nil || unlock != nil {
			return unlock, explain(err)
		}
		// Nothing tells when a lock is free; asking is cheap.
		select {
		case <-waiting.Done():
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), ErrBusy)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// target follows symbolic links at the end of name; the last may lead to a file
// that does not exist yet.
func (o On) target(name string) (string, error) {
	for range 40 {
		link, err := o.Readlink(name)
		if err != nil {
			return name, nil // a file, or nothing yet
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(name), link)
		}
		name = link
	}
	return "", &fs.PathError{Op: "open", Path: name, Err: errors.New("too many symbolic links")}
}

// explain adds ErrNoSpace to the errors that mean it.
func explain(err error) error {
	if err != nil && isNoSpace(err) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}
