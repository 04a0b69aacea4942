//go:build unix

package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sandi/vault"
)

// Opening a pipe waits for its other end, and no signal ends that.
func TestALockThatIsAPipeIsRefused(t *testing.T) {
	v := create(t)
	lock := filepath.Join(v.Dir(), "vault.lock")
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(lock, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- v.Update(ctx, func(tx *vault.Tx) error {
			_, err := tx.Add(vault.Entry{Key: key("", "a")})
			return err
		})
	}()
	select {
	case err := <-done:
		if !errors.Is(err, vault.ErrUnreadable) {
			t.Errorf("got %v, want %v", err, vault.ErrUnreadable)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the save waits for the pipe")
	}
}
