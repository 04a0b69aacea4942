package vault

import (
	"context"
	"fmt"
	"io"
	"time"

	"sandi/internal/fault"
)

// Faults of recovery keys.
var (
	// ErrRecoveryKey says that a text is no recovery key: too short, too long,
	// or with a typing error, which its checksum shows.
	ErrRecoveryKey = fault.New("vault.recovery-key", "not a recovery key")
	// ErrNotRecovery says that a recovery key does not open this vault.
	ErrNotRecovery = fault.New("vault.recovery-wrong", "recovery key of another vault")
	// ErrNoRecovery says that the vault has no recovery key with that recipient.
	ErrNoRecovery = fault.New("vault.recovery-none", "no such recovery key")
)

// RecoveryKey is an age identity that opens a vault in place of its password.
// It prints as ‹redacted›. Copies share their memory.
type RecoveryKey struct{ text *[]byte }

// Recovery is what a vault knows about one of its recovery keys. Times are zero
// where nothing is known.
type Recovery struct {
	// Recipient is the public half, "age1…". It opens nothing.
	Recipient string
	// Created is when the key was made, Tested when it was last seen to open the
	// vault.
	Created, Tested time.Time
}

// RecoveryTest says what a recovery key opened.
type RecoveryTest struct {
	Generation           uint64
	Entries, Quarantined int
	Recipient            string
}

// Format writes ‹redacted› whatever the verb.
func (k RecoveryKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

// Reveal returns the key as age reads it: "AGE-SECRET-KEY-1…".
func (k RecoveryKey) Reveal() string { return "" }

// Groups returns the key in the groups that people read and type: the prefix,
// then groups of six, the last of four.
func (k RecoveryKey) Groups() []string { return nil }

// Recipient returns the public half.
func (k RecoveryKey) Recipient() string { return "" }

// Wipe overwrites the key.
func (k RecoveryKey) Wipe() {}

// ParseRecoveryKey reads a recovery key as people type and scan it.
func ParseRecoveryKey(text []byte) (RecoveryKey, error) { return RecoveryKey{}, ErrRecoveryKey }

// NewRecovery makes a recovery key, adds it to the vault and saves.
func (v *Vault) NewRecovery(ctx context.Context) (RecoveryKey, error) {
	return RecoveryKey{}, ErrClosed
}

// RecoveryKeys returns what the vault knows of its recovery keys.
func (v *Vault) RecoveryKeys() []Recovery { return nil }

// RemoveRecovery stops encrypting to a recovery key.
func (v *Vault) RemoveRecovery(ctx context.Context, recipient string) error { return ErrNoRecovery }

// RecoveryTested records that a recovery key was seen to open the vault.
func (v *Vault) RecoveryTested(ctx context.Context, recipient string) error { return ErrNoRecovery }

// TestRecovery opens vault.age with a recovery key and generates every code
// once. It writes nothing.
func TestRecovery(dir string, k RecoveryKey, o Options) (RecoveryTest, error) {
	return RecoveryTest{}, ErrNotRecovery
}

// Recover opens a vault with a recovery key and gives it a new identity under a
// new password.
func Recover(ctx context.Context, dir string, k RecoveryKey, password []byte, o Options) (*Vault, error) {
	return nil, ErrNotRecovery
}
