package vault_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sandi/vault"
)

// fill adds entries until a save fails, and returns how many were saved and that
// error.
func fill(t *testing.T, v *vault.Vault) (int, error) {
	t.Helper()
	for n := 0; n < 1000; n++ {
		before := snapshot(t, v.Dir())
		err := v.Update(ctx, func(tx *vault.Tx) error {
			_, err := tx.Add(vault.Entry{Key: key("", "a"), Note: strings.Repeat("long ", 200)})
			return err
		})
		if err != nil {
			if d := diff(snapshot(t, v.Dir()), before); d != "" {
				t.Errorf("files changed:\n%.500s", d)
			}
			return n, err
		}
	}
	t.Fatal("the disk never filled")
	return 0, nil
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=128k"); err != nil {
		t.Skip("mounting a small disk needs root:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	v, err := vault.Create(filepath.Join(dir, "v"), []byte(password), options())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	n, err := fill(t, v)
	if !errors.Is(err, vault.ErrNoSpace) {
		t.Errorf("got %v, want %v", err, vault.ErrNoSpace)
	}
	if n < 2 || len(v.Entries()) != n || len(open(t, v.Dir()).Entries()) != n {
		t.Errorf("saved %d, in memory %d", n, len(v.Entries()))
	}
	// Creating where there is no room says the same and leaves no vault.
	if err := os.WriteFile(filepath.Join(dir, "rest"), make([]byte, 128<<10), 0o600); err == nil {
		t.Fatal("there was room left")
	}
	if _, err := vault.Create(filepath.Join(dir, "w"), []byte(password), options()); !errors.Is(err, vault.ErrNoSpace) {
		t.Errorf("Create: got %v, want %v", err, vault.ErrNoSpace)
	}
	if found, err := vault.Exists(filepath.Join(dir, "w")); found || err != nil {
		t.Errorf("Exists: got %v, %v", found, err)
	}
}

// Without root: a limit on the size of files, in a process of its own.
func TestFileSizeLimit(t *testing.T) {
	if os.Getenv("VAULT_TEST_LIMIT") == "" {
		self, _ := os.Executable()
		cmd := exec.Command(self, "-test.run=^TestFileSizeLimit$")
		cmd.Env = append(os.Environ(), "VAULT_TEST_LIMIT=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 20 << 10, Max: 20 << 10}); err != nil {
		t.Skip(err)
	}
	v := create(t)
	n, err := fill(t, v)
	if !errors.Is(err, vault.ErrNoSpace) {
		t.Errorf("got %v, want %v", err, vault.ErrNoSpace)
	}
	if got := len(open(t, v.Dir()).Entries()); got != n || n < 2 {
		t.Errorf("got %d entries, want %d", got, n)
	}
}
