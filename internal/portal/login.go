package portal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// LoginPage is a login page that was opened.
type LoginPage struct {
	Ticket  string
	Expires time.Time // true time; zero: never
}

const (
	ticketTime = 8 // bytes
	ticketSize = ticketTime + sha256.Size
	ticketText = (ticketSize*8 + 5) / 6 // base64url without padding
)

// OpenLogin opens the login page of a role. Its ticket tells when that was, and
// that a portal on this store did it: nothing is kept.
func (p *Portal) OpenLogin(ctx context.Context, role Role) (page LoginPage, err error) {
	if !role.Known() {
		return LoginPage{}, ErrBadCredentials
	}
	err = p.do(ctx, ActOpenLogin, func(t *turn) error {
		t.event.Role, t.event.State = role, Login
		b := binary.BigEndian.AppendUint64(nil, uint64(t.now.UnixMilli()))
		page = LoginPage{Ticket: base64.RawURLEncoding.EncodeToString(append(b, p.ticketSum(role, b)...))}
		if limit := t.conditions.LoginTimeout; limit > 0 {
			page.Expires = t.now.Add(limit)
		}
		return nil
	})
	return page, err
}

// CheckLogin reports with ErrLoginTimeout that a login page is no longer good:
// older than the scenario's time-out or, where none is in force, than fallback.
// With neither it takes any ticket, also none.
func (p *Portal) CheckLogin(ctx context.Context, ticket string, role Role, fallback time.Duration) error {
	if !role.Known() {
		role = ""
	}
	return p.do(ctx, ActSignIn, func(t *turn) error {
		limit := fallback
		if t.conditions.LoginTimeout > 0 {
			limit = t.conditions.LoginTimeout
		}
		if limit <= 0 || p.ticketAge(ticket, role, t.now).Abs() < limit { // Abs: a clock that was set back must not make tickets eternal
			t.event.Act = "" // SignIn tells the rest
			return nil
		}
		if err := t.note(Attempt{Role: role, Act: ActSignIn, Verdict: TimedOut}); err != nil {
			return err
		}
		return &refused{ErrLoginTimeout}
	})
}

// ticketAge returns how old a ticket is, and more than any limit for one that
// is not of this store or of another role.
func (p *Portal) ticketAge(ticket string, role Role, now time.Time) time.Duration {
	const none = time.Duration(1<<63 - 1)
	if len(ticket) != ticketText {
		return none
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(ticket)
	if err != nil || !hmac.Equal(b[ticketTime:], p.ticketSum(role, b[:ticketTime])) {
		return none
	}
	return now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b))))
}

func (p *Portal) ticketSum(role Role, when []byte) []byte {
	sum := p.keyed("login", string(role)+"\x00"+string(when))
	return sum[:]
}

// SignInWith is CheckLogin and SignIn: a ticket is wanted only where a login
// page may time out.
func (p *Portal) SignInWith(ctx context.Context, ticket string, role Role, user string, password []byte) (*Session, error) {
	if err := p.CheckLogin(ctx, ticket, role, 0); err != nil {
		return nil, err
	}
	return p.SignIn(ctx, role, user, password)
}
