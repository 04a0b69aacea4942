package vault_test

import (
	"errors"
	"math"
	"testing"

	"sandi/internal/otp"
	"sandi/vault"
)

func TestAdvance(t *testing.T) {
	v := create(t)
	k := key("Token", "a")
	k.Type, k.Counter = otp.HOTP, math.MaxUint64-3
	e := add(t, v, vault.Entry{Key: k})[0]
	advance := func(n uint64) (otp.Key, error) {
		var before otp.Key
		err := v.Update(ctx, func(tx *vault.Tx) (err error) {
			before, err = tx.Advance(e.ID, n)
			return err
		})
		return before, err
	}
	counter := func() uint64 {
		now, err := v.Get(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now.Key.Counter
	}
	for _, n := range []uint64{1, 2} {
		want := counter()
		before, err := advance(n)
		if err != nil || before.Counter != want || counter() != want+n {
			t.Errorf("advance by %d: got %d, %v and then %d; want %d and then %d", n, before.Counter, err, counter(), want, want+n)
		}
	}
	if _, err := advance(1); !errors.Is(err, vault.ErrCounterEnd) {
		t.Errorf("at the end: got %v, want %v", err, vault.ErrCounterEnd)
	}
	if got := counter(); got != math.MaxUint64 {
		t.Errorf("the counter wrapped to %d", got)
	}
	timed := add(t, v, vault.Entry{Key: key("Timed", "a")})[0]
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Advance(timed.ID, 1)
		return err
	})
	if !errors.Is(err, otp.ErrNotCounterBased) {
		t.Errorf("time-based: got %v, want %v", err, otp.ErrNotCounterBased)
	}
}
