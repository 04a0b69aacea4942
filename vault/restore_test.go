package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

func TestBackupIsAVaultOfItsOwn(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")}, vault.Entry{Key: key("B", "b")})
	to := filepath.Join(t.TempDir(), "usb", "deep")
	first, err := v.Backup(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	want := vault.Copy{Path: filepath.Join(to, "sandi-20260131T120000Z"), Generation: 2, Revision: v.Mark().Revision, Entries: 2, At: day}
	if d := diff(first, want); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	second, err := v.Backup(ctx, to)
	if err != nil || second.Path != first.Path+"-2" {
		t.Errorf("got %+v, %v", second, err)
	}
	if d := diff(open(t, first.Path).Entries(), v.Entries()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	files, err := os.ReadDir(first.Path)
	if err != nil || len(files) != 2 {
		t.Errorf("got files %v, %v", files, err)
	}
	// What is damaged is not copied.
	if err := os.WriteFile(filepath.Join(v.Dir(), "vault.age"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Backup(ctx, to); !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if list, _ := os.ReadDir(to); len(list) != 2 {
		t.Errorf("got %v", list)
	}
	if _, err := open(t, first.Path).Backup(ctx, filepath.Join(first.Path, "vault.age")); !errors.Is(err, vault.ErrNotSaved) {
		t.Errorf("into a file: got %v", err)
	}
}

func TestBackupsAreListed(t *testing.T) {
	v := create(t)
	touch(t, v)
	touch(t, v)
	names := backups(t, v.Dir())
	if err := os.WriteFile(filepath.Join(v.Dir(), "backups", names[1]), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := v.Backups(ctx)
	if err != nil || len(list) != 3 {
		t.Fatalf("got %+v, %v", list, err)
	}
	for i, info := range list {
		if info.Generation != uint64(3-i) || info.Name != names[2-i] || !info.At.Equal(day) {
			t.Errorf("got %+v", info)
		}
		if bad := i == 1; bad != errors.Is(info.Err, vault.ErrBadBackup) || !bad && info.Entries != 2-i {
			t.Errorf("got %+v", info)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := v.Backups(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// story makes a vault, a backup of it elsewhere, and changes after that.
func story(t *testing.T) (v *vault.Vault, saved string, ids map[string]string) {
	v = create(t)
	counter := otp.Key{Type: otp.HOTP, Account: "counter", Secret: otp.NewSecret([]byte("h")), Counter: 3}
	ids = map[string]string{}
	for _, e := range add(t, v, vault.Entry{Key: key("", "changed")}, vault.Entry{Key: key("", "gone")}, vault.Entry{Key: counter}, vault.Entry{Key: key("", "rekeyed")}, vault.Entry{Key: key("", "same")}) {
		ids[e.Key.Account] = e.ID
	}
	c, err := v.Backup(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	update(t, v, func(tx *vault.Tx) error {
		added, err := tx.Add(vault.Entry{Key: key("", "added")})
		ids["added"] = added.ID
		_, err2 := tx.Advance(ids["counter"], 5)
		return errors.Join(err, err2,
			tx.Change(ids["changed"], func(e *vault.Entry) error { e.Note, e.SpentStep = "new", 77; return nil }),
			tx.Change(ids["rekeyed"], func(e *vault.Entry) error { e.Key.Secret = otp.NewSecret([]byte("new")); return nil }),
			tx.Remove(ids["gone"]))
	})
	return v, c.Path, ids
}

func TestRestore(t *testing.T) {
	v, saved, ids := story(t)
	for _, source := range []string{saved, filepath.Join(saved, "vault.age"), "2", backups(t, v.Dir())[1], strings.TrimSuffix(backups(t, v.Dir())[1], ".age")} {
		d, err := v.CompareBackup(ctx, source)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got, want := accounts(d.Added)+"/"+accounts(d.Removed), "gone/added"; got != want || len(d.Changed) != 2 || d.Same != 2 {
			t.Errorf("%s: got %q, %+v", source, got, d)
		}
	}
	generation := v.Generation()
	if generation != 3 {
		t.Errorf("comparing saved something: generation %d", generation)
	}
	if _, err := v.Restore(ctx, saved, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := accounts(v.Entries()), "changed gone counter rekeyed same"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	changed, _ := v.Get(ids["changed"])
	counter, _ := v.Get(ids["counter"])
	rekeyed, _ := v.Get(ids["rekeyed"])
	if changed.Note != "" || changed.SpentStep != 77 || counter.Key.Counter != 8 || !rekeyed.Key.Secret.Equal(key("", "").Secret) {
		t.Errorf("got %+v, %+v, %+v", changed, counter, rekeyed)
	}
	if got := bin(v); got != "added rekeyed" && got != "rekeyed added" {
		t.Errorf("got bin %q", got)
	}
	// Nothing left to restore, nothing saved.
	generation = v.Generation()
	if d, err := v.Restore(ctx, saved, nil); err != nil || !d.Empty() || v.Generation() != generation {
		t.Errorf("got %+v, %v", d, err)
	}
	// It is a change like others.
	if _, err := v.Undo(ctx); err != nil || !strings.Contains(accounts(v.Entries()), "added") {
		t.Errorf("got %v, %q", err, accounts(v.Entries()))
	}
}

func TestRestoreOfSomeEntries(t *testing.T) {
	v, saved, ids := story(t)
	if _, err := v.Restore(ctx, saved, []string{ids["gone"], "none"}); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("got %v", err)
	}
	d, err := v.Restore(ctx, saved, []string{ids["gone"]})
	if err != nil || accounts(d.Added) != "gone" || len(d.Changed) != 0 {
		t.Errorf("got %+v, %v", d, err)
	}
	if got, want := accounts(v.Entries()), "changed counter rekeyed same added gone"; got != want || bin(v) != "" {
		t.Errorf("got %q and bin %q, want %q", got, bin(v), want)
	}
}

func TestRestoreFromAnotherIdentity(t *testing.T) {
	v, _, _ := story(t)
	other, err := vault.Create(filepath.Join(t.TempDir(), "other"), []byte("another password"), options())
	if err != nil {
		t.Fatal(err)
	}
	add(t, other, vault.Entry{Key: key("", "foreign")})
	other.Close()
	if _, err := v.CompareBackup(ctx, other.Dir()); !errors.Is(err, vault.ErrOtherIdentity) {
		t.Errorf("got %v", err)
	}
	if _, err := vault.OpenBackup(other.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("got %v", err)
	}
	// A file in backups/ has a copy of the identity beside it.
	for _, source := range []string{other.Dir(), filepath.Join(other.Dir(), "backups", backups(t, other.Dir())[1])} {
		from, err := vault.OpenBackup(source, []byte("another password"), options())
		if err != nil {
			t.Fatal(err)
		}
		defer from.Close()
		if err := from.Update(ctx, func(tx *vault.Tx) error { tx.EmptyBin(time.Time{}); return tx.Remove(from.Entries()[0].ID) }); !errors.Is(err, vault.ErrNotSaved) {
			t.Errorf("a backup was changed: %v", err)
		}
		d, err := v.CompareWith(ctx, from)
		if err != nil || accounts(d.Added) != "foreign" || len(d.Removed) != 5 {
			t.Errorf("got %+v, %v", d, err)
		}
		id := from.Entries()[0].ID
		if _, err := v.RestoreFrom(ctx, from, []string{id}); err != nil {
			t.Error(err)
		}
		if e, err := v.Get(id); err != nil || e.Key.Account != "foreign" {
			t.Errorf("got %+v, %v", e, err)
		}
		update(t, v, func(tx *vault.Tx) error { return tx.Erase(id) })
	}
}

func TestRestoreSourcesThatAreNone(t *testing.T) {
	v, saved, _ := story(t)
	for source, want := range map[string]error{
		"": vault.ErrNoBackup, "99": vault.ErrNoBackup, "none": vault.ErrNoBackup, t.TempDir(): vault.ErrNoBackup,
		filepath.Join(saved, "identity.age"): vault.ErrBadBackup,
	} {
		if _, err := v.CompareBackup(ctx, source); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", source, err, want)
		}
	}
	file := filepath.Join(saved, "vault.age")
	if err := os.Truncate(file, 300); err != nil {
		t.Fatal(err)
	}
	before := v.Entries()
	if _, err := v.Restore(ctx, file, nil); !errors.Is(err, vault.ErrBadBackup) {
		t.Errorf("got %v", err)
	}
	if d := diff(v.Entries(), before); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestVerify(t *testing.T) {
	odd := `{"id":"odd","type":"motp"}`
	v := open(t, craft(t, `{"version":1,"generation":3,"bin":[1],"entries":[`+good+`,`+odd+`]}`))
	got, err := v.Verify(ctx)
	if err != nil || got.Codes != 1 || got.Quarantined != 1 || got.Bin != 1 || got.Generation != 3 || got.Good() {
		t.Errorf("got %+v, %v", got, err)
	}
	update(t, v, func(tx *vault.Tx) error { return tx.Erase("odd") })
	if got, err = v.Verify(ctx); err != nil || !got.Good() || len(got.Backups) != 2 || len(got.Files) != 5 {
		t.Errorf("got %+v, %v", got, err)
	}
	names := backups(t, v.Dir())
	if err := os.WriteFile(filepath.Join(v.Dir(), "backups", names[0]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(v.Dir(), "backups", "identity.age")); err != nil {
		t.Fatal(err)
	}
	got, err = v.Verify(ctx)
	if err != nil || got.Good() || got.IdentityCopy == nil || got.Backups[1].Err == nil || got.Backups[0].Err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := os.Truncate(filepath.Join(v.Dir(), "vault.age"), 250); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Verify(ctx); !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestRestoreDamaged(t *testing.T) {
	spoil := func(t *testing.T, dir string, names ...string) {
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("garbage "+name), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		spoil   []string
		repairs int
		want    error
	}{
		"nothing":              {nil, 0, nil},
		"entries":              {[]string{"vault.age"}, 1, nil},
		"entries and a backup": {[]string{"vault.age", "backups/vault-00000003-20260131T120000Z.age"}, 1, nil},
		"identity":             {[]string{"identity.age"}, 1, nil},
		"both":                 {[]string{"identity.age", "vault.age"}, 2, nil},
		"no good identity":     {[]string{"identity.age", "backups/identity.age"}, 0, vault.ErrNoGoodBackup},
	} {
		t.Run(name, func(t *testing.T) {
			v := create(t)
			touch(t, v)
			touch(t, v)
			v.Close()
			dir := v.Dir()
			spoil(t, dir, tt.spoil...)
			seen := memory{dir: {Generation: 99}}
			o := options()
			o.Memory = seen
			plan, err := vault.PlanRepair(dir, []byte(password), o)
			if !errors.Is(err, tt.want) || len(plan) != tt.repairs {
				t.Fatalf("got %+v, %v", plan, err)
			}
			if got, err := os.ReadDir(dir); err != nil || len(got) != 4 {
				t.Errorf("planning wrote: %v, %v", got, err)
			}
			done, err := vault.RestoreDamaged(dir, []byte(password), o)
			if !errors.Is(err, tt.want) || len(done) != tt.repairs {
				t.Fatalf("got %+v, %v", done, err)
			}
			if tt.want != nil {
				return
			}
			for i, r := range done {
				kept, err := os.ReadFile(r.Kept)
				if err != nil || !strings.HasPrefix(string(kept), "garbage ") || r.File != plan[i].File || r.From != plan[i].From {
					t.Errorf("got %+v, planned %+v, kept %q, %v", r, plan[i], kept, err)
				}
			}
			v = openSeeing(t, dir, seen)
			if _, _, ok := v.RolledBack(); ok && len(done) > 0 {
				t.Error("the restored vault is told to be rolled back")
			}
			want := 2
			if len(tt.spoil) == 2 && strings.HasPrefix(tt.spoil[1], "backups/vault") {
				want = 1
			}
			if got := len(v.Entries()); got != want {
				t.Errorf("got %d entries, want %d", got, want)
			}
			touch(t, v)
			if v.Generation() <= 3 {
				t.Errorf("got generation %d after the repair", v.Generation())
			}
		})
	}
	t.Run("gone", func(t *testing.T) {
		v := create(t)
		touch(t, v)
		v.Close()
		if err := os.Remove(filepath.Join(v.Dir(), "vault.age")); err != nil {
			t.Fatal(err)
		}
		if done, err := vault.RestoreDamaged(v.Dir(), []byte(password), options()); err != nil || len(done) != 1 || done[0].Kept != "" {
			t.Errorf("got %+v, %v", done, err)
		}
		open(t, v.Dir())
	})
	t.Run("wrong password", func(t *testing.T) {
		v := create(t)
		spoil(t, v.Dir(), "vault.age")
		if _, err := vault.RestoreDamaged(v.Dir(), []byte("no"), options()); !errors.Is(err, vault.ErrWrongPassword) {
			t.Errorf("got %v", err)
		}
	})
	if _, err := vault.PlanRepair(t.TempDir(), []byte(password), options()); !errors.Is(err, vault.ErrNoVault) {
		t.Errorf("got %v", err)
	}
}

// The directory that Backup was given means the newest copy in it.
func TestTheDirectoryOfCopiesIsABackup(t *testing.T) {
	o := vault.Options{WorkFactor: 10, Now: func() time.Time { return day }}
	v, err := vault.Create(filepath.Join(t.TempDir(), "v"), []byte("kata sandi"), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	to := t.TempDir()
	for range 2 {
		if _, err := v.Backup(t.Context(), to); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.CompareBackup(t.Context(), to); err != nil {
		t.Error(err)
	}
	if _, err := v.CompareBackup(t.Context(), t.TempDir()); !errors.Is(err, vault.ErrNoBackup) {
		t.Errorf("got %v, want %v", err, vault.ErrNoBackup)
	}
}
