package enroll

import (
	"context"
	"errors"
	"slices"
	"time"
)

// act performs one action on snap. What it changes in snap before it fails
// stays changed: it has happened.
func (s *Session) act(ctx context.Context, snap *Snapshot, a Action) error {
	switch a := a.(type) {
	case Begin:
		return s.begin(ctx, snap)
	case Resume:
		return s.resume(ctx, snap, a.ID)
	case StartAnew:
		return s.startAnew(ctx, snap)
	case ChooseRole:
		return chooseRole(snap, a.Role)
	case CheckClock:
		if err := s.checkClock(ctx, snap); err != nil || snap.Stage != StageCheck {
			return err
		}
		return s.check(ctx, snap) // made with another clock before
	case GoOn:
		if err := goOn(snap, a.Corrected); err != nil || snap.Stage != StageCheck {
			return err
		}
		return s.check(ctx, snap)
	case SignIn:
		defer clear(a.Password)
		return s.signIn(ctx, snap, a)
	case Enable:
		return s.enable(ctx, snap)
	case AwaitBarcode:
		return s.awaitBarcode(ctx, snap)
	case Keep:
		if !at(snap, StageKey) {
			return notNow(snap)
		}
		return s.keep(ctx, snap)
	case Check:
		return s.check(ctx, snap)
	case Logout:
		return s.logout(ctx, snap)
	case SubmitCode:
		return s.submit(ctx, snap, a.Typed)
	case Finish:
		if !at(snap, StageFinish) {
			return notNow(snap)
		}
		return s.finish(ctx, snap)
	case Back:
		return s.back(ctx, snap)
	case GiveUp:
		s.abandon(ctx, snap)
		snap.Stage = StageLeft
		return nil
	}
	return notNow(snap)
}

func at(snap *Snapshot, stages ...Stage) bool { return slices.Contains(stages, snap.Stage) }

func notNow(snap *Snapshot) error { return ErrNotNow.With("stage", string(snap.Stage)) }

// reach records a state of the portal.
func (s *Session) reach(snap *Snapshot, state State) {
	snap.State = state
	if n := len(snap.Steps); n == 0 || snap.Steps[n-1].State != state {
		snap.Steps = append(snap.Steps, StepTaken{State: state, At: s.clock.Now()})
	}
}

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
	snap.Resumed = true
	if snap.Stage == StageAlreadyOn && snap.State == TOTPPrompt {
		snap.Stage = StageCode // the password was accepted a moment ago
		return nil
	}
	s.reach(snap, EnrolledOut)
	snap.Stage = StageClock
	return nil
}

// startAnew begins from the first page. Keys of a Renewer are dead for certain
// once it has renewed, so they are retired. Elsewhere TOTP may well be on with
// a pending key, which is then the only way in: it stays pending until a newer
// key of the same account has been accepted.
func (s *Session) startAnew(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageResume, StageAlreadyOn, StageSignAgain, StageCode) {
		return notNow(snap)
	}
	if r, ok := s.service.(Renewer); ok {
		if err := r.Renew(ctx); err != nil {
			return err
		}
		pending, err := s.pending(ctx)
		if err != nil {
			return err
		}
		for _, p := range pending {
			if err := s.keeper.Retire(ctx, p.ID); err != nil {
				return err
			}
		}
	}
	info, err := s.service.Portal(ctx)
	if err != nil {
		return err
	}
	*snap = Snapshot{
		Stage: StageRole, State: Home, Service: snap.Service, Portal: info,
		Clock: snap.Clock, Verdict: snap.Verdict, Corrected: snap.Corrected, Offset: snap.Offset,
		Steps: snap.Steps,
	}
	s.tried, s.stale = nil, ""
	s.reach(snap, Home)
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
	}
	snap.Stage = StageClock
	return nil
}

func goOn(snap *Snapshot, corrected bool) error {
	if !at(snap, StageClock, StageCheck) {
		return notNow(snap)
	}
	if corrected && (snap.Clock == nil || snap.Clock.Err != nil) {
		return ErrUnmeasured
	}
	snap.Corrected, snap.Offset = corrected, 0
	if corrected {
		snap.Offset = snap.Clock.Offset
	}
	if snap.Stage == StageCheck {
		return nil
	}
	snap.Stage = StageSignIn
	if snap.Kept {
		snap.Stage = StageSignAgain
	}
	return nil
}

func (s *Session) signIn(ctx context.Context, snap *Snapshot, a SignIn) error {
	if !at(snap, StageSignIn, StageSignAgain) {
		return notNow(snap)
	}
	if a.User == "" || len(a.Password) == 0 {
		return ErrNoUser
	}
	if snap.Kept && a.User != snap.User {
		return ErrOtherUser.With("user", snap.User)
	}
	snap.User = a.User
	state, err := s.service.SignIn(ctx, snap.Role, a.User, a.Password)
	if err != nil {
		return err
	}
	s.reach(snap, state)
	switch state {
	case TOTPPrompt:
		snap.Stage = StageCode
		if !snap.Kept {
			snap.Stage = StageAlreadyOn
			// A key of this account may be waiting in the vault.
			pending, err := s.pending(ctx)
			if err != nil {
				return err
			}
			snap.Pending = slices.DeleteFunc(pending, func(p PendingEnrolment) bool {
				return p.Role != snap.Role || p.User != snap.User
			})
			return nil
		}
		return s.keeper.Note(ctx, snap.Entry, state)
	case InUnprotected:
		s.forget(snap)
		snap.Stage = StageEnable
		return nil
	case EnablingWait, KeyShown:
		s.forget(snap)
		snap.Stage, snap.ReadyAt, snap.Overdue = StageWait, s.clock.Now(), false
		return nil
	}
	return ErrWrongState.With("state", string(state))
}

// forget drops the kept key from the way that lies ahead, because the portal
// does not ask for its codes: it has never known it, or TOTP was disabled
// since. The entry stays in the vault until a new key is kept.
func (s *Session) forget(snap *Snapshot) {
	if snap.Kept {
		s.stale = snap.Entry
	}
	snap.Entry, snap.Kept, snap.Read, snap.Resumed, snap.Checks, snap.Spent = "", false, false, false, nil, 0
	snap.Key = noKey
}

func (s *Session) enable(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageEnable) {
		return notNow(snap)
	}
	// TOTP is on once the portal has made the key. A disk that is full or write
	// protected must show itself before that.
	if err := s.keeper.Rehearse(ctx); err != nil {
		return err
	}
	readyAt, err := s.service.Enable(ctx)
	switch {
	case errors.Is(err, ErrAlreadyEnabled):
		snap.Stage = StageAlreadyOn
		return err
	case err != nil:
		return s.lost(snap, err)
	}
	s.reach(snap, EnablingWait)
	snap.Stage, snap.ReadyAt, snap.Overdue = StageWait, readyAt, false
	return nil
}

// lost turns to signing in where the session has ended. The key, if there is
// one, stays.
func (s *Session) lost(snap *Snapshot, err error) error {
	if errors.Is(err, ErrNoSession) {
		snap.Stage = StageSignIn
		if snap.Kept {
			snap.Stage = StageSignAgain
		}
	}
	return err
}

func (s *Session) awaitBarcode(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageWait) {
		return notNow(snap)
	}
	b, ready, err := s.service.Barcode(ctx)
	switch {
	case errors.Is(err, ErrWrongState), errors.Is(err, ErrAlreadyEnabled):
		snap.Stage = StageAlreadyOn // the barcode was shown before and never is again
		return err
	case err != nil:
		return s.lost(snap, err)
	case !ready:
		snap.Overdue = s.clock.Now().After(snap.ReadyAt.Add(s.options.Patience))
		return nil
	}
	key := b.Key.WithDefaults()
	if err := usable(key); err != nil {
		return err
	}
	s.reach(snap, KeyShown)
	snap.Key, snap.Stage, snap.Overdue = key, StageKey, false
	return s.keep(ctx, snap)
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
	return s.keeper.Note(ctx, snap.Entry, EnrolledOut)
}

func (s *Session) back(ctx context.Context, snap *Snapshot) error {
	switch snap.Stage {
	case StageClock:
		snap.Stage = StageRole
		if snap.Resumed {
			s.forgetResumed(snap)
			snap.Stage = StageResume
		}
	case StageSignIn:
		snap.Stage = StageClock
	case StageAlreadyOn, StageEnable:
		s.abandon(ctx, snap)
		snap.Stage = StageSignIn
	case StageCheck:
		snap.Stage = StageKey
	case StageCode:
		s.abandon(ctx, snap)
		snap.Stage = StageSignAgain
	case StageSignAgain:
		if !snap.Resumed {
			return notNow(snap)
		}
		snap.Stage = StageClock
	default:
		return notNow(snap)
	}
	return nil
}

func (s *Session) forgetResumed(snap *Snapshot) {
	s.forget(snap)
	s.stale = ""
	s.reach(snap, Home)
}

// abandon ends a session at the portal that nobody will use, as a courtesy
// that must neither fail nor last. Where the key is not safe yet it does
// nothing: the session could still be of use.
func (s *Session) abandon(ctx context.Context, snap *Snapshot) {
	if !slices.Contains([]State{InUnprotected, EnablingWait, TOTPPrompt}, snap.State) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = s.service.Logout(ctx)
}
