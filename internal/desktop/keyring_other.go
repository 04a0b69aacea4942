//go:build !linux

package desktop

import (
	"context"
	"errors"

	"github.com/zalando/go-keyring"
)

// libraryKeyring is the Credential Manager or the Keychain. The library knows no
// contexts: patient leaves it alone when the time is over.
type libraryKeyring struct{}

func systemKeyring(func(string) string) Keyring { return libraryKeyring{} }

func (libraryKeyring) Get(_ context.Context, account string) ([]byte, error) {
	secret, err := keyring.Get(keyringService, account)
	return []byte(secret), libraryFault(err)
}

func (libraryKeyring) Set(_ context.Context, account string, secret []byte) error {
	return libraryFault(keyring.Set(keyringService, account, string(secret)))
}

func (libraryKeyring) Delete(_ context.Context, account string) error {
	return libraryFault(keyring.Delete(keyringService, account))
}

func libraryFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrKeyringEmpty
	}
	return ErrNoKeyring.Because(err)
}
