package portal

import (
	"context"
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
	if err := p.view(ctx, func(t *turn) error {
		_, a, err := s.load(t)
		settle(&s.record, a)
		s.enabled = a.TOTP == TOTPOn
		return err
	}); err != nil {
		return nil, err
	}
	return s, nil
}

// do runs an act in a transaction with the session and its account as the store
// holds them now. What the act changes in s.record and in the account is
// written back under the same rule as all that it writes itself: see Portal.do.
func (s *Session) do(ctx context.Context, name Act, act func(t *turn, a *Account) error) error {
	before, enabled, done := s.record, false, false
	err := s.p.do(ctx, name, func(t *turn) error {
		done = false
		stored, a, err := s.load(t)
		if err != nil {
			return err
		}
		storedAccount := a
		settle(&s.record, a)
		result := act(t, &a)
		if _, kept := result.(*refused); result != nil && !kept {
			return result
		}
		enabled, t.event.State = a.TOTP == TOTPOn, s.record.State
		if !sameAccount(a, storedAccount) {
			if err := t.PutAccount(a); err != nil {
				return err
			}
		}
		if s.record != stored {
			if err := t.PutSession(s.record); err != nil {
				return err
			}
		}
		done = true
		return result
	})
	if !done {
		s.record = before
		return err
	}
	s.enabled = enabled
	return err
}

// load finds the session and its account in the store.
func (s *Session) load(t *turn) (SessionRecord, Account, error) {
	record, ok, err := t.Session(s.token.hash())
	if err != nil {
		return SessionRecord{}, Account{}, err
	}
	if !ok || !t.now.Before(record.Expires) {
		return SessionRecord{}, Account{}, ErrNoSession
	}
	a, ok, err := s.p.account(t.Tx, record.Role, record.User)
	if err != nil {
		return SessionRecord{}, Account{}, err
	}
	if !ok {
		return SessionRecord{}, Account{}, ErrNoSession
	}
	s.record = record
	e := &t.event
	e.Role, e.User, e.Session, e.State = record.Role, record.User, record.ID, record.State
	return record, a, nil
}

// settle brings a session in line with what other sessions did to the account:
// one that was waiting for the barcode cannot get it any more when TOTP was
// switched on elsewhere, because the secret is shown to one session only.
func settle(r *SessionRecord, a Account) {
	if (r.State == EnablingWait || r.State == KeyShown) && a.TOTP == TOTPOn && a.ShownTo != r.ID {
		r.State, r.ReadyAt = InUnprotected, time.Time{}
	}
}

// note writes the journal for an act of this session.
func (s *Session) note(t *turn, act Act, v Verdict) error {
	return t.note(Attempt{Role: s.record.Role, User: s.record.User, Act: act, Verdict: v})
}

// refuse keeps what was changed, notes the attempt and returns the fault.
func (s *Session) refuse(t *turn, act Act, f *fault.Error) error {
	if err := s.note(t, act, Refused); err != nil {
		return err
	}
	return &refused{f}
}

// Logout ends the session. What only it could see is gone.
func (s *Session) Logout(ctx context.Context) error {
	return s.p.do(ctx, ActLogout, func(t *turn) error {
		record, _, err := s.load(t)
		if err != nil {
			return err
		}
		if err := t.DeleteSession(record.ID); err != nil {
			return err
		}
		t.event.State = Home
		return s.note(t, ActLogout, Accepted)
	})
}

// Rotate gives the session a new token and voids the one before. Browsers need
// it when a session gains rights, so that a token planted earlier is worthless.
func (s *Session) Rotate(ctx context.Context) error {
	next, err := newToken(s.p.rand)
	if err != nil {
		return err
	}
	if err := s.do(ctx, "", func(*turn, *Account) error {
		s.record.Token = next.hash()
		return nil
	}); err != nil {
		return err
	}
	s.token = next
	return nil
}

// open makes room for a session and stores it.
func (t *turn) open(a Account, token Token) (SessionRecord, error) {
	others, err := t.SessionsOf(a.Role, a.User)
	if err != nil {
		return SessionRecord{}, err
	}
	if err := t.DeleteExpired(t.now); err != nil {
		return SessionRecord{}, err
	}
	others = slices.DeleteFunc(others, func(s SessionRecord) bool { return !t.now.Before(s.Expires) })
	for len(others) >= MaxSessions {
		if err := t.DeleteSession(others[0].ID); err != nil {
			return SessionRecord{}, err
		}
		others = slices.Delete(others, 0, 1)
	}
	id, err := newToken(t.p.rand)
	if err != nil {
		return SessionRecord{}, err
	}
	r := SessionRecord{
		ID: id.Reveal(), Token: token.hash(), Role: a.Role, User: a.User, State: InUnprotected,
		Created: t.now, Expires: t.now.Add(t.p.o.SessionTTL),
	}
	switch {
	case a.TOTP == TOTPOn:
		r.State = TOTPPrompt
	case a.TOTP == TOTPReset || t.conditions.ForcedQR:
		r.State = KeyShown
		if t.conditions.BarcodeDelay > 0 || t.conditions.Barcode == NeedsRefresh {
			r.State, r.ReadyAt = EnablingWait, t.now.Add(t.conditions.BarcodeDelay)
		}
	}
	return r, t.PutSession(r)
}

// sameAccount compares what an act of a session may change.
func sameAccount(a, b Account) bool {
	return a.TOTP == b.TOTP && a.ShownTo == b.ShownTo && a.LastStep == b.LastStep && a.Drift == b.Drift &&
		a.Codes == b.Codes && a.Key.Secret.Equal(b.Key.Secret)
}
