package portal

import (
	"context"
	"time"
)

// AccountView is an account as an operator sees it: never a secret.
type AccountView struct {
	Role        Role
	User        string
	Email       string
	Class       string
	TOTP        TOTPState
	Locked      bool      // codes or passwords
	LockedUntil time.Time // true time; zero unless Locked
	Failures    int       // refused codes or wrong passwords in a row, whichever are more
	Drift       int       // learned, in steps
	Demo        bool
	Sessions    int
}

// Accounts lists all accounts, by role and user id.
func (p *Portal) Accounts(ctx context.Context) (views []AccountView, err error) {
	err = p.view(ctx, func(t *turn) error {
		all, err := t.Accounts()
		if err != nil {
			return err
		}
		open, err := t.CountSessions(t.now)
		if err != nil {
			return err
		}
		views = make([]AccountView, 0, len(all))
		for _, a := range all {
			if a.DemoPassword == "" || p.o.Demo {
				views = append(views, t.view(a, open[AccountID{a.Role, a.User}]))
			}
		}
		return nil
	})
	return views, err
}

func (t *turn) view(a Account, sessions int) AccountView {
	v := AccountView{
		Role: a.Role, User: a.User, Email: a.Email, Class: a.Class, TOTP: a.TOTP, Drift: a.Drift,
		Demo: a.DemoPassword != "", Sessions: sessions,
	}
	for _, f := range []Failures{a.Codes, a.Passwords} {
		if t.lockRule().locked(&f, t.now) {
			v.Locked = true
			if f.Until.After(v.LockedUntil) {
				v.LockedUntil = f.Until
			}
		}
		v.Failures = max(v.Failures, f.Count)
	}
	return v
}

// ResetAccount is what a helpdesk does for a lost key: the next login shows a
// new barcode, and the account is unlocked. Its sessions end.
func (p *Portal) ResetAccount(ctx context.Context, role Role, user string) error {
	return p.change(ctx, ActResetAccount, role, user, (*turn).reset)
}

func (t *turn) reset(a *Account) error {
	a.unenrol(TOTPReset)
	a.Passwords = Failures{}
	return t.endSessions(*a, "")
}

// Unlock ends an account's lock-out and forgets its failures.
func (p *Portal) Unlock(ctx context.Context, role Role, user string) error {
	return p.change(ctx, ActUnlock, role, user, func(_ *turn, a *Account) error {
		a.Passwords, a.Codes = Failures{}, Failures{}
		return nil
	})
}

// RemoveAccount removes an account, its sessions and its request.
func (p *Portal) RemoveAccount(ctx context.Context, role Role, user string) error {
	return p.do(ctx, ActRemove, func(t *turn) error {
		a, ok, err := p.account(t.Tx, role, user)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoAccount
		}
		if err := t.endSessions(a, ""); err != nil {
			return err
		}
		requests, err := t.Requests()
		if err != nil {
			return err
		}
		for _, r := range requests {
			if r.Role == role && r.User == user {
				if err := t.DeleteRequest(r.ID); err != nil {
					return err
				}
			}
		}
		if err := t.DeleteAccount(role, user); err != nil {
			return err
		}
		return t.note(Attempt{Role: role, User: user, Act: ActRemove, Verdict: Accepted})
	})
}

// change runs fn on an account that must exist, and keeps what it changes.
func (p *Portal) change(ctx context.Context, act Act, role Role, user string, fn func(t *turn, a *Account) error) error {
	return p.do(ctx, act, func(t *turn) error { return t.change(act, role, user, fn) })
}

func (t *turn) change(act Act, role Role, user string, fn func(t *turn, a *Account) error) error {
	a, ok, err := t.p.account(t.Tx, role, user)
	if err != nil {
		return err
	}
	if !ok {
		return ErrNoAccount
	}
	if err := fn(t, &a); err != nil {
		return err
	}
	if err := t.PutAccount(a); err != nil {
		return err
	}
	return t.note(Attempt{Role: role, User: user, Act: act, Verdict: Accepted})
}

// ResetAll begins anew: scenarios normal, sample accounts as at the start with
// the same passwords, journal, mail and requests empty, nobody signed in. The
// other accounts stay, with TOTP off. The journal then begins with this act.
func (p *Portal) ResetAll(ctx context.Context) error {
	err := p.do(ctx, ActResetAll, func(t *turn) error {
		if err := t.Forget(); err != nil {
			return err
		}
		if err := t.PutSetting(scenarioSetting, nil); err != nil {
			return err
		}
		all, err := t.Accounts()
		if err != nil {
			return err
		}
		for _, a := range all {
			if err := p.fresh(&a); err != nil {
				return err
			}
			if err := t.PutAccount(a); err != nil {
				return err
			}
		}
		if t.inForce, err = p.present(t.Tx); err != nil {
			return err
		}
		return t.note(Attempt{Act: ActResetAll, Verdict: Accepted})
	})
	if err != nil || !p.o.Demo {
		return err
	}
	return p.addDemoAccounts(ctx)
}
