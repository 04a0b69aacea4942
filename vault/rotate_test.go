package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"sandi/vault"
)

const newPassword = "staple battery horse correct"

func openAs(t testing.TB, dir, password string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir, []byte(password), options())
	if err != nil {
		t.Fatalf("open with %q: %v", password, err)
	}
	t.Cleanup(v.Close)
	return v
}

func refused(t testing.TB, dir, password string) {
	t.Helper()
	if _, err := vault.Open(dir, []byte(password), options()); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("open with %q: got %v, want %v", password, err, vault.ErrWrongPassword)
	}
}

// opens counts the files of a vault that an identity opens.
func opens(t testing.TB, dir string, id age.Identity) (files, opened int) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "backups", "vault-*.age"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(list, filepath.Join(dir, "vault.age")) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files++
		if _, err := age.Decrypt(bytes.NewReader(data), id); err == nil {
			opened++
		}
	}
	return files, opened
}

func TestRotate(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	add(t, v, vault.Entry{Key: key("B", "b")})
	old := identity(t, v.Dir())
	stale := open(t, v.Dir())
	generation := v.Generation()
	if err := v.Rotate(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	if files, n := opens(t, v.Dir(), old); files < 4 || n != 0 {
		t.Errorf("the old identity opens %d of %d files, want none of at least 4", n, files)
	}
	refused(t, v.Dir(), password)
	w := openAs(t, v.Dir(), newPassword)
	if accounts(w.Entries()) != "a b" || w.Generation() <= generation {
		t.Errorf("got %q in generation %d, want a b in one after %d", accounts(w.Entries()), w.Generation(), generation)
	}
	if d := cmp.Diff(v.Identity(), w.Identity()); d != "" || bytes.Contains(w.Identity(), []byte(old.String())) {
		t.Error("the vault that rotated holds another identity than one opened anew")
	}
	if vault.Rotating(v.Dir()) {
		t.Error("the rotation was not ended")
	}
	add(t, v, vault.Entry{Key: key("C", "c")})
	add(t, openAs(t, v.Dir(), newPassword), vault.Entry{Key: key("D", "d")})
	if _, err := v.Refresh(ctx); err != nil || accounts(v.Entries()) != "a b c d" {
		t.Errorf("got %q, %v", accounts(v.Entries()), err)
	}

	// Whoever was open meanwhile changes nothing, its keys least of all.
	before := snapshot(t, v.Dir())
	for name, do := range map[string]func() error{
		"Update": func() error {
			return stale.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "x")}); return err })
		},
		"Refresh":        func() error { _, err := stale.Refresh(ctx); return err },
		"ChangePassword": func() error { return stale.ChangePassword(ctx, []byte("x")) },
		"Rotate":         func() error { return stale.Rotate(ctx, []byte("x")) },
		"CheckPassword":  func() error { return stale.CheckPassword(ctx, []byte(newPassword)) },
	} {
		if err := do(); !errors.Is(err, vault.ErrRotated) {
			t.Errorf("%s by a stale process: got %v, want %v", name, err, vault.ErrRotated)
		}
	}
	if d := cmp.Diff(before, snapshot(t, v.Dir())); d != "" {
		t.Errorf("a stale process wrote (-want +got):\n%s", d)
	}
	if err := v.Rotate(ctx, nil); !errors.Is(err, vault.ErrEmptyPassword) {
		t.Errorf("empty: got %v", err)
	}
}

// interrupted returns a vault whose rotation ended after identity.age was
// written, and a process that has been open since before.
func interrupted(t testing.TB) (dir string, stale *vault.Vault) {
	t.Helper()
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	add(t, v, vault.Entry{Key: key("B", "b")})
	v.Close()
	dir = v.Dir()
	id := identity(t, dir)
	before, err := os.ReadFile(filepath.Join(dir, "vault.age"))
	if err != nil {
		t.Fatal(err)
	}
	// A recipient of a later version stops it where the backups come.
	text := strings.Replace(payload(t, dir, id), `,"entries"`, `,"recipients":["age1later"],"entries"`, 1)
	seal(t, dir, text, id.Recipient())
	v = open(t, dir)
	if err := v.Rotate(ctx, []byte(newPassword)); !errors.Is(err, vault.ErrHalfRotated) || !errors.Is(err, vault.ErrForeignRecipient) {
		t.Fatalf("got %v, want %v", err, vault.ErrHalfRotated)
	}
	v.Close()
	if err := os.WriteFile(filepath.Join(dir, "vault.age"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	if !vault.Rotating(dir) {
		t.Fatal("the rotation is not told")
	}
	// What a process has that was open all the time.
	stale, err = vault.OpenIdentity(dir, []byte(id.String()), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stale.Close)
	return dir, stale
}

func TestInterruptedRotation(t *testing.T) {
	for name, end := range map[string]func(*vault.Vault) error{
		"Update": func(v *vault.Vault) error {
			return v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("D", "d")}); return err })
		},
		"FinishRotation": func(v *vault.Vault) error {
			done, err := v.FinishRotation(ctx)
			if err == nil && !done {
				err = errors.New("not done")
			}
			return err
		},
		"ChangePassword": func(v *vault.Vault) error { return v.ChangePassword(ctx, []byte(newPassword)) },
		"Rotate":         func(v *vault.Vault) error { return v.Rotate(ctx, []byte(newPassword)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, stale := interrupted(t)
			refused(t, dir, password)
			if got := accounts(openAs(t, dir, newPassword).Entries()); got != "a b" {
				t.Fatalf("got %q", got)
			}
			// The old identity may still write, and may not touch the keys.
			add(t, stale, vault.Entry{Key: key("C", "c")})
			if err := stale.ChangePassword(ctx, []byte("x")); !errors.Is(err, vault.ErrRotated) {
				t.Errorf("stale ChangePassword: got %v, want %v", err, vault.ErrRotated)
			}
			v := openAs(t, dir, newPassword)
			if got := accounts(v.Entries()); got != "a b c" {
				t.Fatalf("got %q", got)
			}
			if err := end(v); err != nil {
				t.Fatal(err)
			}
			if vault.Rotating(dir) || bytes.Count(v.Identity(), []byte("AGE-SECRET-KEY-")) != 1 {
				t.Error("the rotation was not ended")
			}
			refused(t, dir, password)
			w := openAs(t, dir, newPassword)
			if got := accounts(w.Entries()); !strings.HasPrefix(got, "a b c") {
				t.Errorf("got %q", got)
			}
			ids, err := age.ParseIdentities(bytes.NewReader(w.Identity()))
			if err != nil || len(ids) != 1 {
				t.Fatalf("got %d identities, %v", len(ids), err)
			}
			if files, n := opens(t, dir, ids[0]); n != files {
				t.Errorf("the new identity opens %d of %d files", n, files)
			}
			if _, err := stale.Refresh(ctx); err == nil {
				t.Error("the old identity still opens the vault")
			}
			add(t, w, vault.Entry{Key: key("E", "e")})
		})
	}
}

// Killed before identity.age was written, a rotation leaves nothing but files
// that nobody uses.
func TestRotationThatNeverBegan(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	staged := filepath.Join(v.Dir(), "rotation-00112233445566778899")
	if err := errors.Join(os.Mkdir(staged, 0o700), os.WriteFile(filepath.Join(staged, "identity.age"), []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	w := open(t, v.Dir())
	add(t, w, vault.Entry{Key: key("B", "b")})
	if err := w.ChangePassword(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	if vault.Rotating(v.Dir()) {
		t.Error("what was prepared is still there")
	}
	openAs(t, v.Dir(), newPassword)
}

// A power cut may keep identity.age and lose what was prepared beside it.
func TestRotationWithoutItsFiles(t *testing.T) {
	dir, _ := interrupted(t)
	staged, _ := filepath.Glob(filepath.Join(dir, "rotation-*"))
	for _, name := range staged {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
	v := openAs(t, dir, newPassword)
	add(t, v, vault.Entry{Key: key("C", "c")})
	if err := openAs(t, dir, newPassword).ChangePassword(ctx, []byte("third")); err != nil {
		t.Fatal(err)
	}
	w := openAs(t, dir, "third")
	if n := bytes.Count(w.Identity(), []byte("AGE-SECRET-KEY-")); n != 1 || accounts(w.Entries()) != "a b c" {
		t.Errorf("got %d identities and %q", n, accounts(w.Entries()))
	}
	ids, _ := age.ParseIdentities(bytes.NewReader(w.Identity()))
	if files, n := opens(t, dir, ids[0]); n != files {
		t.Errorf("the new identity opens %d of %d files", n, files)
	}
}

func TestIdentity(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	text := v.Identity()
	v.Close()
	if v.Identity() != nil {
		t.Error("a closed vault tells its identity")
	}
	// Stock age reads it.
	if _, err := age.ParseIdentities(bytes.NewReader(text)); err != nil {
		t.Error(err)
	}
	w, err := vault.OpenIdentity(v.Dir(), text, options())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	add(t, w, vault.Entry{Key: key("B", "b")})
	if err := w.ChangePassword(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	if got := accounts(openAs(t, v.Dir(), newPassword).Entries()); got != "a b" {
		t.Errorf("got %q", got)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"another": other.String(), "nothing": "", "garbage": "AGE-SECRET-KEY-1XXX", "a plugin's": "AGE-PLUGIN-X-1",
	} {
		_, err := vault.OpenIdentity(v.Dir(), []byte(text), options())
		if !errors.Is(err, vault.ErrWrongIdentity) {
			t.Errorf("%s: got %v, want %v", name, err, vault.ErrWrongIdentity)
		}
		if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%s: the error quotes it", name)
		}
	}
}
