package vault

import (
	"context"
	"io"
	"time"
)

// Options adjust a vault. The zero value is right for most uses.
type Options struct {
	// WorkFactor is the base-2 logarithm of scrypt's cost for new passwords:
	// 17 (the default) takes 0.4 s and 128 MiB on a modest machine; each step
	// doubles both.
	WorkFactor int
	// MaxWorkFactor is the largest accepted when reading: 20 (the default) takes
	// 3 s and 1 GiB.
	MaxWorkFactor int
	// Now is the clock for the times of entries and backups.
	Now func() time.Time
	// Rand is the source of entry ids. Keys are age's business and always come
	// from the operating system.
	Rand io.Reader
	// Backups is how many backups are kept: 10 by default, none if negative.
	Backups int
	// LockTimeout is how long to wait for another process: 10 s by default.
	LockTimeout time.Duration
}

// Vault is an open vault. It is safe for concurrent use.
type Vault struct {
	dir string
}

// Exists reports whether dir holds a vault.
func Exists(dir string) (bool, error) { return false, nil }

// Create makes a vault in dir, and dir itself where needed.
func Create(dir string, password []byte, o Options) (*Vault, error) { return nil, ErrExists }

// Open opens the vault in dir.
func Open(dir string, password []byte, o Options) (*Vault, error) { return nil, ErrNoVault }

// DefaultDir returns where a person's vault is, by the operating system's rules.
func DefaultDir(getenv func(string) string, goos string) (string, error) { return "", ErrNoHome }

// Dir returns the vault's directory.
func (v *Vault) Dir() string { return v.dir }

// Entries returns all entries in the order of their adding.
func (v *Vault) Entries() []Entry { return nil }

// Get returns the entry with an id.
func (v *Vault) Get(id string) (Entry, error) { return Entry{}, ErrNoEntry }

// Find returns the entries that a query means.
func (v *Vault) Find(query string) []Entry { return nil }

// Update runs fn on the newest entries and saves what it changed.
func (v *Vault) Update(ctx context.Context, fn func(*Tx) error) error { return ErrClosed }

// Refresh reads the file again if another process changed it.
func (v *Vault) Refresh(ctx context.Context) (changed bool, err error) { return false, ErrClosed }

// ChangePassword encrypts the identity under a new password.
func (v *Vault) ChangePassword(ctx context.Context, password []byte) error { return ErrClosed }

// Close forgets the keys.
func (v *Vault) Close() {}

// Tx is a transaction: valid only inside the function given to Update.
type Tx struct{}

// Entries returns all entries as the transaction sees them.
func (tx *Tx) Entries() []Entry { return nil }

// Get returns the entry with an id.
func (tx *Tx) Get(id string) (Entry, error) { return Entry{}, ErrNoEntry }

// Add adds an entry and returns it with its id.
func (tx *Tx) Add(e Entry) (Entry, error) { return e, nil }

// Change applies fn to the entry with an id.
func (tx *Tx) Change(id string, fn func(*Entry) error) error { return ErrNoEntry }

// Remove removes the entry with an id.
func (tx *Tx) Remove(id string) error { return ErrNoEntry }
