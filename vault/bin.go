package vault

import "time"

// Removed is an entry in the bin.
type Removed struct {
	Entry
	// At is when it was removed; zero if the file does not say.
	At time.Time
}

// Bin returns the removed entries, the last removed first.
func (v *Vault) Bin() []Removed { return nil }

// BinExpires returns when a removed entry will be erased, or false if never.
func (v *Vault) BinExpires(r Removed) (time.Time, bool) { return time.Time{}, false }

// Erase removes an entry for good, wherever it is: among the entries or in the
// bin. Backups still hold it.
func (tx *Tx) Erase(id string) error { return ErrNoEntry.With("query", id) }

// PutBack moves an entry from the bin to the end of the entries.
func (tx *Tx) PutBack(id string) error { return ErrNoEntry.With("query", id) }

// EmptyBin erases what was removed before a time, or everything if the time is
// zero, and returns how many entries that were.
func (tx *Tx) EmptyBin(olderThan time.Time) int { return 0 }

// Bin returns the removed entries with the changes of this transaction, the last
// removed first.
func (tx *Tx) Bin() []Removed { return nil }

// Move puts an entry before another in the custom order, or at the end if before
// is empty.
func (tx *Tx) Move(id, before string) error { return nil }
