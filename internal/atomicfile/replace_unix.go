//go:build !windows

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

func open(name string) (*os.File, error) {
	// Without O_NONBLOCK a named pipe in the file's place would block for ever.
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func replace(from, to string) error { return os.Rename(from, to) }

// syncDir makes the renaming durable. File systems that cannot flush a
// directory say so with EINVAL or ENOTSUP; there is nothing more to do there.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

// isNoSpace reports a full disk or quota, or a file size limit (ulimit -f).
func isNoSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
