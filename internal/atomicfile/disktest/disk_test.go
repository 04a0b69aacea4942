package disktest_test

import (
	"errors"
	"io/fs"
	"maps"
	"syscall"
	"testing"

	"sandi/internal/atomicfile"
	"sandi/internal/atomicfile/disktest"
)

// Whatever call fails, and however the power goes, a file that is replaced holds
// the old content or the new; once Write has returned, the new.
func TestWriteOnDisksThatFail(t *testing.T) {
	fresh := disktest.New()
	fresh.Put("/home/file", "old")
	faults := []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EDQUOT, syscall.EINTR, disktest.ErrPower}
	for _, err := range faults {
		for n := 1; ; n++ {
			d := fresh.Clone()
			d.SetFault(disktest.Fault{At: n, Err: err})
			failed := atomicfile.On{Files: d}.Write("/home/file", []byte("a new content"))
			if _, struck := d.Calls(); !struck {
				if failed != nil {
					t.Errorf("%v: nothing failed: got %v", err, failed)
				}
				break
			}
			if failed != nil && !errors.Is(failed, err) {
				t.Errorf("%v at %d: got %v", err, n, failed)
			}
			if isFull := err == syscall.ENOSPC || err == syscall.EDQUOT; failed != nil && errors.Is(failed, atomicfile.ErrNoSpace) != isFull {
				t.Errorf("%v at %d: got %v", err, n, failed)
			}
			if files := d.Files(); err != disktest.ErrPower && len(files) != 1 {
				t.Errorf("%v at %d: left %v", err, n, files)
			}
			for seed := range uint64(20) {
				after := d.AfterPowerCut(disktest.Chance(seed)).Files()["home/file"]
				if after != "a new content" && (after != "old" || failed == nil) {
					t.Errorf("%v at %d (%v), power cut %d: got %q", err, n, failed, seed, after)
				}
			}
		}
	}
}

// The disk is as forgetful as it says: without it the proofs prove nothing.
func TestDiskForgets(t *testing.T) {
	d := disktest.New()
	on := atomicfile.On{Files: d}
	if err := on.MkdirAll("/a/b", 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := d.CreateTemp("/a/b", "x*")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("content")); err != nil {
		t.Fatal(err)
	}
	if err := d.Rename(f.Name(), "/a/b/y"); err != nil {
		t.Fatal(err)
	}
	if got := d.AfterPowerCut(disktest.Least).Files(); len(got) != 0 {
		t.Errorf("least: got %v", got)
	}
	if got := d.AfterPowerCut(disktest.Most).Files(); !maps.Equal(got, map[string]string{"a/b/y": "content"}) {
		t.Errorf("most: got %v", got)
	}
	seen := map[string]bool{}
	for seed := range uint64(200) {
		for name, content := range d.AfterPowerCut(disktest.Chance(seed)).Files() {
			seen[name+"="+content] = true
		}
	}
	for _, want := range []string{"a/b/y=content", "a/b/y=", "a/b/y=con", "a/b/y=\x00\x00\x00\x00\x00\x00\x00", "a/b/x1=content"} {
		if !seen[want] {
			t.Errorf("%q never survived: %v", want, seen)
		}
	}
	// Flushing the directory alone makes the name safe, and not the content.
	if err := d.SyncDir("/a/b"); err != nil {
		t.Fatal(err)
	}
	if got := d.AfterPowerCut(disktest.Least).Files(); !maps.Equal(got, map[string]string{"a/b/y": ""}) {
		t.Errorf("name flushed: got %v", got)
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	if got := d.AfterPowerCut(disktest.Least).Files(); !maps.Equal(got, map[string]string{"a/b/y": "content"}) {
		t.Errorf("content flushed: got %v", got)
	}
	// A directory that was made without its parent being flushed is lost.
	if err := d.Mkdir("/a/c", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AfterPowerCut(disktest.Least).Stat("/a/c"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("directory: got %v", err)
	}
}
