package portal

import (
	"context"
	"encoding/hex"
)

// SignIn checks a password and opens a session. What comes next depends on the
// account and the conditions: IN_UNPROTECTED, TOTP_PROMPT, or KEY_SHOWN after
// DISABLE TOTP and where a barcode is forced; ENABLING_WAIT where that one is
// late.
//
// A user id that does not exist costs the same time as a wrong password, gives
// the same error, and locks after as many tries.
func (p *Portal) SignIn(ctx context.Context, role Role, user string, password []byte) (*Session, error) {
	if !role.Known() || !validUserID(user) || len(password) > MaxPassword {
		// No account can have them, so there is nothing to hide.
		return nil, p.refuseSignIn(ctx, role)
	}
	key := string(role) + "\x00" + user
	// Sign-ins of one account follow one another: guesses sent side by side must
	// not all be checked before the first failure is counted.
	done, err := p.signIns.take(ctx, key)
	if err != nil {
		return nil, err
	}
	defer done()

	g := guess{role: role, user: user, stranger: p.keyed("stranger", key)}
	locked := false
	if err := p.view(ctx, func(t *turn) (err error) {
		g.hash, err = g.load(t)
		locked = t.lockRule().locked(&g.failures, t.now)
		return err
	}); err != nil {
		return nil, err
	}
	if locked {
		return nil, p.refuseLocked(ctx, &g)
	}
	right, err := p.checkPassword(ctx, g.hash, password)
	if err != nil {
		return nil, err
	}
	token, err := newToken(p.rand)
	if err != nil {
		return nil, err
	}
	s := &Session{p: p, token: token}
	err = p.do(ctx, ActSignIn, func(t *turn) error {
		// Another portal on the same store may have done something meanwhile.
		hash, err := g.load(t)
		switch {
		case err != nil:
			return err
		case t.lockRule().locked(&g.failures, t.now):
			return g.locked(t)
		case !right || hash != g.hash:
			return g.wrong(t)
		}
		a := g.account
		if a.Passwords != (Failures{}) {
			a.Passwords = Failures{}
			if err := t.PutAccount(a); err != nil {
				return err
			}
		}
		if s.record, err = t.open(a, token); err != nil {
			return err
		}
		s.enabled = a.TOTP == TOTPOn
		t.event.Session, t.event.State = s.record.ID, s.record.State
		return t.note(Attempt{Role: role, User: user, Act: ActSignIn, Verdict: Accepted})
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// refuseLocked is the end of a guess for which there was no need to hash the
// password.
func (p *Portal) refuseLocked(ctx context.Context, g *guess) error {
	return p.do(ctx, ActSignIn, func(t *turn) error {
		if _, err := g.load(t); err != nil {
			return err
		}
		if !t.lockRule().locked(&g.failures, t.now) {
			return &refused{ErrBadCredentials} // unlocked a moment ago; nobody compared the password
		}
		return g.locked(t)
	})
}

// guess is a try to sign in with a user id that an account may have.
type guess struct {
	role     Role
	user     string
	stranger TokenHash // under which the failures are kept if there is no account
	hash     string    // of the password that was compared; "" if there is no account

	account  Account
	known    bool
	failures Failures
}

// load reads what the store holds about the user id now, and returns the hash
// of its password.
func (g *guess) load(t *turn) (hash string, err error) {
	if g.account, g.known, err = t.p.account(t.Tx, g.role, g.user); err != nil {
		return "", err
	}
	g.failures = g.account.Passwords
	if !g.known {
		t.event.Stranger = hex.EncodeToString(g.stranger[:8])
		g.failures, err = t.Stranger(g.stranger)
	}
	return g.account.PasswordHash, err
}

// wrong counts the failure.
func (g *guess) wrong(t *turn) error {
	t.lockRule().fail(&g.failures, t.now)
	note := Attempt{Role: g.role, Act: ActSignIn, Verdict: UnknownUser}
	if g.known {
		note.User, note.Verdict = g.user, WrongPassword
		g.account.Passwords = g.failures
		if err := t.PutAccount(g.account); err != nil {
			return err
		}
	} else if err := t.PutStranger(g.stranger, g.failures, t.now); err != nil {
		return err
	}
	if err := t.note(note); err != nil {
		return err
	}
	return &refused{ErrBadCredentials}
}

// locked says how long the account is locked.
func (g *guess) locked(t *turn) error {
	note := Attempt{Role: g.role, Act: ActSignIn, Verdict: UnknownUser, Locked: true}
	if g.known {
		note.User, note.Verdict = g.user, Refused
	}
	if err := t.note(note); err != nil {
		return err
	}
	return &refused{ErrLocked.With("wait", g.failures.Until.Sub(t.now))}
}

func (t *turn) lockRule() lockRule { return t.p.lockRule(t.conditions.Lock) }

func (p *Portal) refuseSignIn(ctx context.Context, role Role) error {
	if !role.Known() {
		role = "" // free text of a client has no place in the journal
	}
	return p.do(ctx, ActSignIn, func(t *turn) error {
		if err := t.note(Attempt{Role: role, Act: ActSignIn, Verdict: UnknownUser}); err != nil {
			return err
		}
		return &refused{ErrBadCredentials}
	})
}
