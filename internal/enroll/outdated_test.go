package enroll_test

import (
	"errors"
	"testing"
	"time"

	"sandi/internal/enroll"
)

// "Use the next code, in 2 s" must not stay on the page when that code is there.
func TestAWaitThatIsOverIsNoProblem(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	step := w.key.Step(w.clock.Now())
	w.clock.Set(w.key.End(step).Add(-2 * time.Second))
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, enroll.ErrCodeLate) {
		t.Fatalf("got %v, want %v", err, enroll.ErrCodeLate)
	}
	if snap.Outdated(w.clock.Now()) {
		t.Error("outdated while waiting")
	}
	if !snap.Outdated(w.key.End(step).Add(time.Second)) {
		t.Error("not outdated when the next code is there")
	}
	snap.Problem = enroll.ErrCodeRefused
	if snap.Outdated(w.key.End(step).Add(time.Second)) {
		t.Error("a refusal passes by itself")
	}
}
