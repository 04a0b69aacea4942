package vault_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"sandi/vault"
)

// memory remembers as internal/device does, and cannot fail.
type memory map[string]vault.Mark

func (m memory) Seen(dir string) (vault.Mark, bool)    { mark, ok := m[dir]; return mark, ok }
func (m memory) See(dir string, mark vault.Mark) error { m[dir] = mark; return nil }

func openSeeing(t *testing.T, dir string, m vault.Memory) *vault.Vault {
	t.Helper()
	o := options()
	o.Memory = m
	v, err := vault.Open(dir, []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	file, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRollbackIsNoticed(t *testing.T) {
	seen := memory{}
	v := create(t)
	dir := v.Dir()
	file, old := filepath.Join(dir, "vault.age"), filepath.Join(t.TempDir(), "old.age")
	touch(t, v)
	copyFile(t, file, old)
	if _, _, ok := openSeeing(t, dir, seen).RolledBack(); ok {
		t.Error("the first look: got a roll-back")
	}
	// Another process, or another machine, saves.
	touch(t, v)
	touch(t, v)
	watcher := openSeeing(t, dir, seen)
	if _, _, ok := watcher.RolledBack(); ok {
		t.Error("a newer file: got a roll-back")
	}
	newest := watcher.Mark()
	if seen[dir] != newest || newest.Generation != 4 || newest.VaultID == "" || newest.Revision == "" {
		t.Errorf("got %+v remembered, want %+v", seen[dir], newest)
	}

	copyFile(t, old, file)
	if _, err := watcher.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // until it is accepted
		for _, v := range []*vault.Vault{watcher, openSeeing(t, dir, seen)} {
			was, present, ok := v.RolledBack()
			if !ok || was != newest || present.Generation != 2 {
				t.Errorf("got %+v, %+v, %v", was, present, ok)
			}
		}
	}
	// Whatever is saved on top counts on from what was seen, even if the backups
	// are gone, and is still of another line.
	if err := os.RemoveAll(filepath.Join(dir, "backups")); err != nil {
		t.Fatal(err)
	}
	touch(t, watcher)
	if got := watcher.Generation(); got != 5 {
		t.Errorf("got generation %d, want 5", got)
	}
	v = openSeeing(t, dir, seen)
	if was, _, ok := v.RolledBack(); !ok || was != newest {
		t.Errorf("after a save: got %+v, %v", was, ok)
	}
	if err := v.AcceptRollback(ctx); err != nil {
		t.Fatal(err)
	}
	for _, v := range []*vault.Vault{v, openSeeing(t, dir, seen)} {
		if _, _, ok := v.RolledBack(); ok || seen[dir].Generation != 5 {
			t.Errorf("accepted: got %v, %+v", ok, seen[dir])
		}
	}
	touch(t, v)
	if _, _, ok := openSeeing(t, dir, seen).RolledBack(); ok || seen[dir].Generation != 6 {
		t.Errorf("after it: got %v, %+v", ok, seen[dir])
	}
}

// A file of the same or a higher generation that does not follow the one seen.
func TestAnotherLineIsNoticed(t *testing.T) {
	seen := memory{}
	v := create(t)
	dir := v.Dir()
	file := filepath.Join(dir, "vault.age")
	old, other := filepath.Join(t.TempDir(), "old.age"), filepath.Join(t.TempDir(), "other.age")
	touch(t, v)
	copyFile(t, file, old)
	touch(t, v)
	touch(t, v)
	copyFile(t, file, other)
	// The line that this machine sees.
	copyFile(t, old, file)
	if err := os.RemoveAll(filepath.Join(dir, "backups")); err != nil {
		t.Fatal(err)
	}
	mine := openSeeing(t, dir, seen)
	touch(t, mine)
	copyFile(t, other, file)
	was, present, ok := openSeeing(t, dir, seen).RolledBack()
	if !ok || was.Generation != 3 || present.Generation != 4 {
		t.Errorf("got %+v, %+v, %v", was, present, ok)
	}

	// Far more saves than there are names for: nothing is claimed.
	seen = memory{}
	v = openSeeing(t, dir, seen)
	first := seen[dir]
	for range 70 {
		touch(t, v)
	}
	seen[dir] = first
	if _, _, ok := openSeeing(t, dir, seen).RolledBack(); ok {
		t.Error("got a roll-back after many saves")
	}

	// Another vault with the same keys.
	seen[dir] = vault.Mark{VaultID: "other", Generation: 1, Revision: "x"}
	if _, _, ok := openSeeing(t, dir, seen).RolledBack(); !ok {
		t.Error("another vault: got no roll-back")
	}
	// What was seen before vaults had names.
	seen[dir] = vault.Mark{Generation: 1}
	if _, _, ok := openSeeing(t, dir, seen).RolledBack(); ok {
		t.Error("a vault without a name: got a roll-back")
	}
	// Without a memory nothing is noticed, and nothing breaks.
	v = open(t, dir)
	if _, _, ok := v.RolledBack(); ok || v.AcceptRollback(ctx) != nil {
		t.Error("without a memory: got a roll-back")
	}
}

func TestRevisionsStayBounded(t *testing.T) {
	v := create(t)
	for range 70 {
		touch(t, v)
	}
	text := payload(t, v.Dir(), identity(t, v.Dir()))
	if head, _, _ := bytes.Cut([]byte(text), []byte("entries")); len(head) > 1000 {
		t.Errorf("the head takes %d bytes", len(head))
	}
	id := v.Mark().VaultID
	touch(t, v)
	if v.Mark().VaultID != id {
		t.Error("the vault's name changed")
	}
}

func TestRefreshDiff(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("", "a")})
	other := open(t, v.Dir())
	if d, err := v.RefreshDiff(ctx); err != nil || !d.Empty() || d.Same != 1 {
		t.Errorf("got %+v, %v", d, err)
	}
	add(t, other, vault.Entry{Key: key("", "b")})
	if d, err := v.RefreshDiff(ctx); err != nil || accounts(d.Added) != "b" {
		t.Errorf("got %+v, %v", d, err)
	}
}
