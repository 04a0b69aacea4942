package portal

import (
	"context"
	"errors"
	"io"
)

// DemoAccount is a demonstration account. Its password protects nothing and is
// meant to be shown.
type DemoAccount struct {
	Role     Role
	User     string
	Password string
}

// The user ids of the demonstration accounts.
const (
	DemoPenyedia    = "penyedia.demo"
	DemoNonPenyedia = "auditor.demo"
)

// AddAccount makes an account with TOTP off. The portal has no page for this:
// the operator does it.
func (p *Portal) AddAccount(ctx context.Context, role Role, user string, password []byte) error {
	hash, err := p.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return p.addAccount(ctx, Account{Role: role, User: user, PasswordHash: hash, TOTP: TOTPOff}, len(password))
}

func (p *Portal) addAccount(ctx context.Context, a Account, passwordLength int) error {
	switch {
	case !a.Role.Known():
		return ErrBadAccount.With("field", "role")
	case !validUserID(a.User):
		return ErrBadAccount.With("field", "user_id")
	case passwordLength == 0 || passwordLength > MaxPassword:
		return ErrBadAccount.With("field", "password")
	}
	return p.store.Do(ctx, func(tx Tx) error {
		_, ok, err := tx.Account(a.Role, a.User)
		if err != nil {
			return err
		}
		if ok {
			return ErrAccountExists
		}
		all, err := tx.Accounts()
		if err != nil {
			return err
		}
		if len(all) >= MaxAccounts {
			return ErrFull
		}
		return tx.PutAccount(a)
	})
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

// DemoAccounts returns the demonstration accounts, and none unless Options.Demo
// is set.
func (p *Portal) DemoAccounts(ctx context.Context) ([]DemoAccount, error) {
	demo := []DemoAccount{}
	if !p.o.Demo {
		return demo, nil
	}
	err := p.store.Do(ctx, func(tx Tx) error {
		for _, want := range demoUsers() {
			a, ok, err := tx.Account(want.Role, want.User)
			if err != nil {
				return err
			}
			if ok && a.DemoPassword != "" {
				demo = append(demo, DemoAccount{a.Role, a.User, a.DemoPassword})
			}
		}
		return nil
	})
	return demo, err
}

func demoUsers() []DemoAccount {
	return []DemoAccount{{Role: Penyedia, User: DemoPenyedia}, {Role: NonPenyedia, User: DemoNonPenyedia}}
}

func (p *Portal) addDemoAccounts(ctx context.Context) error {
	have, err := p.DemoAccounts(ctx)
	if err != nil || len(have) == len(demoUsers()) {
		return err
	}
	for _, d := range demoUsers() {
		password, err := demoPassword(p.rand)
		if err != nil {
			return err
		}
		hash, err := p.hashPassword(ctx, []byte(password))
		if err != nil {
			return err
		}
		a := Account{Role: d.Role, User: d.User, PasswordHash: hash, DemoPassword: password, TOTP: TOTPOff}
		if err := p.addAccount(ctx, a, len(password)); err != nil && !errors.Is(err, ErrAccountExists) {
			return err
		}
	}
	return nil
}

// demoPassword makes a password that is easy to read off one screen and to type
// on another: "kopa-sine-tuda-37", about 43 bits.
func demoPassword(rand io.Reader) (string, error) {
	const consonants, vowels = "bdgjklmnprst", "aeiou"
	var b []byte
	for i := range 6 {
		if i > 0 && i%2 == 0 {
			b = append(b, '-')
		}
		for _, letters := range []string{consonants, vowels} {
			n, err := below(rand, len(letters))
			if err != nil {
				return "", err
			}
			b = append(b, letters[n])
		}
	}
	n, err := below(rand, 90)
	if err != nil {
		return "", err
	}
	n += 10
	return string(append(b, '-', byte('0'+n/10), byte('0'+n%10))), nil
}

// below returns a uniform number in 0 … n−1, n ≤ 256.
func below(rand io.Reader, n int) (int, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return 0, err
		}
		if int(b[0]) < 256/n*n {
			return int(b[0]) % n, nil
		}
	}
}
