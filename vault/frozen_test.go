package vault_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

// The vault in testdata/v1 was written by the first version of format 1. It is
// never made again: every later version has to open it. Its password is
// "a vault from the first day".
func TestFrozenVaultOpens(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "v1"))); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(dir, []byte("a vault from the first day"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	at := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	want := []vault.Entry{
		{
			ID: "aaaaaaaa", Status: vault.Pending, Created: at, Modified: at, SpentStep: 58994640,
			Key: otp.Key{
				Type: otp.TOTP, Issuer: "SPSE", Account: "ayu@contoh.go.id", Algorithm: otp.SHA1, Digits: 6, Period: 30,
				Secret: otp.NewSecret([]byte("12345678901234567890")),
			},
			Enrolment: &vault.Enrolment{
				Service: "practice", Address: "http://127.0.0.1:8484", Role: "penyedia", User: "penyedia.demo",
				State: "KEY_SHOWN", Practice: true,
			},
		},
		{
			ID: "bbbbbbbb", Status: vault.Active, Created: at, Modified: at, Favorite: true, Tags: []string{"kerja", "日本"},
			Note: "line one\nline \"two\"",
			Key: otp.Key{
				Type: otp.TOTP, Issuer: "Example", Account: "long", Algorithm: otp.SHA512, Digits: 8, Period: 60,
				Secret: otp.NewSecret([]byte("1234567890123456789012345678901234567890123456789012345678901234")),
			},
		},
		{
			ID: "cccccccc", Status: vault.Retired, Created: at, Modified: at,
			Key: otp.Key{
				Type: otp.HOTP, Account: "counter", Algorithm: otp.SHA256, Digits: 6, Counter: 18446744073709551615,
				Secret: otp.NewSecret([]byte{0}),
			},
		},
		{
			ID: "dddddddd", Status: vault.Active, Created: at, Modified: at,
			Key: otp.Key{
				Type: otp.Steam, Issuer: "Steam", Account: "player", Algorithm: otp.SHA1, Digits: 5, Period: 30,
				Secret: otp.NewSecret([]byte("steam secret")),
			},
		},
	}
	if d := diff(v.Entries(), want); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := v.Generation(); got != 2 {
		t.Errorf("generation: got %d, want 2", got)
	}
	touch(t, v)
}
