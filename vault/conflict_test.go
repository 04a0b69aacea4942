package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

// part makes two copies of a vault that other machines changed on their own.
// The second lies beside the first as Syncthing would leave it.
func parted(t *testing.T, before, here, there func(*vault.Tx) error) (v *vault.Vault, path string) {
	t.Helper()
	v = create(t)
	update(t, v, before)
	c, err := v.Backup(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	update(t, v, here)
	o := options()
	o.Now = func() time.Time { return day.Add(time.Hour) }
	other, err := vault.Open(c.Path, []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	update(t, other, there)
	path = filepath.Join(v.Dir(), "vault.sync-conflict-20260131-130000-ABCDEFG.age")
	copyFile(t, filepath.Join(c.Path, "vault.age"), path)
	return v, path
}

func change(id string, fn func(*vault.Entry)) func(*vault.Tx) error {
	return func(tx *vault.Tx) error {
		return tx.Change(id, func(e *vault.Entry) error { fn(e); return nil })
	}
}

func all(fns ...func(*vault.Tx) error) func(*vault.Tx) error {
	return func(tx *vault.Tx) error {
		var err error
		for _, fn := range fns {
			err = errors.Join(err, fn(tx))
		}
		return err
	}
}

func addTo(ids map[string]string, names ...string) func(*vault.Tx) error {
	return func(tx *vault.Tx) error {
		for _, name := range names {
			k := key("", name)
			if name == "counter" {
				k = otp.Key{Type: otp.HOTP, Account: name, Secret: otp.NewSecret([]byte("h"))}
			}
			e, err := tx.Add(vault.Entry{Key: k})
			if err != nil {
				return err
			}
			ids[name] = e.ID
		}
		return nil
	}
}

func TestConflictCopiesAreMerged(t *testing.T) {
	for _, noBase := range []bool{false, true} {
		ids := map[string]string{}
		id := func(name string, fn func(*vault.Entry)) func(*vault.Tx) error {
			return func(tx *vault.Tx) error { return change(ids[name], fn)(tx) }
		}
		remove := func(name string) func(*vault.Tx) error {
			return func(tx *vault.Tx) error { return tx.Remove(ids[name]) }
		}
		v, path := parted(t, addTo(ids, "same", "fields", "both", "goneHere", "goneThere", "editedHere", "editedThere", "counter"),
			all(addTo(ids, "here"), remove("goneHere"), remove("editedThere"),
				id("fields", func(e *vault.Entry) { e.Note = "here" }),
				id("both", func(e *vault.Entry) { e.Note = "here" }),
				id("editedHere", func(e *vault.Entry) { e.Note = "here" }),
				func(tx *vault.Tx) error { _, err := tx.Advance(ids["counter"], 5); return err }),
			all(addTo(ids, "there"), remove("goneThere"), remove("editedHere"),
				id("fields", func(e *vault.Entry) { e.Key.Issuer = "There" }),
				id("both", func(e *vault.Entry) { e.Note = "there" }),
				id("editedThere", func(e *vault.Entry) { e.Note = "there" }),
				func(tx *vault.Tx) error { _, err := tx.Advance(ids["counter"], 3); return err }))
		if noBase {
			for _, name := range backups(t, v.Dir()) {
				if err := os.Remove(filepath.Join(v.Dir(), "backups", name)); err != nil {
					t.Fatal(err)
				}
			}
		}
		list, err := v.ConflictCopies(ctx)
		if err != nil || len(list) != 1 || list[0].Tool != "Syncthing" || list[0].Path != path || list[0].Err != nil || list[0].At.IsZero() {
			t.Fatalf("got %+v, %v", list, err)
		}
		generation := v.Generation()
		report, err := v.MergeCopy(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if d := diff(report.Diff, list[0].Diff); d != "" && !noBase {
			t.Errorf("not what was announced (-want +got):\n%s", d)
		}
		want := "same fields both editedHere counter here there editedThere"
		if noBase { // goneHere was removed here after its last change: known from the bin
			want = "same fields both counter here there editedThere"
		}
		got := accounts(v.Entries())
		if sorted(got) != sorted(want) {
			t.Errorf("no base %v: got %q, want %q", noBase, got, want)
		}
		e, _ := v.Get(ids["fields"])
		b, _ := v.Get(ids["both"])
		c, _ := v.Get(ids["counter"])
		var inBin []string
		for _, r := range v.Bin() {
			inBin = append(inBin, r.Key.Account+"="+r.Note)
		}
		if !noBase {
			if e.Note != "here" || e.Key.Issuer != "There" || b.Note != "here" || c.Key.Counter != 5 {
				t.Errorf("got %+v, %+v, %+v", e, b, c)
			}
			if got, want := sorted(strings.Join(inBin, " ")), sorted("both=there goneHere= goneThere="); got != want {
				t.Errorf("got bin %q, want %q", got, want)
			}
			if len(report.Conflicts) != 1 || report.Conflicts[0].ID != ids["both"] || report.Base != 2 {
				t.Errorf("got %+v", report)
			}
		} else {
			// What was changed last is taken, the rest is in the bin.
			if e.Note != "" || e.Key.Issuer != "There" || b.Note != "there" || c.Key.Counter != 5 || report.Base != 0 {
				t.Errorf("got %+v, %+v, %+v", e, b, c)
			}
			for _, want := range []string{"both=here", "fields=here", "editedHere=here"} {
				if !strings.Contains(strings.Join(inBin, " "), want) {
					t.Errorf("got bin %q, want %q in it", inBin, want)
				}
			}
		}
		if v.Generation() <= generation {
			t.Errorf("got generation %d after %d", v.Generation(), generation)
		}
		// Moved, and merged for good.
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the copy is still there: %v", err)
		}
		if want := filepath.Join(v.Dir(), "backups", "merged-"+filepath.Base(path)); report.Kept != want {
			t.Errorf("kept at %q, want %q", report.Kept, want)
		}
		if list, err := v.ConflictCopies(ctx); err != nil || len(list) != 0 {
			t.Errorf("got %+v, %v", list, err)
		}
		if again, err := v.MergeCopy(ctx, report.Kept); err != nil || !noBase && (!again.Diff.Empty() || len(again.Conflicts) != 0) {
			t.Errorf("again: got %+v, %v", again, err)
		}
	}
}

func sorted(text string) string {
	words := strings.Fields(text)
	for i := range words {
		for j := i; j > 0 && words[j] < words[j-1]; j-- {
			words[j], words[j-1] = words[j-1], words[j]
		}
	}
	return strings.Join(words, " ")
}

// A machine that has seen the copy knows its successor for one.
func TestMergedVaultIsNoRollback(t *testing.T) {
	ids := map[string]string{}
	v, path := parted(t, addTo(ids, "a"), addTo(ids, "here"), addTo(ids, "there"))
	seen := memory{}
	theirs := filepath.Join(t.TempDir(), "theirs")
	if err := os.CopyFS(theirs, os.DirFS(v.Dir())); err != nil {
		t.Fatal(err)
	}
	copyFile(t, path, filepath.Join(theirs, "vault.age"))
	openSeeing(t, theirs, seen)
	copyFile(t, filepath.Join(v.Dir(), "vault.age"), filepath.Join(theirs, "vault.age"))
	if _, _, ok := openSeeing(t, theirs, seen).RolledBack(); !ok {
		t.Error("another line: got no roll-back")
	}
	if _, err := v.MergeCopy(ctx, path); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(v.Dir(), "vault.age"), filepath.Join(theirs, "vault.age"))
	if was, present, ok := openSeeing(t, theirs, seen).RolledBack(); ok {
		t.Errorf("merged: got a roll-back from %+v to %+v", was, present)
	}
}

func TestConflictCopiesThatDoNotOpen(t *testing.T) {
	v := create(t)
	touch(t, v)
	stranger := create(t)
	foreign, garbage := filepath.Join(v.Dir(), "vault (1).age"), filepath.Join(v.Dir(), "vault 2.age")
	copyFile(t, filepath.Join(stranger.Dir(), "vault.age"), foreign)
	if err := os.WriteFile(garbage, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := v.ConflictCopies(ctx)
	if err != nil || len(list) != 2 || !errors.Is(list[0].Err, vault.ErrOtherIdentity) || !errors.Is(list[1].Err, vault.ErrBadBackup) {
		t.Errorf("got %+v, %v", list, err)
	}
	for _, path := range []string{foreign, garbage} {
		if _, err := v.MergeCopy(ctx, path); err == nil {
			t.Errorf("%s was merged", path)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if _, err := v.MergeCopy(ctx, filepath.Join(v.Dir(), "none")); !errors.Is(err, vault.ErrNoBackup) {
		t.Errorf("got %v", err)
	}
	if v.Generation() != 2 {
		t.Errorf("got generation %d", v.Generation())
	}
}

// vault.age may be a link into the directory that is synchronised.
func TestConflictCopiesBesideALink(t *testing.T) {
	ids := map[string]string{}
	v, path := parted(t, addTo(ids, "a"), addTo(ids, "here"), addTo(ids, "there"))
	synced := t.TempDir()
	file, target := filepath.Join(v.Dir(), "vault.age"), filepath.Join(synced, "keys.age")
	if err := errors.Join(os.Rename(file, target), os.Rename(path, filepath.Join(synced, "keys (Ayu's conflicted copy 2026-01-31).age"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, file); err != nil {
		t.Skip(err)
	}
	list, err := v.ConflictCopies(ctx)
	if err != nil || len(list) != 1 || list[0].Tool != "Dropbox" {
		t.Fatalf("got %+v, %v", list, err)
	}
	if _, err := v.MergeCopy(ctx, list[0].Path); err != nil || accounts(v.Entries()) != "a here there" {
		t.Errorf("got %q, %v", accounts(v.Entries()), err)
	}
	if info, err := os.Lstat(file); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}
