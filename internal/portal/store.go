package portal

import (
	"context"
	"crypto/sha256"
	"time"

	"sandi/internal/otp"
)

// Store keeps a portal's state. All work is done in transactions that run one
// after the other, so that a check and the write that follows from it cannot be
// torn apart: an accepted code is spent before a second request can see it.
type Store interface {
	// Do runs fn once, in a transaction. If fn or the commit fails nothing is
	// kept. fn must not keep tx and must not call Do.
	Do(ctx context.Context, fn func(tx Tx) error) error
	Close() error
}

// Tx is a Store inside a transaction. A record that does not exist is reported
// by ok = false, never as an error.
type Tx interface {
	Account(role Role, user string) (a Account, ok bool, err error)
	Accounts() ([]Account, error)
	PutAccount(Account) error

	Session(TokenHash) (s SessionRecord, ok bool, err error)
	// SessionsOf returns an account's sessions, oldest first.
	SessionsOf(role Role, user string) ([]SessionRecord, error)
	PutSession(SessionRecord) error // by ID
	DeleteSession(id string) error  // a missing one is no error
	DeleteExpired(now time.Time) error

	// Note appends to the journal and lets the oldest go beyond JournalSize.
	Note(Attempt) error
	Journal(limit int) ([]Attempt, error) // newest first
	// Queue appends to the outbox and lets the oldest go beyond OutboxSize.
	Queue(Mail) error
	Outbox(limit int) ([]Mail, error) // newest first
}

// How many entries a store keeps of what grows without end.
const (
	JournalSize = 2000
	OutboxSize  = 200
)

// TokenHash is the SHA-256 of a session token.
type TokenHash [sha256.Size]byte

// TOTPState says whether an account has a second factor.
type TOTPState string

// The states of an account's second factor.
const (
	TOTPOff   TOTPState = "off"   // never enabled
	TOTPOn    TOTPState = "on"    // the barcode was shown
	TOTPReset TOTPState = "reset" // DISABLE TOTP: a new barcode at the next login
)

// Account is a user as the store keeps it.
type Account struct {
	Role Role
	User string

	PasswordHash string // argon2id in PHC form
	DemoPassword string // of demonstration accounts only: it is meant to be public

	TOTP     TOTPState
	Key      otp.Key  // zero unless TOTP is on
	ShownTo  string   // ID of the session that sees the key
	LastStep otp.Step // of the last accepted code; none is accepted at or before it

	Passwords Failures // wrong passwords in a row
	Codes     Failures // refused codes in a row
}

// Failures counts failures in a row and says how long the account is locked.
type Failures struct {
	Count int
	Until time.Time // zero: not locked
}

// SessionRecord is a session as the store keeps it.
type SessionRecord struct {
	ID      string // stays the same when the token is rotated; no secret
	Token   TokenHash
	Role    Role
	User    string
	State   State
	Created time.Time
	Expires time.Time
	ReadyAt time.Time // of ENABLING_WAIT: when the barcode may be shown
}
