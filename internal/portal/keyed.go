package portal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"io"
)

const keyedSetting = "keyed-hash"

// keyed is a hash that only portals on the same store can make. purpose keeps
// what is made for one end from serving another.
func (p *Portal) keyed(purpose, text string) TokenHash {
	m := hmac.New(sha256.New, p.hashKey)
	m.Write([]byte(purpose))
	m.Write([]byte{0})
	m.Write([]byte(text))
	return TokenHash(m.Sum(nil))
}

// loadKeys reads what the portal needs of its store, and makes what is missing.
func (p *Portal) loadKeys(ctx context.Context) error {
	return p.store.Do(ctx, func(tx Tx) (err error) {
		if p.hashKey, err = p.secretSetting(tx, keyedSetting, sha256.Size); err != nil {
			return err
		}
		if p.operator, err = p.loadOperatorKey(tx); err != nil {
			return err
		}
		if err := giveAddresses(tx); err != nil {
			return err
		}
		_, err = p.present(tx) // so that Now is right before anybody asks for anything
		return err
	})
}

// secretSetting returns random bytes that are made once for a store.
func (p *Portal) secretSetting(tx Tx, name string, size int) ([]byte, error) {
	b, ok, err := tx.Setting(name)
	if err != nil || ok && len(b) == size {
		return b, err
	}
	b = make([]byte, size)
	if _, err := io.ReadFull(p.rand, b); err != nil {
		return nil, err
	}
	return b, tx.PutSetting(name, b)
}

// giveAddresses completes accounts of a store of schema version 1, where none
// had a mail address.
func giveAddresses(tx Tx) error {
	if missing, err := tx.HasEmail(""); err != nil || !missing {
		return err
	}
	all, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Email != "" {
			continue
		}
		a.Email = ownAddress(a.Role, a.User)
		if err := tx.PutAccount(a); err != nil {
			return err
		}
	}
	return nil
}
