package portal

import (
	"context"
	"time"

	"sandi/internal/otp"
)

// Mail is a message that the portal sends. The one of RESET TOTP leaves
// MailDelay after the click, and its one-time code is dead by then (failure F5).
// Its times are true time.
type Mail struct {
	ID          int64
	Role        Role
	User        string
	To          string
	Subject     string
	Body        string // holds a code: sealed in a store on disk
	QueuedAt    time.Time
	ArrivesAt   time.Time
	CodeExpires time.Time // of the code in the mail; before ArrivesAt, that is the point
	Step        otp.Step  // of the code in the mail

	State   MailState
	Tries   int
	NextTry time.Time // of a queued one: when it may be claimed
	Problem string    // of the last try, for the operator; holds neither body nor password
}

// MailState says how far a mail has come.
type MailState string

// The states of a mail.
const (
	MailQueued MailState = "queued"
	MailSent   MailState = "sent"
	MailFailed MailState = "failed" // given up
)

// MaxMailTries is after how many failed tries a mail is given up.
const MaxMailTries = 8

// Letter is a mail that has arrived at the portal's own mail server.
type Letter struct {
	ID      int64
	At      time.Time
	From    string
	To      string // lower case
	Subject string
	Body    string
}

// MaxLetter bounds a letter's body, in bytes.
const MaxLetter = 16 << 10

// Outbox returns the newest mails, newest first. It is the operator's: the
// bodies are in it.
func (p *Portal) Outbox(ctx context.Context, limit int) (mails []Mail, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		mails, err = tx.Outbox(limit)
		return err
	})
	return mails, err
}

// ClaimMail returns mails that are due at now, oldest first, and keeps them from
// being claimed again for a while: by then MailSent should have been called.
func (p *Portal) ClaimMail(ctx context.Context, now time.Time, limit int) ([]Mail, error) {
	return nil, nil
}

// MailSent says what became of a claimed mail. After a failure it is due again,
// later each time, until it is given up.
func (p *Portal) MailSent(ctx context.Context, id int64, failure error) error { return nil }

// Deliver puts a letter into the inbox of its address. ErrNoMailbox means that
// no account has this address.
func (p *Portal) Deliver(ctx context.Context, l Letter) error { return nil }

// Letters returns the newest letters of all inboxes, newest first.
func (p *Portal) Letters(ctx context.Context, limit int) ([]Letter, error) { return nil, nil }

// Inbox returns the letters to the user, newest first. Where a code is asked the
// user has only shown the password; the mailed code is of no use to anybody.
func (s *Session) Inbox(ctx context.Context) ([]Letter, error) { return nil, nil }
