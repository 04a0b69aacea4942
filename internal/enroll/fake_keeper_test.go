package enroll_test

import (
	"context"
	"fmt"
	"slices"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

type keeper struct{ *world }

func (w keeper) Rehearse(context.Context) error {
	after, err := w.call("Rehearse")
	if err != nil {
		return err
	}
	after()
	return nil
}

func (w keeper) Keep(_ context.Context, d enroll.Draft) (string, error) {
	after, err := w.call("Keep")
	if err != nil {
		return "", err
	}
	id := fmt.Sprintf("e%d", len(w.order)+1)
	w.order = append(w.order, id)
	w.disk[id] = &entry{d: d, status: "pending"}
	after()
	return id, nil
}

func (w keeper) ReadBack(_ context.Context, id string) (otp.Key, error) {
	after, err := w.call("ReadBack")
	if err != nil {
		return otp.Key{}, err
	}
	after()
	return w.disk[id].d.Key, nil
}

func (w keeper) Backup(context.Context, string) error {
	after, err := w.call("Backup")
	if err != nil {
		return err
	}
	w.backups++
	after()
	return nil
}

func (w keeper) change(name, id string, fn func(*entry)) error {
	after, err := w.call(name)
	if err != nil {
		return err
	}
	fn(w.disk[id])
	after()
	return nil
}

func (w keeper) Spend(_ context.Context, id string, s otp.Step) error {
	return w.change("Spend", id, func(e *entry) {
		w.clock.Advance(w.slow)
		e.spent = s
	})
}

func (w keeper) Accept(_ context.Context, id string) error {
	return w.change("Accept", id, func(e *entry) {
		for _, other := range w.disk {
			if other.status != "retired" {
				other.status = "retired"
			}
		}
		e.status = "active"
	})
}

func (w keeper) Note(_ context.Context, id string, s enroll.State) error {
	return w.change("Note", id, func(e *entry) { e.d.State = s })
}

func (w keeper) Retire(_ context.Context, id string) error {
	return w.change("Retire", id, func(e *entry) { e.status = "retired" })
}

func (w keeper) Pending(context.Context) ([]enroll.PendingEnrolment, error) {
	_, err := w.call("Pending")
	var out []enroll.PendingEnrolment
	for _, id := range slices.Backward(w.order) {
		if e := w.disk[id]; e.status == "pending" {
			out = append(out, enroll.PendingEnrolment{
				ID: id, Service: e.d.Service, Address: e.d.Address, Role: e.d.Role, User: e.d.User, State: e.d.State, Spent: e.spent,
			})
		}
	}
	return out, err
}
