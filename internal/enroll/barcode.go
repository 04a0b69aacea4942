package enroll

import (
	"context"
	"errors"
	"time"
)

func (s *Session) enable(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageEnable) {
		return notNow(snap)
	}
	if err := s.rehearse(ctx); err != nil {
		return err
	}
	readyAt, err := s.service.Enable(ctx)
	switch {
	case errors.Is(err, ErrAlreadyEnabled):
		return errors.Join(err, s.alreadyOn(ctx, snap))
	case err != nil:
		return s.lost(snap, err)
	}
	s.reach(snap, EnablingWait)
	s.awaitFrom(snap, readyAt)
	return nil
}

// rehearse saves the vault before the portal makes a key: TOTP is on from that
// moment, and a disk that is full or write protected must show itself before.
func (s *Session) rehearse(ctx context.Context) error {
	err := s.keeper.Rehearse(ctx)
	s.rehearsed = err == nil
	return err
}

// awaitFrom begins to wait for a barcode that is expected at readyAt.
func (s *Session) awaitFrom(snap *Snapshot, readyAt time.Time) {
	snap.Stage, snap.ReadyAt, snap.Overdue = StageWait, readyAt, false
	snap.Before, snap.Refreshes, snap.Rotated = "", 0, false
	s.waitFrom = readyAt
}

// awaitBarcode asks once. It goes on working on the pages about a barcode that
// does not come, because it still may.
func (s *Session) awaitBarcode(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageWait, StageNoBarcode, StageBefore, StageReload) {
		return notNow(snap)
	}
	if !s.rehearsed {
		if err := s.rehearse(ctx); err != nil {
			return err
		}
	}
	b, ready, err := s.service.Barcode(ctx)
	s.heard(err)
	switch {
	case errors.Is(err, ErrWrongState), errors.Is(err, ErrAlreadyEnabled):
		return errors.Join(err, s.alreadyOn(ctx, snap)) // it was shown before and never is again
	case err != nil:
		return s.lost(snap, err)
	case !ready:
		if snap.Stage == StageWait && s.clock.Now().After(s.waitFrom.Add(s.options.Patience)) {
			snap.Overdue, snap.Stage = true, StageNoBarcode
		}
		return nil
	}
	return s.take(ctx, snap, b)
}

// heard notes whether an answer about the barcode has come. Where one was lost
// the portal may have made a key that nobody has seen.
func (s *Session) heard(err error) {
	s.unheard = err != nil && !errors.Is(err, ErrNoSession) && !errors.Is(err, ErrWrongState) && !errors.Is(err, ErrAlreadyEnabled)
}

// lastLook asks once more for the barcode before a session ends in which the
// portal may have made a key. stay says that the wizard does not leave: the key
// has come, or nobody knows.
func (s *Session) lastLook(ctx context.Context, snap *Snapshot) (stay bool, err error) {
	if snap.State != EnablingWait && snap.State != KeyShown || !snap.Key.Secret.IsZero() {
		return false, nil
	}
	b, ready, err := s.service.Barcode(ctx)
	s.heard(err)
	switch {
	case s.unheard:
		return true, err
	case err != nil || !ready:
		return false, nil
	}
	return true, s.take(ctx, snap, b)
}

// take puts the key that the portal shows into the vault. One that differs from
// the key in hand has taken its place: the portal knows one at a time.
func (s *Session) take(ctx context.Context, snap *Snapshot, b Barcode) error {
	key := b.Key.WithDefaults()
	if err := usable(key); err != nil {
		return err
	}
	s.reach(snap, KeyShown)
	if !snap.Key.Secret.IsZero() && !sameKey(snap.Key, key) {
		if snap.Kept {
			s.dead = append(s.dead, snap.Entry)
		}
		snap.Entry, snap.Kept, snap.Read, snap.Checks, snap.Spent = "", false, false, nil, s.carried(snap)
		snap.Rotated = true
	}
	snap.Key, snap.Stage, snap.Overdue = key, StageKey, false
	return s.keep(ctx, snap)
}

func answerBefore(snap *Snapshot, a Answer) error {
	if !at(snap, StageNoBarcode, StageBefore, StageReload) {
		return notNow(snap)
	}
	switch a {
	case AnswerYes:
		snap.Stage = StageBefore
	case AnswerNo, AnswerUnknown:
		// Who does not know tries what costs nothing first.
		snap.Stage = StageReload
	default:
		return notNow(snap)
	}
	snap.Before = a
	return nil
}

// refresh reloads the page with the barcode, as the user does in a browser.
func (s *Session) refresh(ctx context.Context, snap *Snapshot) error {
	held := at(snap, StageKey)
	if !held && !at(snap, StageNoBarcode, StageBefore, StageReload) || snap.Unsaved() {
		return notNow(snap)
	}
	if !s.rehearsed || held { // another key may come of it
		if err := s.rehearse(ctx); err != nil {
			return err
		}
	}
	b, ready, err := s.service.Refresh(ctx)
	s.heard(err)
	if held && (err != nil || !ready) {
		// Nobody knows whether the key in hand is void by now. Waiting compares
		// it with the one that the portal shows.
		s.awaitFrom(snap, s.clock.Now())
	}
	switch {
	case errors.Is(err, ErrWrongState), errors.Is(err, ErrAlreadyEnabled):
		return errors.Join(err, s.alreadyOn(ctx, snap))
	case err != nil:
		return s.lost(snap, err)
	case !ready:
		snap.Refreshes++
		s.waitFrom = s.clock.Now()
		return nil
	}
	return s.take(ctx, snap, b)
}
