package portal

import (
	"context"
	"errors"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
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

// Times of the queue.
const (
	mailLease   = time.Minute // for which a claimed mail is not claimed again
	mailBackoff = 5 * time.Second
	maxBackoff  = 10 * time.Minute
	maxProblem  = 200 // bytes
)

// maxQueued is how many mails of one account may wait: beyond, the newest of
// them is what RESET TOTP answers with.
const maxQueued = 5

// ClaimMail returns mails that are due at now, oldest first, and keeps them from
// being claimed again for a while: by then MailSent should have been called.
//
// A mail that leaves spends its code. However short the delay and however wide
// the window, what lies in an inbox opens nothing: the second factor is a key
// that only its owner has.
func (p *Portal) ClaimMail(ctx context.Context, now time.Time, limit int) (claimed []Mail, err error) {
	// Most of the time nothing is due, and to look keeps nobody waiting.
	if err := p.view(ctx, func(t *turn) error {
		claimed, err = t.DueMail(now, 1)
		return err
	}); err != nil || len(claimed) == 0 {
		return nil, err
	}
	err = p.do(ctx, "", func(t *turn) error {
		if claimed, err = t.DueMail(now, limit); err != nil {
			return err
		}
		for i := range claimed {
			m := &claimed[i]
			m.Tries++
			m.NextTry = now.Add(mailLease)
			if err := t.PutMail(*m); err != nil {
				return err
			}
			a, ok, err := t.Account(m.Role, m.User)
			if err != nil {
				return err
			}
			if ok && a.TOTP == TOTPOn && a.LastStep < m.Step {
				a.LastStep = m.Step
				if err := t.PutAccount(a); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return claimed, err
}

// permanent is what a failure can say that the same try will never mend.
type permanent interface {
	error
	Permanent() bool
}

// MailSent says what became of a claimed mail. After a failure it is due again,
// later each time, until it is given up: at once when the failure is permanent.
func (p *Portal) MailSent(ctx context.Context, id int64, failure error) error {
	return p.do(ctx, "", func(t *turn) error {
		m, ok, err := t.Mail(id)
		if err != nil || !ok || m.State != MailQueued {
			return err // the queue was emptied meanwhile
		}
		switch {
		case failure == nil:
			m.State, m.Problem, m.NextTry = MailSent, "", time.Time{}
		default:
			problem := printable.Text(strings.ToValidUTF8(failure.Error(), ""))
			m.Problem = strings.ToValidUTF8(problem[:min(len(problem), maxProblem)], "")
			m.NextTry = t.now.Add(min(mailBackoff<<min(m.Tries, 10), maxBackoff))
			if p, ok := errors.AsType[permanent](failure); m.Tries >= MaxMailTries || (ok && p.Permanent()) {
				m.State, m.NextTry = MailFailed, time.Time{}
			}
		}
		return t.PutMail(m)
	})
}

// RequestReset clicks RESET TOTP. The portal accepts it and queues a mail, which
// arrives long after the code in it has expired: nothing about the account
// changes.
func (s *Session) RequestReset(ctx context.Context) (m Mail, err error) {
	err = s.do(ctx, ActReset, func(t *turn, a *Account) error {
		if s.record.State != TOTPPrompt && s.record.State != InProtected {
			return s.refuse(t, ActReset, ErrWrongState)
		}
		waiting, err := t.QueuedFor(a.Role, a.User)
		if err != nil {
			return err
		}
		if len(waiting) >= maxQueued {
			m = waiting[0]
			return s.note(t, ActReset, Accepted)
		}
		if m, err = t.resetMail(*a); err != nil {
			return err
		}
		if m.ID, err = t.Queue(m); err != nil {
			return err
		}
		return s.note(t, ActReset, Accepted)
	})
	return m, err
}

// resetMail writes the mail of RESET TOTP, in both languages: the portal does
// not know which one its reader speaks.
func (t *turn) resetMail(a Account) (Mail, error) {
	step := a.Key.Step(t.portalTime())
	code, err := a.Key.CodeFor(step)
	if err != nil {
		return Mail{}, err
	}
	// Until the end of the step, in true time.
	left := a.Key.End(step).Sub(t.portalTime())
	m := Mail{
		Role: a.Role, User: a.User, To: a.Email, Step: step, State: MailQueued,
		QueuedAt: t.now, ArrivesAt: t.now.Add(t.p.mailDelay(t.conditions)), CodeExpires: t.now.Add(left),
	}
	m.NextTry = m.ArrivesAt
	var parts []string
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		if m.Subject == "" {
			m.Subject = l.T("portal.mail.reset-subject", "portal", t.p.Name())
		}
		parts = append(parts, l.T("portal.mail.reset-body", "user", a.User, "code", code.Reveal(),
			"asked", t.portalTime().UTC().Format(mailTime), "expires", a.Key.End(step).UTC().Format(mailTime)))
	}
	m.Body = strings.Join(parts, "\n\n-- \n\n") + "\n"
	return m, nil
}

const mailTime = "2006-01-02 15:04:05 UTC"

// Deliver puts a letter into the inbox of its address. ErrNoMailbox means that
// no account has this address.
func (p *Portal) Deliver(ctx context.Context, l Letter) error {
	l.To = strings.ToLower(strings.TrimSpace(l.To))
	l.From, l.Subject = oneLine(l.From), oneLine(l.Subject)
	l.Body = strings.ToValidUTF8(l.Body[:min(len(l.Body), MaxLetter)], "")
	return p.do(ctx, ActLetter, func(t *turn) error {
		ok := false
		if l.To != "" {
			var err error
			if ok, err = t.HasEmail(l.To); err != nil {
				return err
			}
		}
		if !ok {
			return ErrNoMailbox
		}
		l.At = t.now
		return t.PutLetter(l)
	})
}

// oneLine makes a header fit to be kept and shown.
func oneLine(text string) string {
	const most = 320 // bytes: the longest mail address
	return printable.Text(strings.ToValidUTF8(text[:min(len(text), most)], ""))
}

// Letters returns the newest letters of all inboxes, newest first.
func (p *Portal) Letters(ctx context.Context, limit int) (letters []Letter, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		letters, err = tx.Letters("", limit)
		return err
	})
	return letters, err
}

// Inbox returns the letters to the user, newest first. It is open where a code
// is asked too, after the password alone, because the mail of RESET TOTP is
// read there; the code in it is of no use to anybody.
func (s *Session) Inbox(ctx context.Context) (letters []Letter, err error) {
	err = s.do(ctx, "", func(t *turn, a *Account) error {
		if s.record.State != TOTPPrompt && s.record.State != InProtected {
			return ErrWrongState
		}
		letters, err = t.Letters(a.Email, LettersEach)
		return err
	})
	return letters, err
}
