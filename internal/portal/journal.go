package portal

import (
	"context"
	"time"
)

// Act is what a user tried.
type Act string

// The acts that the journal knows.
const (
	ActSignIn  Act = "sign-in"
	ActEnable  Act = "enable"
	ActBarcode Act = "barcode" // shown for the first time: TOTP is on
	ActCode    Act = "code"
	ActDisable Act = "disable"
	ActReset   Act = "reset"
	ActLogout  Act = "logout"
)

// Verdict is what became of an attempt, as the operator sees it. The client is
// told far less.
type Verdict string

// The verdicts.
const (
	Accepted      Verdict = "accepted"
	UnknownUser   Verdict = "unknown-user"
	WrongPassword Verdict = "wrong-password"
	WrongCode     Verdict = "wrong-code"     // belongs to no step near now
	MalformedCode Verdict = "malformed-code" // not digits at all
	ExpiredCode   Verdict = "expired-code"   // of a step before the window
	EarlyCode     Verdict = "early-code"     // of a step after the window: a fast clock
	ReusedCode    Verdict = "reused-code"    // right, but its step or a later one is spent
	Refused       Verdict = "refused"        // not offered in this state, or TOTP already on
)

// Attempt is one line of the operator's journal. It holds no code, key or
// password, and no user id that the portal does not know, because people type
// passwords into the wrong field.
type Attempt struct {
	At      time.Time
	Role    Role
	User    string // "" if unknown
	Act     Act
	Verdict Verdict
	Locked  bool // refused because the account was locked, whatever the verdict on its merits
	Steps   int  // how many steps from now the code is: −3 is three periods old
}

// Mail is a message that the portal has promised to send. It arrives MailDelay
// later, and its one-time code is dead by then (failure F5). The code itself is
// not kept.
type Mail struct {
	Role        Role
	User        string
	QueuedAt    time.Time
	ArrivesAt   time.Time
	CodeExpires time.Time // of the code in the mail; before ArrivesAt, that is the point
}

// Journal returns the newest attempts, newest first.
func (p *Portal) Journal(ctx context.Context, limit int) (attempts []Attempt, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		attempts, err = tx.Journal(limit)
		return err
	})
	return attempts, err
}

// Outbox returns the newest mails, newest first.
func (p *Portal) Outbox(ctx context.Context, limit int) (mails []Mail, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		mails, err = tx.Outbox(limit)
		return err
	})
	return mails, err
}
