package portal

import (
	"context"
	"errors"
	"slices"
	"time"

	"sandi/internal/fault"
)

// Session is what one signed-in user has open. Its fields are how things stood
// at its last call; every method works on what the store holds now. A Session
// is for one goroutine; two Sessions of one token may be used at once.
type Session struct {
	p       *Portal
	record  SessionRecord
	token   Token
	enabled bool
}

// Token returns the session's token after SignIn, Resume and Rotate.
func (s *Session) Token() Token { return s.token }

// Role returns the role that the user has chosen.
func (s *Session) Role() Role { return s.record.Role }

// User returns the user id.
func (s *Session) User() string { return s.record.User }

// State returns where the session stands.
func (s *Session) State() State { return s.record.State }

// TOTPOn reports whether the account has TOTP on. In IN_UNPROTECTED it can be
// on when another session has enabled it: ENABLE TOTP then has no barcode.
func (s *Session) TOTPOn() bool { return s.enabled }

// Expires returns when the session ends.
func (s *Session) Expires() time.Time { return s.record.Expires }

// ReadyAt returns when the barcode may be asked for; zero outside ENABLING_WAIT.
func (s *Session) ReadyAt() time.Time { return s.record.ReadyAt }

// Resume finds the session of a token.
func (p *Portal) Resume(ctx context.Context, t Token) (*Session, error) {
	s := &Session{p: p, token: t}
	if t.IsZero() {
		return nil, ErrNoSession
	}
	if err := s.do(ctx, func(Tx, *Account) error { return nil }); err != nil {
		return nil, err
	}
	return s, nil
}

// do runs act in a transaction with the session and its account as the store
// holds them now. What act changes in s.record and in the account is written
// back when it returns nil, and also when it returns a refusal: a fault that
// is itself a change (a counted failure) and must outlive the error.
func (s *Session) do(ctx context.Context, act func(tx Tx, a *Account) error) error {
	p := s.p
	var refusal error
	before, enabled := s.record, false
	err := p.store.Do(ctx, func(tx Tx) error {
		record, ok, err := tx.Session(s.token.hash())
		if err != nil {
			return err
		}
		if !ok || !p.clock.Now().Before(record.Expires) {
			return ErrNoSession
		}
		a, ok, err := p.account(tx, record.Role, record.User)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoSession
		}
		stored, storedAccount := record, a
		settle(&record, a)
		s.record = record
		if err := act(tx, &a); err != nil {
			if r, ok := errors.AsType[*refused](err); ok {
				refusal = r.fault
			} else {
				return err
			}
		}
		enabled = a.TOTP == TOTPOn
		if !sameAccount(a, storedAccount) {
			if err := tx.PutAccount(a); err != nil {
				return err
			}
		}
		if s.record != stored {
			return tx.PutSession(s.record)
		}
		return nil
	})
	if err != nil {
		s.record = before
		return err
	}
	s.enabled = enabled
	return refusal
}

// settle brings a session in line with what other sessions did to the account:
// one that was waiting for the barcode cannot get it any more when TOTP was
// switched on elsewhere, because the secret is shown to one session only.
func settle(r *SessionRecord, a Account) {
	if (r.State == EnablingWait || r.State == KeyShown) && a.TOTP == TOTPOn && a.ShownTo != r.ID {
		r.State, r.ReadyAt = InUnprotected, time.Time{}
	}
}

// refused wraps the fault of an act whose changes are to be kept.
type refused struct{ fault *fault.Error }

func (r *refused) Error() string { return r.fault.Error() }

// note writes the journal for an act of this session.
func (s *Session) note(tx Tx, act Act, v Verdict) error {
	return tx.Note(Attempt{At: s.p.clock.Now(), Role: s.record.Role, User: s.record.User, Act: act, Verdict: v})
}

// refuse keeps what was changed, notes the attempt and returns the fault.
func (s *Session) refuse(tx Tx, act Act, f *fault.Error) error {
	if err := s.note(tx, act, Refused); err != nil {
		return err
	}
	return &refused{f}
}

// Logout ends the session. What only it could see is gone.
func (s *Session) Logout(ctx context.Context) error {
	return s.p.store.Do(ctx, func(tx Tx) error {
		record, ok, err := tx.Session(s.token.hash())
		if err != nil {
			return err
		}
		if !ok || !s.p.clock.Now().Before(record.Expires) {
			return ErrNoSession
		}
		s.record = record
		if err := tx.DeleteSession(record.ID); err != nil {
			return err
		}
		return s.note(tx, ActLogout, Accepted)
	})
}

// Rotate gives the session a new token and voids the one before. Browsers need
// it when a session gains rights, so that a token planted earlier is worthless.
func (s *Session) Rotate(ctx context.Context) error {
	next, err := newToken(s.p.rand)
	if err != nil {
		return err
	}
	if err := s.do(ctx, func(Tx, *Account) error {
		s.record.Token = next.hash()
		return nil
	}); err != nil {
		return err
	}
	s.token = next
	return nil
}

// open makes room for a session and stores it.
func (p *Portal) open(tx Tx, role Role, user string, state State, t Token) (SessionRecord, error) {
	now := p.clock.Now()
	if err := tx.DeleteExpired(now); err != nil {
		return SessionRecord{}, err
	}
	others, err := tx.SessionsOf(role, user)
	if err != nil {
		return SessionRecord{}, err
	}
	for len(others) >= MaxSessions {
		if err := tx.DeleteSession(others[0].ID); err != nil {
			return SessionRecord{}, err
		}
		others = slices.Delete(others, 0, 1)
	}
	id, err := newToken(p.rand)
	if err != nil {
		return SessionRecord{}, err
	}
	r := SessionRecord{
		ID: id.Reveal(), Token: t.hash(), Role: role, User: user, State: state,
		Created: now, Expires: now.Add(p.o.SessionTTL),
	}
	return r, tx.PutSession(r)
}

func sameAccount(a, b Account) bool {
	return a.TOTP == b.TOTP && a.ShownTo == b.ShownTo && a.LastStep == b.LastStep && a.PasswordHash == b.PasswordHash &&
		a.Passwords == b.Passwords && a.Codes == b.Codes && a.Key.Secret.Equal(b.Key.Secret)
}
