package portal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	keyFile     = "portal.key"
	sealKeySize = 32
)

// sealer keeps TOTP secrets unreadable in a database file that travels without
// its key file: a backup, a bug report, a page of free disk space. It does not
// help against a thief who takes the whole directory.
type sealer struct{ aead cipher.AEAD }

// errNoKey is a key file that should be there and is not.
var errNoKey = errors.New("no key file")

// openSealer reads the directory's key file, and makes it if it may.
func openSealer(dir string, create bool) (*sealer, error) {
	path := filepath.Join(dir, keyFile)
	key, err := readKey(path)
	if create && errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, sealKeySize)
		if _, err := io.ReadFull(rand.Reader, key); err != nil {
			return nil, err
		}
		err = writeKey(path, key)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoKey
	case err != nil && !errors.Is(err, ErrStoreDamaged):
		return nil, ErrStore.With("file", path).Because(err)
	case err != nil:
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &sealer{aead}, err
}

func readKey(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	key, err := io.ReadAll(io.LimitReader(f, sealKeySize+1))
	if err != nil {
		return nil, err
	}
	if len(key) != sealKeySize {
		return nil, ErrStoreDamaged.With("what", keyFile)
	}
	return key, nil
}

// writeKey is called under the database's write lock, so no other process
// reads a half-written key; a crash in the middle leaves a file that readKey
// names as damaged, beside a database that holds nothing yet.
func writeKey(path string, key []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(key)
	return errors.Join(err, f.Sync(), f.Close())
}

// seal binds the sealed text to its place, so that one account's secret cannot
// be moved to another.
func (s *sealer) seal(plain []byte, place string) []byte {
	if len(plain) == 0 {
		return nil
	}
	return s.aead.Seal(nil, nil, plain, []byte(place))
}

func (s *sealer) open(sealed []byte, place string) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := s.aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, ErrStoreDamaged.With("what", databaseFile)
	}
	return plain, nil
}
