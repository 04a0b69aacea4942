package guided

import (
	"context"
	"slices"
	"strings"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/internal/site"
)

var noKey otp.Key

// act performs one action on snap. What it changes before it fails stays
// changed: it has happened.
func (s *Session) act(ctx context.Context, snap *Snapshot, a Action) error {
	switch a := a.(type) {
	case Begin:
		return s.begin(ctx, snap)
	case Resume:
		return s.resume(ctx, snap, a.ID)
	case StartAnew:
		return startAnew(snap)
	case CheckClock:
		return s.checkClock(ctx, snap)
	case GoOn:
		return s.goOn(ctx, snap, a.Corrected)
	case Next:
		return s.next(ctx, snap)
	case Account:
		return account(snap, a)
	case AnswerBefore:
		return answerBefore(snap, a.Answer)
	case Shown:
		return shown(snap)
	case NotShown:
		return notShown(snap)
	case Existing:
		return existing(snap)
	case GiveKey:
		defer clear(a.Text)
		return s.give(ctx, snap, FromText, []string{string(a.Text)})
	case ReadFile, ReadScreen, ReadClipboard:
		return s.read(ctx, snap, a)
	case Choose:
		return s.choose(ctx, snap, a.Index)
	case Describe:
		return s.describe(ctx, snap, a)
	case Keep:
		return s.keep(ctx, snap)
	case Compare:
		return s.compare(ctx, snap, a.Result)
	case Recompare:
		if !at(snap, StageRefused, StageLogout) {
			return notNow(snap)
		}
		return s.reach(ctx, snap, StageReread)
	case Check:
		if !at(snap, StageLogout) {
			return notNow(snap)
		}
		return s.check(ctx, snap)
	case Typed:
		return s.typed(ctx, snap)
	case Tell:
		return s.tell(ctx, snap, a.Answer)
	case Disabled:
		return s.disabled(ctx, snap)
	case Explain:
		return explain(snap, a.Topic)
	case Finish:
		if !at(snap, StageFinish) {
			return notNow(snap)
		}
		return s.accept(ctx, snap)
	case Back:
		return s.back(ctx, snap)
	case GiveUp:
		snap.Stage, snap.Behind = StageLeft, ""
		return nil
	}
	return notNow(snap)
}

func at(snap *Snapshot, stages ...Stage) bool { return slices.Contains(stages, snap.Stage) }

func notNow(snap *Snapshot) error { return ErrNotNow.With("stage", string(snap.Stage)) }

func (s *Session) begin(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageStart, StageResume) {
		return notNow(snap)
	}
	pending, err := s.o.Vault.Pending(ctx)
	if err != nil {
		return err
	}
	snap.Pending = slices.DeleteFunc(slices.Clone(pending), func(p enroll.PendingEnrolment) bool { return p.Service != Service })
	if len(snap.Pending) > 0 {
		snap.Stage = StageResume
		return nil
	}
	snap.Stage = StageClock
	return s.measure(ctx, snap)
}

func (s *Session) resume(ctx context.Context, snap *Snapshot, id string) error {
	if !at(snap, StageResume) {
		return notNow(snap)
	}
	i := slices.IndexFunc(snap.Pending, func(p enroll.PendingEnrolment) bool { return p.ID == id })
	if i < 0 {
		return ErrNoPending
	}
	p := snap.Pending[i]
	key, err := s.o.Vault.ReadBack(ctx, id)
	if err != nil {
		return err
	}
	profile, name, _ := strings.Cut(p.Address, "/")
	if profile != snap.Profile.ID {
		known, err := site.Named(profile)
		if err != nil {
			// One of the desk's own, which was not named this time. Another
			// site's steps could lead to its logout too early.
			return ErrProfile.With("profile", profile)
		}
		snap.Profile = known
	}
	snap.Key, snap.Entry, snap.Kept, snap.Read, snap.Resumed = key.WithDefaults(), id, true, true, true
	snap.Site, snap.User, snap.Spent = name, p.User, p.Spent
	switch stage := Stage(p.State); stage {
	case StageReread, StageSignAgain, StageCode:
		snap.Stage = stage
	case StageAnswer, StageRefused:
		snap.Stage = StageCode
	default:
		snap.Stage = StageReread
	}
	if snap.Stage == StageCode && !snap.Profile.Confirm {
		snap.Stage = StageSignAgain // that session in the browser is over
	}
	return s.measure(ctx, snap)
}

func startAnew(snap *Snapshot) error {
	if !at(snap, StageResume) {
		return notNow(snap)
	}
	snap.Stage = StageClock
	return nil
}

// measure compares the clock. That it cannot be compared is a fact and no error.
func (s *Session) measure(ctx context.Context, snap *Snapshot) error {
	if s.o.Measure == nil {
		return nil
	}
	m := s.o.Measure(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	ref := clock.Reference{Err: clock.ErrNoAnswer.With("name", "")}
	if m.Best != nil {
		ref = *m.Best
	}
	snap.Clock, snap.Verdict = &ref, enroll.Judge(ref)
	if snap.Corrected {
		snap.Corrected, snap.Offset = ref.Err == nil, 0
		if ref.Err == nil {
			snap.Offset = ref.Offset
		}
	}
	return nil
}

func (s *Session) checkClock(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageClock, StageLogout, StageRefused) {
		return notNow(snap)
	}
	if err := s.measure(ctx, snap); err != nil {
		return err
	}
	return s.afterClock(ctx, snap)
}

func (s *Session) goOn(ctx context.Context, snap *Snapshot, corrected bool) error {
	if !at(snap, StageClock, StageLogout, StageRefused) {
		return notNow(snap)
	}
	if corrected && (snap.Clock == nil || snap.Clock.Err != nil) {
		return enroll.ErrUnmeasured
	}
	snap.Corrected, snap.Offset = corrected, 0
	if corrected {
		snap.Offset = snap.Clock.Offset
	}
	if snap.Stage == StageClock {
		snap.Stage = StageOpen
		return nil
	}
	return s.afterClock(ctx, snap)
}

// afterClock judges anew what depends on the clock.
func (s *Session) afterClock(ctx context.Context, snap *Snapshot) error {
	switch snap.Stage {
	case StageLogout:
		return s.check(ctx, snap)
	case StageRefused:
		s.readvise(snap)
	}
	return nil
}

func (s *Session) next(ctx context.Context, snap *Snapshot) error {
	switch snap.Stage {
	case StageOpen:
		snap.Stage = StageSignIn
	case StageEnable:
		snap.Stage = StageWait
	case StageReload:
		snap.Reloads++
		snap.Stage = StageWait
	case StageLogout:
		if err := s.check(ctx, snap); err != nil {
			return err
		}
		if !snap.Ready() {
			return enroll.ErrNotChecked
		}
		return s.reach(ctx, snap, StageSignAgain)
	case StageSignAgain, StageRefused:
		return s.reach(ctx, snap, StageCode)
	default:
		return notNow(snap)
	}
	return nil
}

// reach goes to a page and writes down that the enrolment has come so far.
func (s *Session) reach(ctx context.Context, snap *Snapshot, stage Stage) error {
	snap.Stage, snap.Behind = stage, ""
	return s.o.Vault.Note(ctx, snap.Entry, enroll.State(stage))
}

func account(snap *Snapshot, a Account) error {
	if !at(snap, StageSignIn) {
		return notNow(snap)
	}
	// Without a name here the key's own is taken, if it has one.
	snap.Site, snap.User = strings.TrimSpace(a.Site), strings.TrimSpace(a.User)
	if snap.Renewed {
		snap.Stage = StageWait // signing in shows the new barcode
		return nil
	}
	snap.Stage = StageAsked
	return nil
}

func answerBefore(snap *Snapshot, a enroll.Answer) error {
	if !at(snap, StageAsked, StageNoBarcode) {
		return notNow(snap)
	}
	asked := snap.Stage == StageAsked
	snap.Before = a
	switch {
	case a == enroll.AnswerYes:
		snap.Stage = StageBefore
	case asked:
		snap.Stage = StageEnable
	default:
		snap.Stage = StageReload
	}
	return nil
}

func shown(snap *Snapshot) error {
	if !at(snap, StageEnable, StageWait, StageNoBarcode, StageBefore, StageReload) {
		return notNow(snap)
	}
	snap.Stage, snap.Old = StageKey, false
	return nil
}

func notShown(snap *Snapshot) error {
	if !at(snap, StageEnable, StageWait) {
		return notNow(snap)
	}
	snap.Stage = StageNoBarcode
	return nil
}

func existing(snap *Snapshot) error {
	if !at(snap, StageBefore) {
		return notNow(snap)
	}
	snap.Stage, snap.Old = StageKey, true
	return nil
}

func explain(snap *Snapshot, topic Stage) error {
	if !slices.Contains([]Stage{StageReset, StageDisable, StageHelpdesk}, topic) || at(snap, StageStart, StageDone, StageLeft, StageFinish) {
		return notNow(snap)
	}
	if snap.Behind == "" {
		snap.Behind = snap.Stage
	}
	snap.Stage = topic
	return nil
}

// before says where Back leads.
var before = map[Stage]Stage{
	StageOpen: StageClock, StageSignIn: StageOpen, StageAsked: StageSignIn, StageEnable: StageAsked, StageWait: StageEnable,
	StageNoBarcode: StageWait, StageBefore: StageAsked, StageReload: StageNoBarcode, StageKey: StageWait, StageChoose: StageKey,
	StageChecked: StageKey, StageLogout: StageReread, StageCode: StageSignAgain, StageAnswer: StageCode, StageRefused: StageCode,
}

func (s *Session) back(ctx context.Context, snap *Snapshot) error {
	if snap.Behind != "" {
		snap.Stage, snap.Behind = snap.Behind, ""
		return nil
	}
	to, ok := before[snap.Stage]
	if !ok {
		return notNow(snap)
	}
	switch {
	case snap.Stage == StageChecked, snap.Stage == StageChoose:
		s.forget(snap)
	case snap.Stage == StageKey && snap.Old:
		to = StageBefore
	case snap.Stage == StageKey && s.stale != "":
		// The kept key is still what there is.
		return s.unforget(ctx, snap)
	case snap.Stage == StageWait && snap.Renewed:
		to = StageSignIn
	case snap.Stage == StageWait && snap.Reloads > 0:
		to = StageReload
	case snap.Stage == StageCode && snap.Profile.Confirm:
		to = StageReread
	}
	snap.Stage = to
	return nil
}
