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
	case OpenLogin:
		return s.openLogin(ctx, snap)
	case SignIn:
		defer clear(a.Password)
		return s.signIn(ctx, snap, a)
	case Enable:
		return s.enable(ctx, snap)
	case AwaitBarcode:
		return s.awaitBarcode(ctx, snap)
	case AnswerBefore:
		return answerBefore(snap, a.Answer)
	case Refresh:
		return s.refresh(ctx, snap)
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
	case Explain:
		return s.explain(snap, a.Topic)
	case RequestReset:
		return s.requestReset(ctx, snap)
	case ReadMail:
		return s.readMail(ctx, snap)
	case Disable:
		return s.disable(ctx, snap)
	case AskHelpdesk:
		return s.askHelpdesk(ctx, snap, a.Text)
	case Finish:
		if !at(snap, StageFinish) {
			return notNow(snap)
		}
		return s.finish(ctx, snap)
	case Back:
		return s.back(ctx, snap)
	case GiveUp:
		s.abandon(ctx, snap)
		_ = s.retireDead(ctx, snap)
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

// maxProblems bounds the record of problems.
const maxProblems = 50

// record notes a problem. A refused action is none: nothing happened.
func (s *Session) record(snap *Snapshot, stage Stage, err error) {
	if err == nil || errors.Is(err, ErrNotNow) || errors.Is(err, context.Canceled) {
		return
	}
	if n := len(snap.Problems); n >= maxProblems {
		snap.Problems = slices.Delete(snap.Problems, 0, n-maxProblems+1)
	}
	snap.Problems = append(snap.Problems, Trouble{At: s.clock.Now(), Stage: stage, Err: err})
}

// startAnew begins from the first page. Keys of a Renewer are dead for certain
// once it has renewed, so they are retired. Elsewhere TOTP may well be on with
// a pending key, which is then the only way in: it stays pending until a newer
// key of the same account has been accepted.
func (s *Session) startAnew(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageResume, StageAlreadyOn, StageBefore, StageSignAgain, StageCode, StageHelpdesk) || inHand(snap) {
		return notNow(snap)
	}
	r, renews := s.service.(Renewer)
	if !renews {
		if stay, err := s.lastLook(ctx, snap); stay {
			return err
		}
	}
	s.abandon(ctx, snap)
	if renews {
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
		Steps: snap.Steps, Problems: snap.Problems, Asked: snap.Asked,
	}
	s.tried, s.stale, s.rehearsed = nil, "", false
	s.reach(snap, Home)
	return nil
}

// inHand reports whether the portal shows the key right now: until the check
// before Logout has passed there is no way but through it.
func inHand(snap *Snapshot) bool { return snap.State == KeyShown && !snap.Key.Secret.IsZero() }

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
		snap.Stage = signInStage(snap)
	case StageNoBarcode:
		// Waiting on: the question comes again after as long as at first.
		snap.Stage, snap.Overdue, s.waitFrom = StageWait, false, s.clock.Now()
	case StageBefore, StageReload:
		snap.Stage = StageNoBarcode
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
	case StageReset, StageDisable, StageHelpdesk:
		s.backFromExplained(ctx, snap)
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
// that must neither fail nor last. Where the portal shows a key that is not
// safe yet, or may do so, it does nothing: the session could still be of use.
func (s *Session) abandon(ctx context.Context, snap *Snapshot) {
	if s.unheard || !slices.Contains([]State{InUnprotected, EnablingWait, TOTPPrompt, InProtected, Disabled}, snap.State) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = s.service.Logout(ctx)
}
