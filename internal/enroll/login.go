package enroll

import (
	"context"
	"errors"
	"slices"
	"time"

	"sandi/internal/otp"
)

// signInStage returns the page for user id and password: the second one where
// there is a key that the portal will ask a code of.
func signInStage(snap *Snapshot) Stage {
	if snap.Kept {
		return StageSignAgain
	}
	return StageSignIn
}

// openLogin opens the login page. Where it had been open for too long the
// Problem says so, which is how a portal sends people back to its first page.
func (s *Session) openLogin(ctx context.Context, snap *Snapshot) error {
	switch {
	case inHand(snap):
		return notNow(snap)
	case at(snap, StageSignIn, StageSignAgain):
		late := !snap.LoginExpires.IsZero() && !s.clock.Now().Before(snap.LoginExpires)
		if err := s.loginPage(ctx, snap); err != nil {
			return err
		}
		if late {
			return ErrLoginTimeout
		}
		return nil
	case at(snap, StageAlreadyOn, StageBefore, StageReload, StageHelpdesk, StageDisabled):
		if stay, err := s.lastLook(ctx, snap); stay {
			return err
		}
		s.abandon(ctx, snap)
		_ = s.retireDead(ctx, snap) // tried again when a new key is kept
		if snap.Role == "" {
			snap.Stage = StageRole
			return nil
		}
		snap.Stage = signInStage(snap)
		closeLogin(snap)
		return s.loginPage(ctx, snap)
	}
	return notNow(snap)
}

// loginPage opens the page and notes how long it stays open.
func (s *Session) loginPage(ctx context.Context, snap *Snapshot) error {
	closeLogin(snap)
	page, err := s.service.OpenLogin(ctx, snap.Role)
	if err != nil {
		return err
	}
	snap.LoginOpened, snap.LoginExpires = s.clock.Now(), page.Expires
	return nil
}

func closeLogin(snap *Snapshot) { snap.LoginOpened, snap.LoginExpires = time.Time{}, time.Time{} }

// signIn sends user id and password to the page that is open. Whether that was
// open for too long is the portal's to say; then the page is opened anew, so
// that sending the same again is all that remains to be done.
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
	if snap.LoginOpened.IsZero() {
		if err := s.loginPage(ctx, snap); err != nil {
			return err
		}
	}
	state, err := s.service.SignIn(ctx, snap.Role, a.User, a.Password)
	switch {
	case err == nil:
	case errors.Is(err, ErrLoginTimeout):
		_ = s.loginPage(ctx, snap) // signing in opens it if this could not
		return err
	case errors.Is(err, ErrUnreachable):
		return err // the page is as open as before
	default:
		closeLogin(snap)
		return err
	}
	closeLogin(snap)
	s.reach(snap, state)
	switch state {
	case TOTPPrompt:
		if !snap.Kept {
			return s.alreadyOn(ctx, snap)
		}
		snap.Stage = StageCode
		return s.keeper.Note(ctx, snap.Entry, state)
	case InUnprotected:
		s.forget(snap)
		snap.Stage = StageEnable
		return nil
	case EnablingWait, KeyShown: // after DISABLE TOTP, and where portals want TOTP of everybody
		s.forget(snap)
		s.awaitFrom(snap, s.clock.Now())
		s.rehearsed = false
		return nil
	}
	return ErrWrongState.With("state", string(state))
}

// alreadyOn leads to the page for an account that has TOTP on already, with the
// keys of it that may be waiting in the vault.
func (s *Session) alreadyOn(ctx context.Context, snap *Snapshot) error {
	snap.Stage = StageAlreadyOn
	pending, err := s.pending(ctx)
	if err != nil {
		return err
	}
	snap.Pending = slices.DeleteFunc(pending, func(p PendingEnrolment) bool {
		return p.Role != snap.Role || p.User != snap.User
	})
	return nil
}

// forget drops the kept key from the way that lies ahead, because the portal
// does not ask for its codes: it has never known it, or TOTP was disabled
// since. The entry stays in the vault until a new key is kept.
func (s *Session) forget(snap *Snapshot) {
	if snap.Kept {
		s.stale = snap.Entry
	}
	snap.Entry, snap.Kept, snap.Read, snap.Resumed, snap.Active, snap.Checks = "", false, false, false, false, nil
	snap.Refusal, snap.Spent = nil, s.carried(snap)
	snap.Key = noKey
	s.tried = nil
}

// carried returns the spent step of a key that another one replaces, as far as
// it matters: portals that take one code per step and account do not care of
// which key it was.
func (s *Session) carried(snap *Snapshot) otp.Step {
	if running := snap.Key.WithDefaults().Step(snap.CodeTime(s.clock.Now())); snap.Spent == running {
		return running
	}
	return 0
}

// retireDead retires the entries whose keys the portal has thrown away for
// certain. What fails stays on the list.
func (s *Session) retireDead(ctx context.Context, snap *Snapshot) error {
	for len(s.dead) > 0 {
		if err := s.keeper.Retire(ctx, s.dead[0]); err != nil {
			return err
		}
		snap.Former, s.dead = s.dead[0], s.dead[1:]
	}
	return nil
}

// lost turns to signing in where the session has ended. The key, if there is
// one, stays.
func (s *Session) lost(snap *Snapshot, err error) error {
	if errors.Is(err, ErrNoSession) {
		snap.Stage = signInStage(snap)
		closeLogin(snap)
	}
	return err
}
