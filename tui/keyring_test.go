package tui_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/desktop"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// keyringStore is a store that a keyring opens, or not, after some time.
type keyringStore struct {
	store
	after time.Duration
	err   error // nil: it opens
	off   bool
	ended chan error
}

func (s keyringStore) Keyring(ctx context.Context) (*vault.Vault, error) {
	if s.off {
		return nil, nil
	}
	select {
	case <-time.After(s.after):
	case <-ctx.Done():
	}
	select {
	case s.ended <- ctx.Err():
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.err != nil {
		return nil, s.err
	}
	return s.Open(ctx, []byte(password))
}

func openWithKeyring(t *testing.T, s keyringStore) *world {
	return open(t, 80, 24, []vault.Entry{tuitest.Entry("Beta", "b")}, func(x *world, start *tui.Start) {
		s.store = store{x.dir}
		x.deps.Store, start.Password = s, nil
	})
}

func TestKeyringOpensWhileThePasswordIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := openWithKeyring(t, keyringStore{after: 5 * time.Second})
		x.shows("Vault password")
		x.press("half a pass")
		time.Sleep(6 * time.Second)
		x.settle()
		x.shows("Beta")
		x.hides("Vault password")
		// Locked, it stays so: the keyring is for the start.
		x.press("L")
		time.Sleep(10 * time.Second)
		x.settle()
		x.shows("Vault password")
	})
}

func TestThePasswordIsFasterThanTheKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		x := openWithKeyring(t, keyringStore{after: time.Hour, ended: ended})
		x.press(password + "<enter>")
		x.shows("Beta")
		if err := <-ended; err == nil {
			t.Error("the keyring's question stays open")
		}
		x.hides("keyring")
	})
}

func TestAKeyringThatDoesNotOpenIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := openWithKeyring(t, keyringStore{err: desktop.ErrKeyringRefused})
		x.shows("Vault password", "keyring was not unlocked")
		x.press(password + "<enter>")
		x.shows("Beta")
	})
}

func TestAKeyringThatIsOffSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := openWithKeyring(t, keyringStore{off: true})
		x.shows("Vault password")
		x.hides("eyring")
	})
}
