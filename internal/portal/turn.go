package portal

import (
	"context"
	"time"

	"sandi/internal/fault"
)

// turn is one act in a transaction: the store, the conditions and the time as
// they are while it lasts.
type turn struct {
	Tx
	*inForce
	p     *Portal
	now   time.Time // true time
	event Event     // of the act
	also  []Event   // of what the act consists of, where it is many
}

// do runs an act in a transaction and tells Observe of it. What fn wrote is
// kept when it returns nil, and also when it returns a *refused: a fault that
// is itself a change (a counted failure, a line in the journal) and must
// outlive the error.
func (p *Portal) do(ctx context.Context, act Act, fn func(t *turn) error) error {
	var t *turn
	var refusal error
	inOrder := false
	err := p.store.Do(ctx, func(tx Tx) error {
		f, err := p.present(tx)
		if err != nil {
			return err
		}
		t = &turn{Tx: tx, inForce: f, p: p, now: p.clock.Now()}
		t.event = Event{At: t.now, Act: act, Verdict: Accepted}
		err = fn(t)
		if r, ok := err.(*refused); ok {
			refusal, err = r.fault, nil
		}
		if err == nil && p.o.Observe != nil {
			// From here to the end of the commit, so that events are told in
			// the order of the transactions.
			p.observing.Lock()
			inOrder = true
		}
		return err
	})
	if inOrder {
		defer p.observing.Unlock()
	}
	if err == nil {
		err = refusal
	}
	if p.o.Observe != nil && t != nil {
		if !inOrder { // nothing was kept
			p.observing.Lock()
			defer p.observing.Unlock()
		}
		t.tell(err)
	}
	return err
}

// tell tells Observe what became of the act. An error that is no fault, such as
// a request that was given up, is no outcome of it.
func (t *turn) tell(err error) {
	f := fault.Of(err)
	switch {
	case err == nil:
		for _, e := range t.also {
			t.p.o.Observe(e)
		}
	case f == nil:
		return
	default:
		t.event.Fault = f.Code()
		if t.event.Verdict == Accepted {
			t.event.Verdict = Refused
		}
	}
	if t.event.Act != "" {
		t.p.o.Observe(t.event)
	}
}

// view is do for what changes nothing and is no act: it does not wait for those
// who write. The conditions may be as old as those of Conditions.
func (p *Portal) view(ctx context.Context, fn func(t *turn) error) error {
	return p.store.View(ctx, func(tx Tx) (err error) {
		f := p.justKnown()
		if f == nil {
			if f, err = p.present(tx); err != nil {
				return err
			}
		}
		return fn(&turn{Tx: tx, inForce: f, p: p, now: p.clock.Now()})
	})
}

// refused wraps the fault of an act whose changes are to be kept.
type refused struct{ fault *fault.Error }

func (r *refused) Error() string { return r.fault.Error() }

// portalTime is what the portal's clock shows.
func (t *turn) portalTime() time.Time { return t.conditions.portalTime(t.now) }

// note writes a line of the journal and takes over into the event what both
// tell.
func (t *turn) note(a Attempt) error {
	a.At, a.ClockOffset = t.now, t.conditions.ClockOffset
	e := &t.event
	if a.Act == e.Act {
		e.Role, e.User, e.Verdict, e.Known, e.Steps, e.Detail = a.Role, a.User, a.Verdict, a.Known, a.Steps, a.Detail
	}
	return t.Note(a)
}

// endSessions ends an account's sessions, all but one.
func (t *turn) endSessions(a Account, but string) error {
	sessions, err := t.SessionsOf(a.Role, a.User)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.ID == but {
			continue
		}
		if err := t.DeleteSession(s.ID); err != nil {
			return err
		}
	}
	return nil
}
