package cmd

import (
	"context"
	"slices"

	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/vault"
)

// keeper is the vault as an enrolment sees it. Each method is one transaction:
// what it did is on the disk when it returns.
type keeper struct {
	v *vault.Vault
	// spendable reports whether a spent step is worth keeping; nil: always. One
	// that lies further ahead than any service looks, as a simulated clock makes
	// them, was accepted by none, and would stop the entry's codes until then.
	spendable func(otp.Key, otp.Step) bool
}

var _ enroll.Keeper = keeper{}

// Keeper returns the vault as an enrolment sees it, for tests of the whole
// interface.
func Keeper(v *vault.Vault) enroll.Keeper { return keeper{v: v} }

// Rehearse adds an entry and takes it away again in one transaction, so that
// the content stays and every step of a save is done.
func (k keeper) Rehearse(ctx context.Context) error {
	return k.v.Update(ctx, func(tx *vault.Tx) error {
		e, err := tx.Add(vault.Entry{Status: vault.Pending, Key: otp.Key{Account: "rehearsal", Secret: otp.NewSecret(make([]byte, 20))}})
		if err != nil {
			return err
		}
		return tx.Erase(e.ID)
	})
}

// Keep adds the key as a pending entry. A key that is pending for the same
// account already is that entry: an interrupted wizard saves once.
func (k keeper) Keep(ctx context.Context, d enroll.Draft) (string, error) {
	var id string
	err := k.v.Update(ctx, func(tx *vault.Tx) error {
		e := vault.Entry{Key: d.Key, Status: vault.Pending, Enrolment: &vault.Enrolment{
			Service: d.Service, Address: d.Address, Role: string(d.Role), User: d.User,
			State: string(d.State), Practice: d.Practice,
		}}
		for _, have := range tx.Entries() {
			if have.Status == vault.Pending && sameAccount(have.Enrolment, e.Enrolment) && have.Key.Secret.Equal(d.Key.Secret) {
				id = have.ID
				return nil
			}
		}
		added, err := tx.Add(e)
		id = added.ID
		return err
	})
	return id, err
}

// sameAccount reports whether two entries were enrolled for one account. The
// embedded practice portal has another address each time.
func sameAccount(a, b *vault.Enrolment) bool {
	return a != nil && b != nil && a.Service == b.Service && a.Role == b.Role && a.User == b.User &&
		(a.Service == enroll.Practice || a.Address == b.Address)
}

func (k keeper) ReadBack(ctx context.Context, id string) (otp.Key, error) {
	e, err := k.v.ReadBack(ctx, id)
	return e.Key, err
}

// Backup makes sure that the newest backup opens and holds the entry's key.
func (k keeper) Backup(ctx context.Context, id string) error {
	want, err := k.v.Get(id)
	if err != nil {
		return err
	}
	got, err := k.v.ReadBackup(ctx, id)
	if err != nil {
		return err
	}
	if !got.Key.Secret.Equal(want.Key.Secret) {
		return enroll.ErrReadBack
	}
	return nil
}

func (k keeper) change(ctx context.Context, id string, fn func(*vault.Entry) error) error {
	return k.v.Update(ctx, func(tx *vault.Tx) error { return tx.Change(id, fn) })
}

// Spend refuses a step that another process has spent since this one looked:
// two wizards on one entry must not send one code twice.
func (k keeper) Spend(ctx context.Context, id string, step otp.Step) error {
	return k.change(ctx, id, func(e *vault.Entry) error {
		if e.SpentStep >= step {
			return enroll.ErrSpentElsewhere
		}
		if k.spendable != nil && !k.spendable(e.Key, step) {
			return nil
		}
		e.SpentStep = step
		return nil
	})
}

func (k keeper) Accept(ctx context.Context, id string) error {
	return k.v.Update(ctx, func(tx *vault.Tx) error {
		accepted, err := tx.Get(id)
		if err != nil {
			return err
		}
		for _, e := range tx.Entries() {
			var status vault.Status
			switch {
			case e.ID == id:
				status = vault.Active
			case sameAccount(e.Enrolment, accepted.Enrolment) && (e.Status == vault.Active || e.Status == vault.Pending):
				status = vault.Retired
			default:
				continue
			}
			err := tx.Change(e.ID, func(e *vault.Entry) error {
				e.Status = status
				if status == vault.Active && e.Enrolment != nil {
					e.Enrolment.State = string(enroll.InProtected)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (k keeper) Note(ctx context.Context, id string, s enroll.State) error {
	return k.change(ctx, id, func(e *vault.Entry) error {
		if e.Enrolment != nil {
			e.Enrolment.State = string(s)
		}
		return nil
	})
}

func (k keeper) Retire(ctx context.Context, id string) error {
	return k.change(ctx, id, func(e *vault.Entry) error {
		e.Status = vault.Retired
		return nil
	})
}

func (k keeper) Pending(ctx context.Context) ([]enroll.PendingEnrolment, error) {
	if _, err := k.v.Refresh(ctx); err != nil {
		return nil, err
	}
	var out []enroll.PendingEnrolment
	for _, e := range slices.Backward(k.v.Entries()) {
		if e.Status != vault.Pending || e.Enrolment == nil {
			continue
		}
		n := e.Enrolment
		out = append(out, enroll.PendingEnrolment{
			ID: e.ID, Service: n.Service, Address: n.Address, Role: enroll.Role(n.Role), User: n.User,
			State: enroll.State(n.State), Spent: e.SpentStep, Created: e.Created,
		})
	}
	return out, nil
}
