package atomicfile_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"sandi/internal/atomicfile"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range list {
		all = append(all, e.Name())
	}
	return all
}

func TestWriteReplacesWholeFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	for _, want := range []string{"a long first content", "second", ""} {
		if err := atomicfile.Write(name, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := atomicfile.Read(name, 100); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("got files %q, want one", got)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
}

// Somebody who has the old file open keeps the old content: it was replaced and
// not overwritten.
func TestWriteDoesNotTouchTheOldContent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be replaced on Windows")
	}
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := atomicfile.Write(name, []byte("new")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 9)
	n, _ := f.Read(got)
	if string(got[:n]) != "old" {
		t.Errorf("got %q, want %q", got[:n], "old")
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	// A directory that is not empty cannot be replaced by a file.
	if err := os.MkdirAll(filepath.Join(name, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(name, []byte("x")); err == nil {
		t.Error("got no error")
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("got files %q, want the directory only", got)
	}
	if err := atomicfile.Write(filepath.Join(dir, "no", "directory"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
}

func TestWriteFollowsSymbolicLinks(t *testing.T) {
	dir := t.TempDir()
	target, link, loop := filepath.Join(dir, "sub", "target"), filepath.Join(dir, "link"), filepath.Join(dir, "loop")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("sub", "target"), link); err != nil {
		t.Skip(err)
	}
	for _, want := range []string{"made", "replaced"} {
		if err := atomicfile.Write(link, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(target); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(loop, nil); err == nil {
		t.Error("a loop of links: got no error")
	}
}

func TestReadIsBounded(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	if err := os.WriteFile(name, make([]byte, 11), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := atomicfile.Read(name, 10); !errors.Is(err, atomicfile.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, atomicfile.ErrTooLarge)
	}
	if got, err := atomicfile.Read(name, 11); err != nil || len(got) != 11 {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if _, err := atomicfile.Read(dir, 10); err == nil {
		t.Error("a directory: got no error")
	}
	if _, err := atomicfile.Read(filepath.Join(dir, "none"), 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"file", ".file.123.tmp", ".other.123.tmp", "file.tmp", ".file.conf"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := atomicfile.Sweep(filepath.Join(dir, "file")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 4 || got[0] != ".file.conf" {
		t.Errorf("after Sweep: got %q", got)
	}
	if err := atomicfile.SweepDir(dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 3 {
		t.Errorf("after SweepDir: got %q", got)
	}
}

func TestMkdirAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b", "c")
	for range 2 {
		if err := atomicfile.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v", info, err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.MkdirAll(filepath.Join(file, "x"), 0o700); err == nil {
		t.Error("below a file: got no error")
	}
}

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	unlock, err := atomicfile.Lock(t.Context(), name, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := atomicfile.Lock(t.Context(), name, 20*time.Millisecond); !errors.Is(err, atomicfile.ErrBusy) {
		t.Errorf("held: got %v, want %v", err, atomicfile.ErrBusy)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := atomicfile.Lock(ended, name, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v, want %v", err, context.Canceled)
	}
	unlock()
	again, err := atomicfile.Lock(t.Context(), name, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	again()
	if _, err := atomicfile.Lock(t.Context(), filepath.Dir(name), time.Second); !errors.Is(err, atomicfile.ErrNotRegular) {
		t.Errorf("a directory: got %v, want %v", err, atomicfile.ErrNotRegular)
	}
}
