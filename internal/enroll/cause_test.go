package enroll_test

import (
	"context"
	"testing"
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// refuse measures the clock and lets the portal refuse a code: the session's
// own, or one that is typed.
func refuse(t *testing.T, w *world, s *enroll.Session, typed otp.Code) *enroll.Refusal {
	t.Helper()
	mustDo(t, s, enroll.CheckClock{})
	w.clock.Advance(30 * time.Second)
	w.fail["SubmitCode"] = enroll.ErrCodeRefused
	snap, err := s.Do(t.Context(), enroll.SubmitCode{Typed: typed})
	if !enroll.Refused(err) || snap.Refusal == nil {
		t.Fatalf("not refused: %v", err)
	}
	return snap.Refusal
}

func TestARefusalNamesItsCause(t *testing.T) {
	for _, tt := range []struct {
		name    string
		skew    time.Duration
		profile string
		want    diagnose.Cause
		verdict refusal.Verdict
		known   bool
	}{
		{"clock right", 0, "", refusal.Valid, refusal.Accepted, true},
		{"90 s slow", -90 * time.Second, "", refusal.Expired, refusal.Refused, true},
		{"90 s slow, four steps", -90 * time.Second, "longgar", refusal.Valid, refusal.Accepted, true},
		{"90 s fast", 90 * time.Second, "lazim", refusal.TooEarly, refusal.Refused, true},
		{"a step fast, nothing ahead", 30 * time.Second, "lampau", refusal.TooEarly, refusal.Refused, true},
	} {
		w := newWorld()
		if tt.profile != "" {
			w.info.Scenarios = []string{tt.profile}
		}
		s := w.newSession()
		drive(t, w, s, enroll.StageCode) // which corrects a clock that is far off
		w.skew = tt.skew
		r := refuse(t, w, s, otp.Code{})
		if r.Why == nil {
			t.Errorf("%s: not explained", tt.name)
			continue
		}
		if got := r.Why.Findings[0].Cause; got != tt.want || r.Why.Verdict != tt.verdict || r.WindowKnown != tt.known {
			t.Errorf("%s: got %s %s, want %s %s", tt.name, r.Why.Verdict, got, tt.verdict, tt.want)
		}
		for _, lang := range locale.Langs() {
			if told, ok := r.Cause(locale.New(lang)); !ok || told.Title == "" {
				t.Errorf("%s: not told", tt.name)
			}
		}
	}
}

// A refusal is explained anew when the clock is measured later, and forgotten
// with the code when one is accepted.
func TestARefusalIsExplainedAnew(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	r := refuse(t, w, s, otp.Code{})
	if r.Why.Findings[0].Cause != refusal.Valid {
		t.Fatalf("got %s", r.Why.Findings[0].Cause)
	}
	w.skew = -90 * time.Second
	if snap := mustDo(t, s, enroll.CheckClock{}); snap.Refusal.Why.Findings[0].Cause != refusal.Expired {
		t.Errorf("got %s", snap.Refusal.Why.Findings[0].Cause)
	}
	w.skew = 0
	if end := drive(t, w, s); end.Refusal != nil {
		t.Errorf("got %+v", end.Refusal)
	}
}

// knowing is a keeper whose vault holds another key.
type knowing struct {
	keeper
	other otp.Key
}

func (k knowing) Others(context.Context) ([]refusal.Candidate, error) {
	return []refusal.Candidate{{ID: "other", Name: "Bank", Key: k.other}}, nil
}

func TestACodeOfAnotherEntry(t *testing.T) {
	w := newWorld()
	other := otp.Key{Issuer: "Bank", Secret: otp.NewSecret([]byte("a key of another kind"))}.WithDefaults()
	s := enroll.New(service{w}, knowing{keeper{w}, other}, w.clock, enroll.Options{})
	drive(t, w, s, enroll.StageCode)
	mustDo(t, s, enroll.CheckClock{})
	code, err := other.CodeAt(w.clock.Now().Add(30 * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	r := refuse(t, w, s, code)
	if r.Why == nil || r.Why.Findings[0].Cause != refusal.OtherEntry || r.Why.Matches[0].Entry != "other" {
		t.Fatalf("got %+v", r.Why)
	}
}
