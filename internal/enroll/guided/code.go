package guided

import (
	"context"
	"errors"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// typed records that the code of the running step was typed. It is never
// refused: the code has left already, whatever sandi thinks of the moment.
func (s *Session) typed(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageCode, StageSignAgain) {
		return notNow(snap)
	}
	now := s.o.Clock.Now()
	step := snap.Key.Step(snap.CodeTime(now))
	if step > snap.Spent {
		err := s.o.Vault.Spend(ctx, snap.Entry, step)
		if err != nil && !errors.Is(err, enroll.ErrSpentElsewhere) {
			return err
		}
		snap.Spent = step
	}
	snap.TypedAt, snap.Unclear = now, false
	return s.reach(ctx, snap, StageAnswer)
}

// tell takes what the site did.
func (s *Session) tell(ctx context.Context, snap *Snapshot, a SiteAnswer) error {
	if !at(snap, StageAnswer, StageCode, StageSignAgain, StageRefused) {
		return notNow(snap)
	}
	switch a {
	case Accepted:
		return s.accept(ctx, snap)
	case Refused:
		s.refuse(snap)
		return s.reach(ctx, snap, StageRefused)
	case Unclear:
		snap.Unclear = true
		snap.Stage = StageAnswer
		return nil
	case TimedOut:
		return s.reach(ctx, snap, StageSignAgain)
	case NewBarcode:
		s.replace(snap)
		return nil
	case NotAsked:
		// TOTP is off there. The kept key is of no use unless it is switched on
		// with it, and then the site makes another one.
		s.replace(snap)
		snap.Stage = StageEnable
		return nil
	}
	return notNow(snap)
}

func (s *Session) accept(ctx context.Context, snap *Snapshot) error {
	snap.Stage = StageFinish
	// The site's yes must be written down even while the user leaves.
	if err := s.o.Vault.Accept(context.WithoutCancel(ctx), snap.Entry); err != nil {
		return enroll.ErrNotConfirmed.Because(err)
	}
	snap.Active, snap.Stage, snap.Refusal = true, StageDone, nil
	return nil
}

// mayBlock is the number of refusals after which more tries may do harm: the
// strictest services that were measured allow three (domain.md f.3).
const mayBlock = 3

func (s *Session) refuse(snap *Snapshot) {
	now := s.o.Clock.Now()
	r := Refusal{At: now, Count: 1}
	if snap.Refusal != nil {
		r.Count = snap.Refusal.Count + 1
	}
	if at := snap.TypedAt; !at.IsZero() {
		at = snap.CodeTime(at)
		r.Into = at.Sub(snap.Key.Start(snap.Key.Step(at)))
	}
	r.MayBlock = r.Count >= mayBlock
	snap.Refusal = &r
	s.readvise(snap)
}

// readvise orders what to try by how likely it helps, given what is known.
func (s *Session) readvise(snap *Snapshot) {
	r := snap.Refusal
	if r == nil {
		return
	}
	r.Verdict = snap.Verdict
	if snap.Corrected {
		r.Verdict = enroll.ClockRight
	}
	var a []Advice
	if r.MayBlock {
		a = append(a, AdviceWait)
	}
	switch r.Verdict {
	case enroll.ClockFar:
		a = append(a, AdviceClock, AdviceNext)
	case enroll.ClockOff:
		a = append(a, AdviceNext, AdviceClock)
	case enroll.ClockUnknown:
		a = append(a, AdviceNext, AdviceMeasure)
	default:
		a = append(a, AdviceNext)
	}
	if snap.Source == FromText || snap.Compared != Same {
		a = append(a, AdviceKey)
	}
	if len(snap.Duplicates) > 0 {
		a = append(a, AdviceEntry)
	}
	if r.Count > 1 || snap.Reloads > 0 {
		a = append(a, AdviceVoid)
	}
	r.Advice = append(a, AdviceHelpdesk)
}

// disabled takes that TOTP was switched off: the key is dead, its entry is
// retired at once, and the next sign-in shows a new barcode.
func (s *Session) disabled(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageDisable) {
		return notNow(snap)
	}
	if snap.Kept {
		if err := s.o.Vault.Retire(ctx, snap.Entry); err != nil {
			return err
		}
		snap.Former = snap.Entry
		snap.Kept = false
	}
	s.replace(snap)
	snap.Stage, snap.Renewed, snap.Active = StageSignIn, true, false
	return nil
}

// Code returns the code of an offer.
func (s Snapshot) Code(o Offer) (otp.Code, error) { return s.Key.CodeFor(o.Step) }
