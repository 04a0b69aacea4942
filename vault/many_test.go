package vault_test

import (
	"fmt"
	"testing"
	"time"

	"sandi/vault"
)

// What somebody does to all entries at once takes no longer for each of them than
// for one alone: nothing copies the bin at each step.
func TestThousandsAtOnce(t *testing.T) {
	const n = 5_000
	v := create(t)
	update(t, v, func(tx *vault.Tx) error {
		for i := range n {
			if _, err := tx.Add(vault.Entry{Key: key("Issuer", fmt.Sprint("account", i))}); err != nil {
				return err
			}
		}
		return nil
	})
	all := v.Entries()
	started := time.Now()
	update(t, v, func(tx *vault.Tx) error {
		for _, e := range all {
			if err := tx.Remove(e.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if got := len(v.Bin()); got != n {
		t.Fatalf("got %d in the bin, want %d", got, n)
	}
	if _, err := v.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if d := diff(v.Entries(), all); d != "" || len(v.Bin()) != 0 {
		t.Errorf("%d in the bin, (-want +got):\n%.2000s", len(v.Bin()), d)
	}
	// 0.1 s where nothing else runs.
	if took := time.Since(started); took > time.Minute {
		t.Errorf("took %v", took)
	}
}
