package portal

import (
	"context"
	"errors"
	"hash/maphash"
)

var stripeSeed = maphash.MakeSeed()

// SignIn checks a password and opens a session. What comes next depends on the
// account: IN_UNPROTECTED, TOTP_PROMPT, or KEY_SHOWN after DISABLE TOTP.
//
// A user id that does not exist costs the same time as a wrong password, gives
// the same error, and locks after as many tries.
func (p *Portal) SignIn(ctx context.Context, role Role, user string, password []byte) (*Session, error) {
	if !role.Known() || !validUserID(user) || len(password) > MaxPassword {
		// No account can have them, so there is nothing to hide.
		return nil, p.noteSignIn(ctx, role, UnknownUser)
	}
	key := string(role) + "\x00" + user
	// Sign-ins of one account follow one another: guesses sent side by side must
	// not all be checked before the first failure is counted.
	stripe := p.signIns[maphash.String(stripeSeed, key)%signInStripes]
	select {
	case stripe <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-stripe }()

	var before Account
	var known bool
	var name TokenHash
	var failures Failures
	if err := p.store.Do(ctx, func(tx Tx) (err error) {
		if before, known, err = p.account(tx, role, user); err != nil {
			return err
		}
		failures = before.Passwords
		if !known {
			name = p.keyed("stranger", key)
			failures, err = tx.Stranger(name)
		}
		return err
	}); err != nil {
		return nil, err
	}
	if failures.locked(p.clock.Now()) {
		return nil, p.noteLocked(ctx, role, user, known, failures)
	}
	right, err := p.checkPassword(ctx, before.PasswordHash, password)
	if err != nil {
		return nil, err
	}
	if !known {
		now := p.clock.Now()
		p.fail(&failures, now)
		if err := p.store.Do(ctx, func(tx Tx) error { return tx.PutStranger(name, failures, now) }); err != nil {
			return nil, err
		}
		return nil, p.noteSignIn(ctx, role, UnknownUser)
	}
	token, err := newToken(p.rand)
	if err != nil {
		return nil, err
	}
	s := &Session{p: p, token: token}
	err = p.store.Do(ctx, func(tx Tx) error {
		a, ok, err := p.account(tx, role, user)
		if err != nil || !ok {
			return errors.Join(err, ErrBadCredentials)
		}
		note := Attempt{At: p.clock.Now(), Role: role, User: user, Act: ActSignIn, Verdict: Accepted}
		if !right {
			note.Verdict = WrongPassword
			a.Passwords = failures
			p.fail(&a.Passwords, note.At)
			if err := tx.PutAccount(a); err != nil {
				return err
			}
			return tx.Note(note)
		}
		if a.Passwords != (Failures{}) {
			a.Passwords = Failures{}
			if err := tx.PutAccount(a); err != nil {
				return err
			}
		}
		if s.record, err = p.open(tx, role, user, afterPassword(a), token); err != nil {
			return err
		}
		s.enabled = a.TOTP == TOTPOn
		return tx.Note(note)
	})
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, ErrBadCredentials
	}
	return s, nil
}

// afterPassword returns the state in which a session begins.
func afterPassword(a Account) State {
	switch a.TOTP {
	case TOTPOn:
		return TOTPPrompt
	case TOTPReset:
		return KeyShown
	default:
		return InUnprotected
	}
}

func (p *Portal) noteSignIn(ctx context.Context, role Role, v Verdict) error {
	if !role.Known() {
		role = "" // free text of a client has no place in the journal
	}
	err := p.store.Do(ctx, func(tx Tx) error {
		return tx.Note(Attempt{At: p.clock.Now(), Role: role, Act: ActSignIn, Verdict: v})
	})
	if err != nil {
		return err
	}
	return ErrBadCredentials
}

func (p *Portal) noteLocked(ctx context.Context, role Role, user string, known bool, f Failures) error {
	note := Attempt{At: p.clock.Now(), Role: role, User: user, Act: ActSignIn, Verdict: Refused, Locked: true}
	if !known {
		note.User, note.Verdict = "", UnknownUser
	}
	if err := p.store.Do(ctx, func(tx Tx) error { return tx.Note(note) }); err != nil {
		return err
	}
	return ErrLocked.With("wait", f.Until.Sub(note.At))
}
