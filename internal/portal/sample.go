package portal

import (
	"context"
	"errors"
	"sync"
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
	DemoNew         = "penyedia.baru"  // never enrolled
	DemoLost        = "penyedia.aktif" // TOTP is on and nobody has the key
)

func sampleUsers() []AccountID {
	return []AccountID{{Penyedia, DemoPenyedia}, {NonPenyedia, DemoNonPenyedia}, {Penyedia, DemoNew}, {Penyedia, DemoLost}}
}

// fresh makes an account as it was at the start.
func (p *Portal) fresh(a *Account) error {
	a.Passwords = Failures{}
	if a.DemoPassword != "" && a.Role == Penyedia && a.User == DemoLost {
		return p.enrolInVain(a)
	}
	a.unenrol(TOTPOff)
	return nil
}

// DemoAccounts returns the demonstration accounts, and none unless Options.Demo
// is set.
func (p *Portal) DemoAccounts(ctx context.Context) ([]DemoAccount, error) {
	demo := []DemoAccount{}
	if !p.o.Demo {
		return demo, nil
	}
	err := p.store.Do(ctx, func(tx Tx) error {
		demo = demo[:0]
		for _, want := range sampleUsers() {
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

// addDemoAccounts makes the demonstration accounts that are missing. The hashes
// are computed side by side: a portal is started while somebody waits.
func (p *Portal) addDemoAccounts(ctx context.Context) error {
	have, err := p.DemoAccounts(ctx)
	if err != nil || len(have) == len(sampleUsers()) {
		return err
	}
	missing := make([]Account, len(sampleUsers()))
	failed := make([]error, len(missing))
	var wg sync.WaitGroup
	for i, id := range sampleUsers() {
		password, err := madeUpPassword(p.rand) // not side by side: tests want the same ones each time
		if err != nil {
			return err
		}
		a := Account{Role: id.Role, User: id.User, DemoPassword: password}
		wg.Go(func() {
			a.PasswordHash, failed[i] = p.hashPassword(ctx, []byte(password))
			missing[i] = a
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	for _, a := range missing {
		if err := p.fresh(&a); err != nil {
			return err
		}
		err := p.do(ctx, "", func(t *turn) error { return t.add(a) })
		if err != nil && !errors.Is(err, ErrAccountExists) {
			return err
		}
	}
	return nil
}
