package desktop

import (
	"context"
	"errors"
	"runtime"
	"time"

	"sandi/internal/fault"
)

// Errors of the keyring.
var (
	// ErrNoKeyring: this system offers none, or it failed.
	ErrNoKeyring = fault.New("desktop.no-keyring", "no keyring")
	// ErrKeyringLocked: it did not answer in time. A locked keyring asks for its
	// own password first, and waits for ever.
	ErrKeyringLocked = fault.New("desktop.keyring-locked", "the keyring is locked or does not answer")
	// ErrKeyringRefused: the user closed its question.
	ErrKeyringRefused = fault.New("desktop.keyring-refused", "the keyring was not unlocked")
	// ErrKeyringEmpty: it holds nothing under that account.
	ErrKeyringEmpty = fault.New("desktop.keyring-empty", "nothing in the keyring")
)

// KeyringTime bounds one question to the keyring where the context does not.
const KeyringTime = 2 * time.Second

// keyringService is the name under which everything of ours stands in a keyring.
const keyringService = "sandi"

// maxKeyringSecret bounds what is kept there and read back, in bytes. Windows
// takes 2,560.
const maxKeyringSecret = 2 << 10

// Keyring is the operating system's store of secrets: the Secret Service on
// Linux, the Credential Manager on Windows, the Keychain on macOS. Its methods
// end when ctx does, and after KeyringTime where ctx has no deadline.
type Keyring interface {
	// Get returns the secret, to be wiped by the caller, or ErrKeyringEmpty.
	Get(ctx context.Context, account string) ([]byte, error)
	Set(ctx context.Context, account string, secret []byte) error
	// Delete removes the secret. That it is not there is no error.
	Delete(ctx context.Context, account string) error
}

// NewKeyring returns the keyring of the surroundings. goos "" means the running
// system's. Nothing is asked yet, and no bus is ever started.
func NewKeyring(getenv func(string) string, goos string) Keyring {
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	if goos != "" && goos != runtime.GOOS {
		return patient{noKeyring{}}
	}
	return patient{systemKeyring(getenv)}
}

// noKeyring is where there is none.
type noKeyring struct{}

func (noKeyring) Get(context.Context, string) ([]byte, error) { return nil, ErrNoKeyring }
func (noKeyring) Set(context.Context, string, []byte) error   { return ErrNoKeyring }
func (noKeyring) Delete(context.Context, string) error        { return ErrNoKeyring }

// patient ends every question in time, even where what is behind does not: it is
// left alone then, and what it finds later is wiped.
type patient struct{ Keyring }

func (b patient) Get(ctx context.Context, account string) ([]byte, error) {
	return answered(ctx, func(ctx context.Context) ([]byte, error) {
		secret, err := b.Keyring.Get(ctx, account)
		if err == nil && (len(secret) == 0 || len(secret) > maxKeyringSecret) {
			clear(secret)
			return nil, ErrKeyringEmpty
		}
		return secret, err
	})
}

func (b patient) Set(ctx context.Context, account string, secret []byte) error {
	if len(secret) == 0 || len(secret) > maxKeyringSecret {
		return ErrTooLong
	}
	// A copy: the caller wipes its own, and a late answer must not store that.
	secret = append(make([]byte, 0, len(secret)), secret...)
	_, err := answered(ctx, func(ctx context.Context) ([]byte, error) {
		defer clear(secret)
		return nil, b.Keyring.Set(ctx, account, secret)
	})
	return err
}

func (b patient) Delete(ctx context.Context, account string) error {
	_, err := answered(ctx, func(ctx context.Context) ([]byte, error) {
		err := b.Keyring.Delete(ctx, account)
		if errors.Is(err, ErrKeyringEmpty) {
			err = nil
		}
		return nil, err
	})
	return err
}

func answered(ctx context.Context, ask func(context.Context) ([]byte, error)) ([]byte, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, KeyringTime)
		defer cancel()
	}
	type result struct {
		secret []byte
		err    error
	}
	done := make(chan result)
	go func() {
		secret, err := ask(ctx)
		select {
		case done <- result{secret, err}:
		case <-ctx.Done():
			clear(secret)
		}
	}()
	var r result
	select {
	case r = <-done:
	case <-ctx.Done():
		r.err = ctx.Err()
	}
	switch {
	case r.err == nil:
		return r.secret, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, ErrKeyringLocked.Because(ctx.Err())
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, r.err
}
