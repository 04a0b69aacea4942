package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sandi/internal/otp"
	"sandi/vault"
)

// The newest backup holds what was saved last; when it is gone or altered, that
// is not silently some older one's answer.
func TestReadBackup(t *testing.T) {
	dir := t.TempDir()
	v, err := vault.Create(dir, []byte("password"), vault.Options{WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var id string
	key := otp.Key{Type: otp.TOTP, Account: "a", Secret: otp.NewSecret([]byte("12345678901234567890"))}
	err = v.Update(t.Context(), func(tx *vault.Tx) error {
		e, err := tx.Add(vault.Entry{Key: key})
		id = e.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.ReadBackup(t.Context(), id)
	if err != nil || !got.Key.Secret.Equal(key.Secret) {
		t.Fatalf("got %v, %v", got.Key, err)
	}
	if _, err := v.ReadBackup(t.Context(), "nothere7"); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("an unknown entry gave %v", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "backups", "vault-*.age"))
	if err != nil || len(names) != 2 {
		t.Fatalf("backups %v, %v", names, err)
	}
	file, err := os.ReadFile(names[1])
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)/2] ^= 1
	if err := os.WriteFile(names[1], file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := v.ReadBackup(t.Context(), id); err == nil {
		t.Error("an altered backup was read")
	}
	if err := os.Remove(names[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := v.ReadBackup(t.Context(), id); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("the backup before the entry gave %v", err)
	}
}
