package vault

import (
	"context"
	"time"
)

// Usage says how much an entry is used.
type Usage struct {
	Count int
	Last  time.Time
}

// Used counts one use of an entry: a code that was copied or shown. It is
// written at once, or with others within a minute, or at Close.
func (v *Vault) Used(ctx context.Context, id string) error { return nil }

// Usage returns how much each entry is used. It reads usage.age the first time.
func (v *Vault) Usage() map[string]Usage { return nil }
