package portal

import (
	"context"
)

// AddAccount makes an account with TOTP off. The portal has no page for this:
// the operator does it.
func (p *Portal) AddAccount(ctx context.Context, role Role, user string, password []byte) error {
	a := Account{Role: role, User: user, TOTP: TOTPOff}
	if err := checkAccount(a, len(password)); err != nil {
		return err
	}
	var err error
	if a.PasswordHash, err = p.hashPassword(ctx, password); err != nil {
		return err
	}
	return p.do(ctx, ActAddAccount, func(t *turn) error {
		if err := t.add(a); err != nil {
			return err
		}
		return t.note(Attempt{Role: role, User: user, Act: ActAddAccount, Verdict: Accepted})
	})
}

func checkAccount(a Account, passwordLength int) error {
	switch {
	case !a.Role.Known():
		return ErrBadAccount.With("field", "role")
	case !validUserID(a.User):
		return ErrBadAccount.With("field", "user_id")
	case a.Email != "" && !validEmail(a.Email):
		return ErrBadAccount.With("field", "email")
	case passwordLength == 0 || passwordLength > MaxPassword:
		return ErrBadAccount.With("field", "password")
	}
	return nil
}

// add keeps a new account, which has passed checkAccount.
func (t *turn) add(a Account) error {
	_, ok, err := t.Account(a.Role, a.User)
	if err != nil {
		return err
	}
	if ok {
		return ErrAccountExists
	}
	n, err := t.CountAccounts()
	if err != nil {
		return err
	}
	if n >= MaxAccounts {
		return ErrFull
	}
	if a.Email == "" {
		a.Email = ownAddress(a.Role, a.User)
	}
	return t.PutAccount(a)
}

// validUserID keeps user ids to letters, digits and . _ @ -, so that they are
// safe in a URI's label, on a page and in a terminal.
func validUserID(user string) bool {
	if user == "" || len(user) > MaxUserID {
		return false
	}
	for _, c := range []byte(user) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '.' || c == '_' || c == '@' || c == '-':
		default:
			return false
		}
	}
	return true
}

// account is tx.Account for everybody but the demonstration accounts of a store
// whose portal now runs without them: their passwords were public once.
func (p *Portal) account(tx Tx, role Role, user string) (Account, bool, error) {
	a, ok, err := tx.Account(role, user)
	if ok && a.DemoPassword != "" && !p.o.Demo {
		return Account{}, false, err
	}
	return a, ok, err
}
