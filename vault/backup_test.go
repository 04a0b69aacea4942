package vault_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sandi/vault"
)

func backups(t testing.TB, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "backups", "vault-*.age"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = filepath.Base(list[i])
	}
	return list // by generation, since names are padded
}

func TestBackupsAreThinnedOut(t *testing.T) {
	now := day
	o := options()
	o.Now = func() time.Time { return now }
	o.Backups = 6
	dir := filepath.Join(t.TempDir(), "v")
	v, err := vault.Create(dir, []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	stranger := filepath.Join(dir, "backups", "vault-mine.age")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 4 { // four days with three saves each
		for range 3 {
			touch(t, v)
			now = now.Add(time.Minute)
		}
		now = now.Add(24 * time.Hour)
	}
	// Generations 2–4, 5–7, 8–10 and 11–13: the newest three, and the last of
	// each day before.
	want := "4 7 10 11 12 13"
	var got []string
	for _, name := range backups(t, dir) {
		var generation int
		if n, _ := fmt.Sscanf(name, "vault-%08d-2026", &generation); n == 1 {
			got = append(got, fmt.Sprint(generation))
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Errorf("a file of another name was removed: %v", err)
	}

	// A clock set back must not make the newest look old.
	now = day.Add(-1000 * time.Hour)
	touch(t, v)
	list := backups(t, dir)
	if newest := list[len(list)-2]; !strings.HasPrefix(newest, "vault-00000014-20251220T") {
		t.Errorf("got newest %q in %q, want generation 14", newest, list)
	}
	if len(list) != 7 {
		t.Errorf("got %q, want 6 and the stranger", list)
	}
}

func TestBackupsCanBeTurnedOff(t *testing.T) {
	o := options()
	o.Backups = -1
	v, err := vault.Create(filepath.Join(t.TempDir(), "v"), []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	touch(t, v)
	if got := backups(t, v.Dir()); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows protects a profile's files by its directory")
	}
	v := create(t)
	touch(t, v)
	err := filepath.WalkDir(v.Dir(), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
