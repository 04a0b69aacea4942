//go:build !windows

package atomicfile_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"sandi/internal/atomicfile"
)

func TestReadDoesNotWaitForPipes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := atomicfile.Read(name, 10); err == nil {
		t.Error("got no error")
	}
}
