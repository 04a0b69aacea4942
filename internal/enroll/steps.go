package enroll

import (
	"context"
	"errors"
	"slices"
)

func (s *Session) begin(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageStart, StageResume, StageRole) {
		return notNow(snap)
	}
	info, err := s.service.Portal(ctx)
	if err != nil {
		return err
	}
	pending, err := s.pending(ctx)
	if err != nil {
		return err
	}
	snap.Portal, snap.Pending = info, pending
	s.reach(snap, Home)
	snap.Stage = StageRole
	if len(pending) > 0 {
		snap.Stage = StageResume
	}
	return nil
}

// pending lists what can be taken up again at this service.
func (s *Session) pending(ctx context.Context) ([]PendingEnrolment, error) {
	all, err := s.keeper.Pending(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(p PendingEnrolment) bool {
		return p.Service != s.options.Service || p.Service != Practice && p.Address != s.options.Address
	}), nil
}

func (s *Session) resume(ctx context.Context, snap *Snapshot, id string) error {
	if !at(snap, StageResume, StageAlreadyOn) {
		return notNow(snap)
	}
	i := slices.IndexFunc(snap.Pending, func(p PendingEnrolment) bool { return p.ID == id })
	if i < 0 {
		return ErrNoPending
	}
	p := snap.Pending[i]
	key, err := s.keeper.ReadBack(ctx, id)
	if err != nil {
		return err
	}
	if err := usable(key); err != nil {
		return err
	}
	snap.Entry, snap.Key, snap.Kept, snap.Read = id, key, true, true
	snap.Role, snap.User, snap.Spent = p.Role, p.User, p.Spent
	snap.Resumed, snap.Refusal = true, nil
	if snap.Stage == StageAlreadyOn && snap.State == TOTPPrompt {
		snap.Stage = StageCode // the password was accepted a moment ago
		return nil
	}
	s.reach(snap, EnrolledOut)
	snap.Stage = StageClock
	return nil
}

func chooseRole(snap *Snapshot, r Role) error {
	if !at(snap, StageRole) {
		return notNow(snap)
	}
	if !slices.Contains(snap.Portal.Roles, r) {
		return ErrBadRole.With("role", string(r))
	}
	if snap.Role != r {
		snap.Role, snap.User = r, ""
		closeLogin(snap)
	}
	snap.Stage = StageClock
	return nil
}

func goOn(snap *Snapshot, corrected bool) error {
	if !at(snap, StageClock, StageCheck, StageCode) {
		return notNow(snap)
	}
	if corrected && (snap.Clock == nil || snap.Clock.Err != nil) {
		return ErrUnmeasured
	}
	snap.Corrected, snap.Offset = corrected, 0
	if corrected {
		snap.Offset = snap.Clock.Offset
	}
	switch snap.Stage {
	case StageCheck:
	case StageCode:
		readvise(snap)
	default:
		snap.Stage = signInStage(snap)
		closeLogin(snap) // it was open since another visit
	}
	return nil
}

func (s *Session) logout(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageCheck) {
		return notNow(snap)
	}
	if !snap.Ready() {
		return ErrNotChecked
	}
	// A session that has ended by itself is as good as a Logout.
	if err := s.service.Logout(ctx); err != nil && !errors.Is(err, ErrNoSession) {
		return err
	}
	s.reach(snap, EnrolledOut)
	snap.Stage = StageSignAgain
	closeLogin(snap)
	return s.keeper.Note(ctx, snap.Entry, EnrolledOut)
}
