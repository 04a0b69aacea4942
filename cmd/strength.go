package cmd

import (
	"bytes"
	"context"

	"sandi/internal/strength"
	"sandi/vault"
)

// tellStrength says what guessing a new password costs, and why.
func (a *app) tellStrength(password []byte, factor int) {
	e := strength.Of(password, []string{a.sys.Getenv("USER"), a.sys.Getenv("USERNAME"), "sandi"}, factor)
	key, n := e.Time()
	a.sentence(a.l.T(e.Verdict(), "time", a.l.N(key, n)))
	for _, r := range e.Reasons {
		text := a.l.T(r.Key, r.Pairs...)
		if len(r.Pairs) == 2 { // the number that the sentence is about
			if n, ok := r.Pairs[1].(int); ok {
				text = a.l.N(r.Key, n)
			}
		}
		a.sentence(a.l.T("cmd.strength.reason", "text", text))
	}
}

// askPasswordTwice asks for a new password on the terminal, says how strong it is,
// and asks once more.
func (a *app) askPasswordTwice(ctx context.Context, factor int) ([]byte, error) {
	go strength.Warm() // while it is typed
	password, err := a.askSecret(ctx, a.l.T("cmd.ask.new-password"))
	if err != nil {
		return nil, err
	}
	if len(password) == 0 {
		return nil, vault.ErrEmptyPassword
	}
	a.tellStrength(password, factor)
	again, err := a.askSecret(ctx, a.l.T("cmd.ask.new-password-again"))
	if err != nil {
		clear(password)
		return nil, err
	}
	same := bytes.Equal(password, again)
	clear(again)
	if !same {
		clear(password)
		return nil, errMismatch
	}
	return password, nil
}
