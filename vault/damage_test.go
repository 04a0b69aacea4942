package vault_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"sandi/internal/atomicfile/disktest"
	"sandi/internal/fault"
	"sandi/vault"
)

// argument returns a named value of a fault anywhere in err's chain.
func argument(err error, name string) string {
	for ; err != nil; err = errors.Unwrap(err) {
		if f := fault.Of(err); f != nil {
			for i := 0; i+1 < len(f.Args()); i += 2 {
				if f.Args()[i] == name {
					return f.Args()[i+1].(string)
				}
			}
		}
	}
	return ""
}

// Every bit of both files is flipped, and both are cut at every length. Each time
// the file is refused by name, with the backup that is good, and nothing is
// written.
func TestEveryFlippedBitAndEveryCutIsNoticed(t *testing.T) {
	for _, name := range []string{"vault.age", "identity.age"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := disktest.New()
			v, err := vault.Create(diskDir, []byte(password), onDisk(d))
			if err != nil {
				t.Fatal(err)
			}
			touch(t, v)
			v.Close()
			file := filepath.Join(diskDir, name)
			whole := d.Files()[strings.TrimPrefix(diskDir, "/")+"/"+name]
			flips, cuts := 0, 0
			try := func(what string, i int, broken string) {
				t.Helper()
				d.Put(file, broken)
				before := d.Files()
				v, err := vault.Open(diskDir, []byte(password), onDisk(d))
				if err == nil {
					v.Close()
					// Armor may differ in white space at its end and mean the same.
					if name == "identity.age" && strings.TrimSpace(broken) == strings.TrimSpace(whole) {
						return
					}
					t.Fatalf("%s %d: opened", what, i)
				}
				if !errors.Is(err, vault.ErrDamaged) || errors.Is(err, vault.ErrNoGoodBackup) {
					t.Fatalf("%s %d: got %v, want %v", what, i, err, vault.ErrDamaged)
				}
				if got := argument(err, "file"); got != file {
					t.Fatalf("%s %d: file %q", what, i, got)
				}
				if got := before[strings.TrimPrefix(filepath.ToSlash(argument(err, "backup")), "/")]; got != whole {
					t.Fatalf("%s %d: the backup %q is not the newest state", what, i, argument(err, "backup"))
				}
				if !maps.Equal(d.Files(), before) {
					t.Fatalf("%s %d: something was written", what, i)
				}
			}
			step := 1
			if testing.Short() {
				step = 37
			}
			for i := 0; i < 8*len(whole); i += step {
				broken := []byte(whole)
				broken[i/8] ^= 1 << (i % 8)
				try("flipped bit", i, string(broken))
				flips++
			}
			for i := 0; i < len(whole); i += step {
				try("cut at", i, whole[:i])
				cuts++
			}
			try("longer by", 1, whole+"x")
			d.Put(file, whole)
			again, err := vault.Open(diskDir, []byte(password), onDisk(d))
			if err != nil || len(again.Entries()) != 1 {
				t.Errorf("in the end: %v", err)
			}
			t.Logf("%d bits flipped, %d cuts", flips, cuts)
		})
	}
}

func TestTheBackupNamedIsTheNewestGoodOne(t *testing.T) {
	v := create(t)
	for range 4 {
		touch(t, v)
	}
	v.Close()
	spoil := func(name string) {
		if err := os.WriteFile(name, []byte("spoilt"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	backups, _ := filepath.Glob(filepath.Join(v.Dir(), "backups", "vault-*.age"))
	if len(backups) != 5 {
		t.Fatalf("got backups %q, want 5", backups)
	}
	spoil(filepath.Join(v.Dir(), "vault.age"))
	spoil(backups[4])
	spoil(backups[3])
	before := snapshot(t, v.Dir())
	_, err := vault.Open(v.Dir(), []byte(password), options())
	if got := argument(err, "backup"); !errors.Is(err, vault.ErrDamaged) || got != backups[2] {
		t.Errorf("got %v, want %s", err, backups[2])
	}
	if d := diff(snapshot(t, v.Dir()), before); d != "" {
		t.Errorf("files changed:\n%s", d)
	}
	// Doing what the hint says works, and later backups sort behind it.
	good, _ := os.ReadFile(backups[2])
	if err := os.WriteFile(filepath.Join(v.Dir(), "vault.age"), good, 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, v.Dir())
	touch(t, again)
	if got, want := again.Generation(), uint64(6); got != want {
		t.Errorf("generation: got %d, want %d", got, want)
	}

	for _, b := range backups {
		spoil(b)
	}
	newest, _ := filepath.Glob(filepath.Join(v.Dir(), "backups", "vault-00000006-*.age"))
	spoil(newest[0])
	spoil(filepath.Join(v.Dir(), "vault.age"))
	_, err = vault.Open(v.Dir(), []byte(password), options())
	if !errors.Is(err, vault.ErrDamaged) || !errors.Is(err, vault.ErrNoGoodBackup) {
		t.Errorf("got %v, want both %v and %v", err, vault.ErrDamaged, vault.ErrNoGoodBackup)
	}
}

func TestMissingFiles(t *testing.T) {
	for _, name := range []string{"vault.age", "identity.age"} {
		v := create(t)
		touch(t, v)
		if err := os.Remove(filepath.Join(v.Dir(), name)); err != nil {
			t.Fatal(err)
		}
		_, err := vault.Open(v.Dir(), []byte(password), options())
		if !errors.Is(err, vault.ErrDamaged) || argument(err, "backup") == "" {
			t.Errorf("%s: got %v, want %v with a backup", name, err, vault.ErrDamaged)
		}
		if _, err := vault.Create(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrExists) {
			t.Errorf("%s: Create: got %v, want %v", name, err, vault.ErrExists)
		}
	}
}

func TestDamageSinceOpeningStopsASave(t *testing.T) {
	v := create(t)
	touch(t, v)
	if err := os.WriteFile(filepath.Join(v.Dir(), "vault.age"), []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, v.Dir())
	err := v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "b")}); return err })
	if !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("Update: got %v, want %v", err, vault.ErrDamaged)
	}
	if d := diff(snapshot(t, v.Dir()), before); d != "" {
		t.Errorf("files changed:\n%s", d)
	}
	if got := accounts(v.Entries()); got != "touch" {
		t.Errorf("entries in memory: got %q", got)
	}
}

func TestWrongPassword(t *testing.T) {
	v := create(t)
	for _, p := range []string{"", "wrong", password + "\n"} {
		if _, err := vault.Open(v.Dir(), []byte(p), options()); !errors.Is(err, vault.ErrWrongPassword) {
			t.Errorf("%q: got %v, want %v", p, err, vault.ErrWrongPassword)
		} else if strings.Contains(err.Error(), "horse") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
	// Also where the file is damaged beyond doubt: the copy cannot be judged yet.
	if err := os.WriteFile(filepath.Join(v.Dir(), "identity.age"), []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(v.Dir(), []byte("wrong"), options()); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("got %v, want %v", err, vault.ErrWrongPassword)
	}
	if err := os.RemoveAll(filepath.Join(v.Dir(), "backups")); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrNoGoodBackup) {
		t.Errorf("got %v, want %v", err, vault.ErrNoGoodBackup)
	}
}

func TestCostlyKeyDerivationIsRefusedUnpaid(t *testing.T) {
	for _, factor := range []string{"21", "30", "99999999999999999999"} {
		v := create(t)
		var file strings.Builder
		w := armor.NewWriter(&file)
		// Written by hand: making it with age would cost what is to be refused.
		header := "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA " + factor + "\n" +
			strings.Repeat("A", 42) + "A\n--- " + strings.Repeat("A", 43) + "\n"
		if _, err := w.Write([]byte(header + strings.Repeat("x", 40))); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"identity.age", "backups/identity.age"} {
			if err := os.WriteFile(filepath.Join(v.Dir(), name), []byte(file.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := vault.Open(v.Dir(), []byte(password), vault.Options{})
		runtime.ReadMemStats(&after)
		if !errors.Is(err, vault.ErrTooCostly) {
			t.Errorf("%s: got %v, want %v", factor, err, vault.ErrTooCostly)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 16<<20 || time.Since(start) > 30*time.Second {
			t.Errorf("%s: took %v and %d bytes", factor, time.Since(start), spent)
		}
	}
	// The limit is the caller's.
	v := create(t)
	o := options()
	o.MaxWorkFactor = 9
	if _, err := vault.Open(v.Dir(), []byte(password), o); !errors.Is(err, vault.ErrTooCostly) {
		t.Errorf("got %v, want %v", err, vault.ErrTooCostly)
	}
}

func TestHugeAndStrangeFilesAreRefused(t *testing.T) {
	for _, name := range []string{"vault.age", "identity.age"} {
		v := create(t)
		if err := os.Truncate(filepath.Join(v.Dir(), name), 1<<40); err != nil {
			t.Skip("no sparse files here:", err)
		}
		if _, err := vault.Open(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrTooLarge) {
			t.Errorf("huge %s: got %v, want %v", name, err, vault.ErrTooLarge)
		}
		v = create(t)
		file := filepath.Join(v.Dir(), name)
		if err := errors.Join(os.Remove(file), os.Mkdir(file, 0o700)); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Open(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrUnreadable) {
			t.Errorf("%s a directory: got %v, want %v", name, err, vault.ErrUnreadable)
		}
	}
}

// A plain identity file is what `age-keygen` makes; it needs no password, so
// opening it would hide that the vault is unprotected.
func TestFilesThatAreNotEncryptedAreRefusedUnquoted(t *testing.T) {
	v := create(t)
	touch(t, v)
	id, _ := age.GenerateX25519Identity()
	for _, name := range []string{"identity.age", "backups/identity.age"} {
		if err := os.WriteFile(filepath.Join(v.Dir(), name), []byte(id.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := vault.Open(v.Dir(), []byte(password), options())
	if !errors.Is(err, vault.ErrDamaged) || strings.Contains(err.Error(), "SECRET-KEY") {
		t.Errorf("got %v, want %v", err, vault.ErrDamaged)
	}

	// The same for entries that somebody decrypted in place.
	v = create(t)
	if err := os.WriteFile(filepath.Join(v.Dir(), "vault.age"), []byte(`{"secret":"GEZDGNBV"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = vault.Open(v.Dir(), []byte(password), options())
	if !errors.Is(err, vault.ErrDamaged) || strings.Contains(err.Error(), "GEZD") {
		t.Errorf("got %v, want %v", err, vault.ErrDamaged)
	}
}

// Damage to the salt looks like a wrong password to age; the copy of the
// identity knows better, and nobody is asked for the password again.
func TestADamagedIdentityIsNoWrongPassword(t *testing.T) {
	v := create(t)
	name := filepath.Join(v.Dir(), "identity.age")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range whole {
		if b < 'a' || b > 'y' {
			continue
		}
		broken := bytes.Clone(whole)
		broken[i]++
		if err := os.WriteFile(name, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := vault.Open(v.Dir(), []byte(password), options())
		if !errors.Is(err, vault.ErrDamaged) || errors.Is(err, vault.ErrWrongPassword) {
			t.Fatalf("byte %d changed: got %v, want %v alone", i, err, vault.ErrDamaged)
		}
	}
}
