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
	// View runs fn once, to read. Each of its calls finds what was kept by then:
	// two of them may see a transaction between them. It need not wait for
	// transactions, and they do not wait for it. fn must not write, keep tx, or
	// call Do or View.
	View(ctx context.Context, fn func(tx Tx) error) error
	Close() error
}

// Tx is a Store inside a transaction. A record that does not exist is reported
// by ok = false, never as an error. Lists that grow without end let their oldest
// go beyond their bound.
type Tx interface {
	// Setting returns what PutSetting kept under a name. A store on disk seals
	// the values.
	Setting(name string) (value []byte, ok bool, err error)
	PutSetting(name string, value []byte) error

	Account(role Role, user string) (a Account, ok bool, err error)
	Accounts() ([]Account, error) // by role and user
	CountAccounts() (int, error)
	// HasEmail reports whether an account has this mail address.
	HasEmail(address string) (bool, error)
	PutAccount(Account) error
	DeleteAccount(role Role, user string) error // a missing one is no error

	Session(TokenHash) (s SessionRecord, ok bool, err error)
	// SessionsOf returns an account's sessions, oldest first.
	SessionsOf(role Role, user string) ([]SessionRecord, error)
	// CountSessions counts what is open now, for each account that has any.
	CountSessions(now time.Time) (map[AccountID]int, error)
	PutSession(SessionRecord) error // by ID
	DeleteSession(id string) error  // a missing one is no error
	DeleteExpired(now time.Time) error

	// Stranger returns the failures of a user id that does not exist, under a
	// keyed hash of it. MaxStrangers are kept: the least recently put give way.
	Stranger(name TokenHash) (Failures, error)
	PutStranger(name TokenHash, f Failures, now time.Time) error

	// Note appends to the journal, of JournalSize, and gives the attempt its ID,
	// which is greater than every one before.
	Note(Attempt) error
	Journal(limit int) ([]Attempt, error)                // newest first
	JournalAfter(id int64, limit int) ([]Attempt, error) // oldest first

	// Queue appends to the outbox, of OutboxSize, and returns the mail's ID.
	Queue(Mail) (id int64, err error)
	Outbox(limit int) ([]Mail, error)                 // newest first
	QueuedFor(role Role, user string) ([]Mail, error) // state MailQueued, newest first
	DueMail(now time.Time, limit int) ([]Mail, error) // state MailQueued, NextTry ≤ now, oldest first
	Mail(id int64) (m Mail, ok bool, err error)
	PutMail(Mail) error // by ID

	// PutLetter appends to the inboxes: of LettersEach per address and
	// LettersAll in all. It gives the letter its ID.
	PutLetter(Letter) error
	Letters(to string, limit int) ([]Letter, error) // newest first; to "": of every address

	// PutRequest keeps one request per role and user: a second one takes the
	// place and the ID of the first. There are at most MaxRequests.
	PutRequest(Request) error
	Requests() ([]Request, error) // oldest first
	DeleteRequest(id int64) error // a missing one is no error

	Class(TokenHash) (c ClassRecord, ok bool, err error)
	Classes() ([]ClassRecord, error) // by the time at which they end
	PutClass(ClassRecord) error      // by token
	DeleteClass(TokenHash) error     // a missing one is no error

	// Forget empties the journal, the outbox, the inboxes, the requests, the
	// strangers and the sessions. Accounts, classes and settings stay.
	Forget() error
}

// How many entries a store keeps of what grows without end.
const (
	JournalSize  = 2000
	OutboxSize   = 1000
	LettersEach  = 20
	LettersAll   = 1000
	MaxRequests  = 200
	MaxStrangers = 4096
)

// TokenHash is the SHA-256 of a token.
type TokenHash [sha256.Size]byte

// AccountID names an account.
type AccountID struct {
	Role Role
	User string
}

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
	Email        string // lower case; "" only in data of version 1, see address
	Class        string // name of the class whose link made it

	TOTP     TOTPState
	Key      otp.Key  // zero unless TOTP is on
	ShownTo  string   // ID of the session that sees the key
	LastStep otp.Step // of the last accepted code; none is accepted at or before it
	Drift    int      // steps that the profile belajar has learned to look away from now

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
	ID       string // stays the same when the token is rotated; no secret
	Token    TokenHash
	Role     Role
	User     string
	State    State
	Created  time.Time
	Expires  time.Time
	ReadyAt  time.Time // of ENABLING_WAIT: when the barcode may be shown
	Reloaded bool      // of ENABLING_WAIT: the user has reloaded the page
}

// ClassRecord is a class as the store keeps it.
type ClassRecord struct {
	Class
	Hash   TokenHash // of Token
	Token  string    // of the link that makes accounts
	Joined int
}
