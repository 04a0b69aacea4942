package cmd_test

import (
	"context"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/clock"
	"sandi/internal/otp"
	"sandi/vault"
)

// makeVault makes a vault with n entries and a file with its password.
func makeVault(tb testing.TB, n int) (dir, passwordFile string) {
	tb.Helper()
	dir, passwordFile = filepath.Join(tb.TempDir(), "vault"), filepath.Join(tb.TempDir(), "password")
	if err := os.WriteFile(passwordFile, []byte("correct horse\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	v, err := vault.Create(dir, []byte("correct horse"), vault.Options{WorkFactor: 10, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	defer v.Close()
	err = v.Update(context.Background(), func(tx *vault.Tx) error {
		for i := range n {
			raw := make([]byte, 20)
			binary.BigEndian.PutUint64(raw, uint64(i)*0x9e3779b97f4a7c15)
			e := vault.Entry{Status: vault.Active, Key: otp.Key{
				Issuer: "Service " + strconv.Itoa(i%500), Account: "user" + strconv.Itoa(i) + "@example.com", Secret: otp.NewSecret(raw),
			}}
			if _, err := tx.Add(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return dir, passwordFile
}

// BenchmarkCodeJSON is `sandi code --json` without the start of the process,
// with a key derivation of 2 ms.
func BenchmarkCodeJSON(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			dir, passwordFile := makeVault(b, n)
			sys := cmd.System{
				Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }, GOOS: "linux",
				Clock: clock.System{},
				Interruptible: func(ctx context.Context) (context.Context, context.CancelFunc) {
					return context.WithCancel(ctx)
				},
			}
			for b.Loop() {
				if got := cmd.Main([]string{"code", "--json", "--vault", dir, "--password-file", passwordFile}, sys); got != 0 {
					b.Fatalf("exit code: got %d, want 0", got)
				}
			}
		})
	}
}
