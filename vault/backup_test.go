package vault_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	v := at(t, &now, nil)
	stranger := filepath.Join(v.Dir(), "backups", "vault-mine.age")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// Two saves on every fourth day of 13 months and more.
	last := map[string]int{}
	generation := 1
	for range 400 / 4 {
		for range 2 {
			now = now.Add(time.Minute)
			touch(t, v)
			generation++
			last[now.Format("day 2006-01-02")] = generation
			last[now.Format("month 2006-01")] = generation
		}
		now = now.Add(4*24*time.Hour - 2*time.Minute)
	}
	want := map[int]bool{}
	for i := range 5 {
		want[generation-i] = true
	}
	for kind, most := range map[string]int{"day": 14, "month": 12} {
		var names []string
		for name := range last {
			if strings.HasPrefix(name, kind) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names[len(names)-most:] {
			want[last[name]] = true
		}
	}
	got := map[int]bool{}
	for _, name := range backups(t, v.Dir()) {
		var generation int
		if n, _ := fmt.Sscanf(name, "vault-%08d-2", &generation); n == 1 {
			got[generation] = true
		}
	}
	if d := diff(got, want); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Errorf("a file of another name was removed: %v", err)
	}

	// A clock set back must not make the newest look old.
	now = day.Add(-1000 * time.Hour)
	touch(t, v)
	list := backups(t, v.Dir())
	if newest := list[len(list)-2]; !strings.HasPrefix(newest, fmt.Sprintf("vault-%08d-20251220T", generation+1)) {
		t.Errorf("got newest %q in %q, want generation %d", newest, list, generation+1)
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
