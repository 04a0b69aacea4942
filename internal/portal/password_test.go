package portal_test

import (
	"errors"
	"strings"
	"testing"

	"sandi/internal/portal"
)

func TestStoredHashes(t *testing.T) {
	store := portal.NewMemoryStore()
	newSite(t, portal.Options{Store: store})
	var phc string
	do(t, store, func(tx portal.Tx) error {
		a, _, err := tx.Account(portal.Penyedia, user)
		phc = a.PasswordHash
		return err
	})
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Errorf("got a hash of another form")
	}
	if cost, salt, sum, err := portal.ParsePHC(phc); err != nil || cost != cheap || len(salt) != 16 || len(sum) != 32 {
		t.Errorf("got %v, %v", cost, err)
	}
	for _, bad := range []string{
		"", "$", "x", strings.Replace(phc, "argon2id", "argon2i", 1), strings.Replace(phc, "v=19", "v=16", 1),
		strings.Replace(phc, "m=8", "m=4000000000", 1), // would take 4 TB
		strings.Replace(phc, "t=1", "t=0", 1), strings.Replace(phc, "t=1", "t=1000", 1), strings.Replace(phc, "p=1", "p=0", 1),
		strings.Replace(phc, "p=1", "p=x", 1), phc[:len(phc)-4], phc + "$", "x" + phc, phc[:len(phc)-4] + "****",
	} {
		if _, _, _, err := portal.ParsePHC(bad); !errors.Is(err, portal.ErrStoreDamaged) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

// A damaged hash is the operator's problem and no wrong password.
func TestSignInWithADamagedHash(t *testing.T) {
	store := portal.NewMemoryStore()
	s := newSite(t, portal.Options{Store: store})
	do(t, store, func(tx portal.Tx) error {
		a, _, err := tx.Account(portal.Penyedia, user)
		if err != nil {
			return err
		}
		a.PasswordHash = "damaged"
		return tx.PutAccount(a)
	})
	if _, err := s.SignIn(t.Context(), portal.Penyedia, user, []byte(password)); !errors.Is(err, portal.ErrStoreDamaged) {
		t.Errorf("got %v", err)
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=1,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, phc string) {
		cost, salt, sum, err := portal.ParsePHC(phc)
		if err == nil && (cost.MemoryKiB > 256*1024 || cost.Passes > 16 || cost.Threads > 16 || cost.Threads == 0 || len(salt) < 8 || len(sum) != 32) {
			t.Errorf("%q: accepted with %+v", phc, cost)
		}
		if err != nil && strings.Contains(err.Error(), "$") {
			t.Errorf("%q: the error quotes the hash", phc)
		}
	})
}
