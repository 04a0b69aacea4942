package enroll

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

// typedWindow is how many steps around the running one a typed code is looked
// for, so that sandi can say "that was an earlier code" instead of sending it:
// five minutes back and one ahead at the usual period.
var typedWindow = otp.Window{Past: 10, Future: 2}

// submit sends one code, once. Everything that could make it the wrong moment
// is looked at first, and the step is in the vault before the code is on the
// wire, so that no crash can lead to the same code being sent twice.
func (s *Session) submit(ctx context.Context, snap *Snapshot, typed otp.Code) error {
	if at(snap, StageAlreadyOn) {
		return s.submitForeign(ctx, snap, typed)
	}
	if !at(snap, StageCode) {
		return notNow(snap)
	}
	now := snap.CodeTime(s.clock.Now())
	plan := PlanCode(snap.Key, now, snap.Spent)
	code, step, before := typed, otp.Step(0), snap.Spent
	if typed.IsZero() {
		if !plan.Ready() {
			return waitFault(plan, now)
		}
		own, err := snap.Key.CodeFor(plan.Step)
		if err != nil {
			return err
		}
		code, step = own, plan.Step
	} else {
		if len(typed.Reveal()) != snap.Key.Digits {
			return ErrCodeDigits.With("digits", snap.Key.Digits)
		}
		known, ok, err := otp.Match(snap.Key, typed, now, typedWindow)
		if err != nil {
			return err
		}
		if err := typedFault(snap, plan, now, known, ok); err != nil {
			return err
		}
		if ok {
			step = known
		} else if slices.ContainsFunc(s.tried, typed.Equal) {
			return ErrCodeTried
		}
	}
	if step != 0 {
		if err := s.keeper.Spend(ctx, snap.Entry, step); err != nil {
			if errors.Is(err, ErrSpentElsewhere) {
				snap.Spent = max(snap.Spent, step)
			}
			return err
		}
		snap.Spent = step
		// Another process may have held the vault for seconds. A code that has
		// grown old meanwhile stays here, although its step is spent.
		if now = snap.CodeTime(s.clock.Now()); !now.Before(plan.Until) {
			return with(ErrCodeLate, PlanCode(snap.Key, now, snap.Spent), now)
		}
	} else {
		s.tried = append(s.tried, typed)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	snap.Attempts++
	said, err := s.service.SubmitCode(ctx, code)
	switch {
	case err == nil:
	case errors.Is(err, ErrCodeRefused) && step == 0:
		s.refused(snap, code, before, now, true)
		return ErrCodeOther
	case errors.Is(err, ErrCodeRefused):
		s.refused(snap, code, before, now, false)
		return err
	case answered(err):
		// The session is there still; the next code may do better.
		now = snap.CodeTime(s.clock.Now())
		return with(ErrCodeUnheard, PlanCode(snap.Key, now, snap.Spent), now)
	default:
		return s.fate(snap, err)
	}
	snap.Message, snap.Refusal = said, nil
	s.reach(snap, InProtected)
	return s.finish(ctx, snap)
}

// answered reports whether the portal said that it could not work, in place of
// saying nothing.
func answered(err error) bool {
	f := fault.Of(err)
	return errors.Is(err, ErrUnreachable) && f != nil && slices.Contains(f.Args(), any("status"))
}

// fate turns to signing in after a code that was neither accepted nor refused.
// Nobody may know whether the portal has seen it: signing in again is right
// either way, and the step stays spent.
func (s *Session) fate(snap *Snapshot, err error) error {
	snap.Stage = signInStage(snap)
	closeLogin(snap)
	if errors.Is(err, ErrNoSession) {
		return err
	}
	return ErrUnknownFate.Because(err)
}

// submitForeign sends a code that the user has from elsewhere, for an account
// whose key is not here. It is the only way to DISABLE TOTP and so to a new
// barcode without the helpdesk.
func (s *Session) submitForeign(ctx context.Context, snap *Snapshot, typed otp.Code) error {
	if snap.State != TOTPPrompt || typed.IsZero() {
		return notNow(snap)
	}
	if slices.ContainsFunc(s.tried, typed.Equal) {
		return ErrCodeTried
	}
	// The key's period is not known; the usual one is a guess that costs at
	// most a few seconds of waiting.
	now := snap.CodeTime(s.clock.Now())
	if plan := PlanCode(noKey, now, 0); !plan.Ready() {
		return waitFault(plan, now)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.tried = append(s.tried, typed)
	snap.Attempts++
	said, err := s.service.SubmitCode(ctx, typed)
	switch {
	case err == nil:
	case errors.Is(err, ErrCodeRefused):
		s.refused(snap, typed, 0, now, true)
		return err
	default:
		return s.fate(snap, err)
	}
	snap.Message, snap.Refusal = said, nil
	s.reach(snap, InProtected)
	snap.Stage = StageDisable
	return nil
}

// ReadCode reads what was typed as a code of a key. The only thing that can be
// wrong with it is told as such: how many digits it must have.
func ReadCode(k otp.Key, typed string) (otp.Code, error) {
	code, err := otp.ParseCode(typed)
	if digits := k.WithDefaults().Digits; err != nil || len(code.Reveal()) != digits {
		return otp.Code{}, ErrCodeDigits.With("digits", digits)
	}
	return code, nil
}

// ReadForeignCode reads what was typed as a code of a key that is not here, so
// that its number of digits is not known either.
func ReadForeignCode(typed string) (otp.Code, error) {
	code, err := otp.ParseCode(typed)
	if err != nil || strings.IndexFunc(code.Reveal(), func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return otp.Code{}, ErrNoCode
	}
	return code, nil
}

// Refused reports whether an error says that the portal refused a code.
func Refused(err error) bool { return errors.Is(err, ErrCodeRefused) || errors.Is(err, ErrCodeOther) }

func (s *Session) finish(ctx context.Context, snap *Snapshot) error {
	snap.Stage = StageFinish
	// The portal's yes must be written down even while the user leaves.
	if err := s.keeper.Accept(context.WithoutCancel(ctx), snap.Entry); err != nil {
		return ErrNotConfirmed.Because(err)
	}
	snap.Active, snap.Stage = true, StageDone
	return nil
}

// typedFault says why a typed code is not sent, or nil. One that is no code of
// the key is the user's own business, except in the last moments of a step.
func typedFault(snap *Snapshot, plan CodePlan, now time.Time, step otp.Step, known bool) error {
	running := snap.Key.Step(now)
	switch {
	case !known && plan.Reason == WaitLate:
		return waitFault(plan, now)
	case !known:
		return nil
	case snap.Spent != 0 && step <= snap.Spent:
		return with(ErrCodeSpent, plan, now)
	case step < running:
		return with(ErrCodeExpired, plan, now)
	case step > running:
		return with(ErrCodeAhead, plan, now)
	case !plan.Ready():
		return waitFault(plan, now)
	}
	return nil
}

func waitFault(plan CodePlan, now time.Time) error {
	switch plan.Reason {
	case WaitSpent:
		return with(ErrCodeSpent, plan, now)
	case WaitBehind:
		return with(ErrCodeBehind, plan, now)
	}
	return with(ErrCodeLate, plan, now)
}

func with(f *fault.Error, plan CodePlan, now time.Time) error {
	return f.With("wait", Ceil(plan.Wait(now)))
}
