// Package atomicfile replaces whole files so that a reader, or this computer
// after a power cut, sees the old content or the new and never a mixture.
//
// Write makes a temporary file beside the target, readable by its owner only,
// flushes it to the disk, renames it over the target and flushes the directory.
// Whatever fails on the way leaves the target as it was and no temporary file;
// only a killed process leaves one, which Sweep removes.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

var (
	// ErrTooLarge says that a file is larger than the caller reads.
	ErrTooLarge = errors.New("file too large")
	// ErrNoSpace says that the disk, the quota or the process's limit is full.
	ErrNoSpace = errors.New("no space left")
)

const tempSuffix = ".tmp"

// Read returns the content of a file of at most limit bytes, read whole and
// closed: an open file cannot be replaced on Windows.
func Read(name string, limit int64) ([]byte, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", filepath.Base(name))
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

// Write replaces the content of a file, or makes it. A symbolic link is
// followed, so that its target is replaced and the link stays.
func Write(name string, data []byte) error {
	name, err := target(name)
	if err != nil {
		return err
	}
	dir := filepath.Dir(name)
	temp, err := writeTemp(dir, filepath.Base(name), data)
	if err != nil {
		return explain(err)
	}
	if err := replace(temp, name); err != nil {
		os.Remove(temp)
		return explain(err)
	}
	return explain(syncDir(dir))
}

// writeTemp puts data on the disk in a new file of mode 0600 and returns its
// name. It leaves no file behind if it fails.
func writeTemp(dir, base string, data []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, tempPattern(base))
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

func tempPattern(base string) string { return "." + base + ".*" + tempSuffix }

// Sweep removes what killed writers of the file left in its directory. The
// caller holds the lock that keeps other writers away.
func Sweep(name string) error {
	name, err := target(name)
	if err != nil {
		return err
	}
	return sweep(filepath.Dir(name), "."+filepath.Base(name)+".")
}

// SweepDir removes what killed writers of any file left in a directory that is
// written by this package alone.
func SweepDir(dir string) error { return sweep(dir, ".") }

func sweep(dir, prefix string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), tempSuffix) && e.Type().IsRegular() {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// target follows symbolic links at the end of name; the last may lead to a file
// that does not exist yet.
func target(name string) (string, error) {
	for range 40 {
		link, err := os.Readlink(name)
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
