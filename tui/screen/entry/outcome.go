package entry

import (
	"sandi/internal/otp"
	"sandi/vault"
)

// The outcomes of the screen.
type (
	// Remove moves the entry to the bin. It was confirmed.
	Remove struct{ ID string }
	// Edit opens the form of the entry.
	Edit struct{ ID string }
	// Undo offers to turn back the last change.
	Undo struct{}
	// Open opens another entry, one that holds the same key.
	Open struct{ ID string }
	// Revive says that the service accepts a retired entry's codes again.
	Revive struct{ ID string }
	// Raw asks for the entry's text as the vault keeps it, answered by RawText.
	Raw struct{ ID string }
	// SetCounter moves a counter on from the one that was shown.
	SetCounter struct {
		ID       string
		From, To uint64
	}
	// Resync finds the counter by codes that another device showed, the oldest
	// first, and sets it. It is answered by Resynced.
	Resync struct {
		ID    string
		Codes []otp.Code
	}
)

// Changed brings the entry as the vault has it now, and the others that hold
// the same key.
type Changed struct {
	Entry vault.Entry
	Twins []vault.Entry
}

// Failed tells the screen that what it asked for failed.
type Failed struct{ Err error }

// RawText answers Raw. The text holds the key; the screen wipes it.
type RawText struct{ Text []byte }

// String keeps the text out of logs and messages.
func (RawText) String() string { return "‹redacted›" }

// GoString does the same for %#v.
func (RawText) GoString() string { return "‹redacted›" }

// Resynced answers Resync: the counter of the next code, or why there is none.
type Resynced struct {
	Counter uint64
	Err     error
}
