// Package bin is the screen of the removed entries: what they are, when they
// were removed and when they go for good.
package bin

import (
	"time"

	"sandi/vault"
)

// Item is a removed entry.
type Item struct {
	vault.Removed
	// Expires is when it is erased; zero if never.
	Expires time.Time
}

// Loaded brings what is in the bin now.
type Loaded struct{ Items []Item }

// PutBack is the outcome: move the entry back among the others.
type PutBack struct{ ID string }

// Erase is the outcome: erase the entry for good. It was confirmed.
type Erase struct{ ID string }

// Empty is the outcome: erase all removed entries for good. It was confirmed.
type Empty struct{}

// Failed tells the screen that what it asked for failed.
type Failed struct{ Err error }
