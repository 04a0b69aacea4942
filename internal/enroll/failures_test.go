package enroll_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sandi/internal/enroll"
)

// A reload that brings another key: the former entry is retired, the new one is
// kept, read back and checked as a first one is.
func TestReloadThatRotates(t *testing.T) {
	w, s := reach(t, enroll.StageCheck)
	mustDo(t, s, enroll.Back{})
	w.rotates = true
	snap := mustDo(t, s, enroll.Refresh{})
	if snap.Stage != enroll.StageKey || !snap.Rotated || snap.Entry != "e2" || snap.Former != "e1" || !snap.Kept || !snap.Read || len(snap.Checks) > 0 {
		t.Fatalf("got %s, rotated %v, entry %s, former %s, checks %d", snap.Stage, snap.Rotated, snap.Entry, snap.Former, len(snap.Checks))
	}
	if w.disk["e1"].status != "retired" || w.disk["e2"].status != "pending" {
		t.Errorf("old %s, new %s", w.disk["e1"].status, w.disk["e2"].status)
	}
	drive(t, w, s)
	sound(t, w)
}

func TestReloadThatBringsTheSameKey(t *testing.T) {
	w, s := reach(t, enroll.StageKey)
	if snap := mustDo(t, s, enroll.Refresh{}); snap.Rotated || snap.Entry != "e1" || len(w.disk) != 1 {
		t.Errorf("rotated %v, entry %s of %d", snap.Rotated, snap.Entry, len(w.disk))
	}
}

// The answer to a reload is lost: the key in hand may be void, so that it is
// compared with the portal's before Logout comes into reach.
func TestReloadWhoseAnswerIsLost(t *testing.T) {
	w, s := reach(t, enroll.StageKey)
	w.rotates, w.after = true, enroll.ErrUnreachable
	snap, err := s.Do(t.Context(), enroll.Refresh{})
	if !errors.Is(err, enroll.ErrUnreachable) || snap.Stage != enroll.StageWait {
		t.Fatalf("got %v at %s", err, snap.Stage)
	}
	if snap = mustDo(t, s, enroll.AwaitBarcode{}); snap.Stage != enroll.StageKey || !snap.Rotated || w.disk["e1"].status != "retired" || !w.holds(w.key) {
		t.Errorf("got %s, rotated %v, old entry %s", snap.Stage, snap.Rotated, w.disk["e1"].status)
	}
	drive(t, w, s)
	sound(t, w)
}

// Neither cause of a missing barcode is asserted: the answer chooses the page,
// and each page has a way to the other.
func TestMissingBarcode(t *testing.T) {
	w, s := reach(t, enroll.StageNoBarcode)
	for _, tt := range []struct {
		answer enroll.Answer
		want   enroll.Stage
	}{
		{enroll.AnswerYes, enroll.StageBefore}, {enroll.AnswerNo, enroll.StageReload},
		{enroll.AnswerYes, enroll.StageBefore}, {enroll.AnswerUnknown, enroll.StageReload},
	} {
		if snap := mustDo(t, s, enroll.AnswerBefore{Answer: tt.answer}); snap.Stage != tt.want || snap.Before != tt.answer {
			t.Errorf("%s leads to %s", tt.answer, snap.Stage)
		}
	}
	if snap := mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageNoBarcode || snap.Before != enroll.AnswerUnknown {
		t.Errorf("back at %s, answer %q", snap.Stage, snap.Before)
	}
	if _, err := s.Do(t.Context(), enroll.AnswerBefore{Answer: "perhaps"}); !errors.Is(err, enroll.ErrNotNow) {
		t.Errorf("got %v", err)
	}
	// F2b: a reload brings it.
	mustDo(t, s, enroll.AnswerBefore{Answer: enroll.AnswerNo})
	if snap := mustDo(t, s, enroll.Refresh{}); snap.Refreshes != 1 || snap.Stage != enroll.StageReload {
		t.Errorf("%d reloads at %s", snap.Refreshes, snap.Stage)
	}
	w.never = false
	if snap := mustDo(t, s, enroll.Refresh{}); snap.Stage != enroll.StageKey || !snap.Kept {
		t.Errorf("got %s", snap.Stage)
	}
	drive(t, w, s)
	sound(t, w)
}

// F2a: TOTP is on and its key elsewhere. A code from there is the way in, and
// DISABLE TOTP the way to a key of sandi's own.
func TestKeyOfAnotherDevice(t *testing.T) {
	w := newWorld()
	w.before = true
	s := w.newSession()
	drive(t, w, s, enroll.StageNoBarcode)
	mustDo(t, s, enroll.AnswerBefore{Answer: enroll.AnswerYes})
	mustDo(t, s, enroll.OpenLogin{})
	drive(t, w, s, enroll.StageAlreadyOn)
	wrong := code(t, "314159")
	if snap, err := s.Do(t.Context(), enroll.SubmitCode{Typed: wrong}); !errors.Is(err, enroll.ErrCodeRefused) || snap.Stage != enroll.StageAlreadyOn || snap.Refusal == nil || !snap.Refusal.Foreign {
		t.Fatalf("got %v at %s, refusal %+v", err, snap.Stage, snap.Refusal)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: wrong}); !errors.Is(err, enroll.ErrCodeTried) {
		t.Errorf("the same code again gave %v", err)
	}
	other, err := w.key.CodeAt(w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	snap := mustDo(t, s, enroll.SubmitCode{Typed: other})
	if snap.Stage != enroll.StageDisable || snap.State != enroll.InProtected || snap.Refusal != nil {
		t.Fatalf("got %s", snap.Stage)
	}
	w.before = false
	mustDo(t, s, enroll.Disable{})
	mustDo(t, s, enroll.OpenLogin{})
	if end := drive(t, w, s); end.Stage != enroll.StageDone {
		t.Fatalf("ends at %s: %v", end.Stage, end.Problem)
	}
	sound(t, w)
}

// DISABLE TOTP: the entry is retired at once, none of its codes is offered any
// longer, and signing in leads to the new barcode and the whole check again.
func TestDisable(t *testing.T) {
	w, s := reach(t, enroll.StageDone)
	spent := w.sent[0]
	if _, err := s.Do(t.Context(), enroll.Disable{}); !errors.Is(err, enroll.ErrNotNow) {
		t.Errorf("unexplained: %v", err)
	}
	mustDo(t, s, enroll.Explain{Topic: enroll.TopicDisable})
	if snap := mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageDone || !snap.Active {
		t.Errorf("back at %s, active %v", snap.Stage, snap.Active)
	}
	mustDo(t, s, enroll.Explain{Topic: enroll.TopicDisable})
	w.fail["Retire"] = errDiskFull
	snap, err := s.Do(t.Context(), enroll.Disable{})
	if !errors.Is(err, errDiskFull) || snap.Stage != enroll.StageDisabled || snap.Entry != "" || !snap.Key.Secret.IsZero() || snap.Active {
		t.Fatalf("got %v at %s, entry %q", err, snap.Stage, snap.Entry)
	}
	// What failed is done on the way on.
	if snap = mustDo(t, s, enroll.OpenLogin{}); snap.Stage != enroll.StageSignIn || snap.Former != "e1" || w.disk["e1"].status != "retired" {
		t.Errorf("at %s, entry is %s", snap.Stage, w.disk["e1"].status)
	}
	if snap = drive(t, w, s, enroll.StageWait, enroll.StageEnable); snap.Stage != enroll.StageWait {
		t.Errorf("signing in led to %s", snap.Stage)
	}
	drive(t, w, s, enroll.StageCheck)
	if snap = mustDo(t, s, enroll.Check{}); !snap.Ready() || len(snap.Checks) != 6 {
		t.Errorf("the check: %+v", snap.Checks)
	}
	if end := drive(t, w, s); end.Stage != enroll.StageDone || w.sent[len(w.sent)-1] == spent {
		t.Errorf("ends at %s", end.Stage)
	}
	sound(t, w)
}

// The step of a key that DISABLE TOTP killed stays spent: portals that count
// steps by account would refuse the new key's code of it.
func TestDisableKeepsTheSpentStep(t *testing.T) {
	_, s := reach(t, enroll.StageDone)
	spent := s.Snapshot().Spent
	mustDo(t, s, enroll.Explain{Topic: enroll.TopicDisable})
	mustDo(t, s, enroll.Disable{})
	if got := s.Snapshot().Spent; got != spent {
		t.Errorf("spent is %d, was %d", got, spent)
	}
}

func TestLoginPageTimesOut(t *testing.T) {
	for _, stage := range []enroll.Stage{enroll.StageSignIn, enroll.StageSignAgain} {
		w, s := reach(t, stage)
		w.loginLife = 10 * time.Second
		snap := mustDo(t, s, enroll.OpenLogin{})
		if got := snap.LoginExpires.Sub(snap.LoginOpened); got != 10*time.Second {
			t.Errorf("%s: open for %v", stage, got)
		}
		// Time passes while the password is typed.
		w.clock.Advance(11 * time.Second)
		in := enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")}
		snap, err := s.Do(t.Context(), in)
		if !errors.Is(err, enroll.ErrLoginTimeout) || snap.Stage != stage || snap.User != "penyedia.demo" || snap.LoginOpened.IsZero() {
			t.Fatalf("%s: got %v at %s, user %q", stage, err, snap.Stage, snap.User)
		}
		// Or nobody types anything: opening it again says why it had closed.
		w.clock.Advance(11 * time.Second)
		if snap, err = s.Do(t.Context(), enroll.OpenLogin{}); !errors.Is(err, enroll.ErrLoginTimeout) || snap.Stage != stage {
			t.Errorf("%s: got %v at %s", stage, err, snap.Stage)
		}
		if snap, err = s.Do(t.Context(), enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")}); err != nil || snap.Stage == stage {
			t.Errorf("%s: got %v at %s", stage, err, snap.Stage)
		}
	}
}

// A key that the portal has made, and whose answer was lost, is not left behind
// by signing out.
func TestLastLookBeforeSigningOut(t *testing.T) {
	w, s := reach(t, enroll.StageReload)
	w.never, w.after = false, enroll.ErrUnreachable
	if _, err := s.Do(t.Context(), enroll.Refresh{}); !errors.Is(err, enroll.ErrUnreachable) {
		t.Fatal(err)
	}
	w.fail["Barcode"] = enroll.ErrUnreachable
	if snap, err := s.Do(t.Context(), enroll.OpenLogin{}); !errors.Is(err, enroll.ErrUnreachable) || snap.Stage != enroll.StageReload || slices.Contains(w.calls, "Logout") {
		t.Errorf("got %v at %s", err, snap.Stage)
	}
	if snap := mustDo(t, s, enroll.OpenLogin{}); snap.Stage != enroll.StageKey || !snap.Kept || !w.holds(w.key) {
		t.Errorf("got %s, kept %v", snap.Stage, snap.Kept)
	}
}

// The record of problems is bounded and keeps the newest.
func TestProblemsAreBounded(t *testing.T) {
	w, s := reach(t, enroll.StageSignIn)
	for range 70 {
		w.fail["SignIn"] = enroll.ErrBadCredentials
		_, _ = s.Do(t.Context(), enroll.SignIn{User: "penyedia.demo", Password: []byte("salah")})
		w.clock.Advance(time.Second)
	}
	got := s.Snapshot().Problems
	if len(got) != 50 || !got[49].At.After(got[0].At) || got[49].Stage != enroll.StageSignIn {
		t.Errorf("%d problems", len(got))
	}
}
