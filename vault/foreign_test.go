package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sandi/vault"
)

// An identity.age that opens and belongs elsewhere, as a synchroniser may bring
// it back after a rotation, is told and put right from its copy.
func TestAnIdentityOfAnotherTimeIsPutRight(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "v")
	o := vault.Options{WorkFactor: 10}
	password := []byte("kata sandi")
	v, err := vault.Create(dir, password, o)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "identity.age"))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Rotate(t.Context(), password); err != nil {
		t.Fatal(err)
	}
	v.Close()
	if err := os.WriteFile(filepath.Join(dir, "identity.age"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = vault.Open(dir, password, o)
	if !errors.Is(err, vault.ErrDamaged) || errors.Is(err, vault.ErrNoGoodBackup) {
		t.Fatalf("got %v, want damage with a good backup", err)
	}
	done, err := vault.RestoreDamaged(dir, password, o)
	if err != nil || len(done) != 1 || filepath.Base(done[0].File) != "identity.age" || done[0].Kept == "" {
		t.Fatalf("got %+v, %v", done, err)
	}
	if v, err = vault.Open(dir, password, o); err != nil {
		t.Fatal(err)
	}
	v.Close()
}

// What is no file in a file's place is damage like any other: the good copy is
// named and put back, and what stood there is kept.
func TestADirectoryInTheFilesPlaceIsPutRight(t *testing.T) {
	for _, name := range []string{"vault.age", "identity.age"} {
		dir := filepath.Join(t.TempDir(), "v")
		o := vault.Options{WorkFactor: 10}
		password := []byte("kata sandi")
		v, err := vault.Create(dir, password, o)
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err = vault.Open(dir, password, o); !errors.Is(err, vault.ErrDamaged) || errors.Is(err, vault.ErrNoGoodBackup) {
			t.Fatalf("%s: got %v, want damage with a good backup", name, err)
		}
		done, err := vault.RestoreDamaged(dir, password, o)
		if err != nil || len(done) != 1 || filepath.Base(done[0].File) != name || done[0].Kept == "" {
			t.Fatalf("%s: got %+v, %v", name, done, err)
		}
		if v, err = vault.Open(dir, password, o); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v.Close()
	}
}
