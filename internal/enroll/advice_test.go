package enroll_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// RESET TOTP is explained before it can be clicked, and its mail tells by
// itself that it was of no use.
func TestReset(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	if _, err := s.Do(t.Context(), enroll.RequestReset{}); !errors.Is(err, enroll.ErrNotNow) {
		t.Errorf("unexplained: %v", err)
	}
	mustDo(t, s, enroll.Explain{Topic: enroll.TopicReset})
	snap := mustDo(t, s, enroll.RequestReset{})
	if r := snap.Reset; r == nil || !r.Mail.CodeExpires.Before(r.Mail.ArrivesAt) || !r.Read.IsZero() {
		t.Fatalf("got %+v", r)
	}
	mailed, err := w.key.CodeAt(w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(2 * time.Minute)
	w.letters = []enroll.Letter{{At: w.clock.Now(), Subject: "RESET TOTP", Body: "kode TOTP: " + mailed.Reveal()}}
	if snap = mustDo(t, s, enroll.ReadMail{}); len(snap.Reset.Letters) != 1 || strings.Contains(fmt.Sprintf("%+v", *snap.Reset), mailed.Reveal()) {
		t.Error("the letter is not there, or prints its code")
	}
	if snap = mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageCode || snap.Reset == nil {
		t.Errorf("back at %s", snap.Stage)
	}
	// Who types the mailed code learns that its time is over; it is not sent.
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: mailed}); !errors.Is(err, enroll.ErrCodeSpent) || len(w.sent) != 0 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
	// Nor is sandi's own code of the step in which the mail was asked for.
	mustDo(t, s, enroll.Explain{Topic: enroll.TopicReset})
	mustDo(t, s, enroll.RequestReset{})
	mustDo(t, s, enroll.Back{})
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeSpent) || len(w.sent) != 0 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
	drive(t, w, s)
	sound(t, w)
}

func TestExplainedPagesFindTheirWayBack(t *testing.T) {
	_, s := reach(t, enroll.StageCode)
	for _, topic := range []enroll.Topic{enroll.TopicReset, enroll.TopicHelpdesk, enroll.TopicDisable, enroll.TopicHelpdesk, enroll.TopicReset} {
		mustDo(t, s, enroll.Explain{Topic: topic})
	}
	// The helpdesk and RESET lay behind: going there was going back.
	if snap := s.Snapshot(); snap.Stage != enroll.StageReset || snap.Behind != enroll.StageCode || snap.Milestone() != enroll.StageCode {
		t.Errorf("at %s with %s behind", snap.Stage, snap.Behind)
	}
	if snap := mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageCode || snap.Behind != "" {
		t.Errorf("back at %s", snap.Stage)
	}
}

func TestRefusalOrdersItsAdvice(t *testing.T) {
	for _, tt := range []struct {
		name  string
		skew  time.Duration
		fail  bool // the clock cannot be measured
		count int
		want  []enroll.Advice
	}{
		{"clock right", 0, false, 1, []enroll.Advice{enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceHelpdesk}},
		{"clock off", 20 * time.Second, false, 1, []enroll.Advice{enroll.AdviceNext, enroll.AdviceClock, enroll.AdviceEntry, enroll.AdviceHelpdesk}},
		{"clock far", -2 * time.Hour, false, 1, []enroll.Advice{enroll.AdviceClock, enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceHelpdesk}},
		{"unknown", 0, true, 1, []enroll.Advice{enroll.AdviceNext, enroll.AdviceMeasure, enroll.AdviceEntry, enroll.AdviceHelpdesk}},
		{"twice", 0, false, 2, []enroll.Advice{enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceDisabled, enroll.AdviceLearned, enroll.AdviceHelpdesk}},
		{"three times", 0, false, 3, []enroll.Advice{enroll.AdviceWait, enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceDisabled, enroll.AdviceLearned, enroll.AdviceHelpdesk}},
	} {
		w, s := reach(t, enroll.StageCode)
		w.skew = tt.skew
		if tt.fail {
			w.fail["Measure"] = enroll.ErrUnreachable
		}
		mustDo(t, s, enroll.CheckClock{})
		var snap enroll.Snapshot
		for range tt.count {
			w.clock.Advance(30 * time.Second)
			w.fail["SubmitCode"] = enroll.ErrCodeRefused
			snap, _ = s.Do(t.Context(), enroll.SubmitCode{})
		}
		r := snap.Refusal
		if r == nil || !slices.Equal(r.Advice, tt.want) || r.Count != tt.count || r.Measured == tt.fail || r.Locked != (tt.count > 2) {
			t.Errorf("%s: got %+v, want %v", tt.name, r, tt.want)
			continue
		}
		if r.Into != 14*time.Second || r.Foreign || r.Measured && r.Offset != tt.skew {
			t.Errorf("%s: %v into the step, off by %v", tt.name, r.Into, r.Offset)
		}
		// Every advice has a text in both languages.
		for _, a := range r.Advice {
			for _, lang := range locale.Langs() {
				if !locale.New(lang).Has("enroll.advice." + string(a)) {
					t.Errorf("no %s text for %s", lang, a)
				}
			}
		}
	}
}

// Measuring and correcting the clock on the page for the code is taken into
// account at once, and an accepted code forgets the refusals.
func TestRefusalAndTheCorrectedClock(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.skew = 2 * time.Minute
	w.clock.Advance(w.skew)
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, enroll.ErrCodeRefused) {
		t.Fatal(err)
	}
	if snap = mustDo(t, s, enroll.CheckClock{}); snap.Refusal.Advice[0] != enroll.AdviceClock || snap.Stage != enroll.StageCode {
		t.Errorf("got %v at %s", snap.Refusal.Advice, snap.Stage)
	}
	if snap = mustDo(t, s, enroll.GoOn{Corrected: true}); snap.Refusal.Advice[0] != enroll.AdviceNext || snap.Refusal.Offset != 0 {
		t.Errorf("got %+v", snap.Refusal)
	}
	w.clock.Advance(3 * time.Minute) // past the step that was spent with the wrong clock
	if end := drive(t, w, s); end.Stage != enroll.StageDone || end.Refusal != nil {
		t.Errorf("ends at %s: %v", end.Stage, end.Problem)
	}
}

// A request to the helpdesk tells what they need and nothing that is secret,
// however the key is written.
func TestHelpdesk(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	mustDo(t, s, enroll.CheckClock{})
	w.fail["SubmitCode"] = enroll.ErrCodeRefused
	_, _ = s.Do(t.Context(), enroll.SubmitCode{})
	snap := mustDo(t, s, enroll.Explain{Topic: enroll.TopicHelpdesk})
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		var text strings.Builder
		for _, line := range enroll.HelpdeskReport(snap) {
			if !l.Has(line.Key) {
				t.Errorf("%s: no text %q", lang, line.Key)
			}
			text.WriteString(l.T(line.Key, line.Args...) + "\n")
		}
		got := text.String()
		for _, want := range []string{"penyedia.demo", "PENYEDIA", "SPSE Latihan", "TOTP_PROMPT", "+0", "00"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing:\n%s", lang, want, got)
			}
		}
		if strings.ContainsAny(got, "{}") {
			t.Errorf("%s: a placeholder is left:\n%s", lang, got)
		}
		secrets := []string{w.key.Secret.Base32(), w.key.Secret.Grouped(), "rahasia"}
		for step := -12; step <= 12; step++ {
			c, err := w.key.CodeFor(w.key.Step(w.clock.Now()) + otp.Step(step))
			if err != nil {
				t.Fatal(err)
			}
			secrets = append(secrets, c.Reveal(), c.Grouped())
		}
		for _, secret := range secrets {
			if strings.Contains(got, secret) {
				t.Errorf("%s: the report holds a secret", lang)
			}
		}
	}
	now, _ := w.key.CodeAt(w.clock.Now())
	for _, text := range []string{
		"kunci saya " + w.key.Secret.Base32(), "kunci: " + w.key.Secret.Grouped(), strings.ToLower(w.key.Secret.Base32()), "kodenya " + now.Reveal(), now.Grouped(),
	} {
		if _, err := s.Do(t.Context(), enroll.AskHelpdesk{Text: text}); !errors.Is(err, enroll.ErrSecretInText) || len(w.requests) > 0 {
			t.Errorf("a secret went out: %v", err)
		}
	}
	if _, err := s.Do(t.Context(), enroll.AskHelpdesk{Text: " "}); !errors.Is(err, enroll.ErrNoRequest) {
		t.Errorf("nothing to ask gave %v", err)
	}
	long := strings.Repeat("€", 3000)
	if snap = mustDo(t, s, enroll.AskHelpdesk{Text: long}); snap.Asked.IsZero() || snap.Stage != enroll.StageHelpdesk {
		t.Errorf("asked at %v, at %s", snap.Asked, snap.Stage)
	}
	if got := w.requests[0]; len(got) > 2000 || !strings.HasPrefix(long, got) {
		t.Errorf("sent %d bytes", len(got))
	}
	if snap = mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageCode || snap.Refusal == nil {
		t.Errorf("back at %s", snap.Stage)
	}
}

// While the portal shows the key no page beside the way leads out of the
// session: the check before Logout is the only door.
func TestNoSideDoorWhileTheKeyIsShown(t *testing.T) {
	for _, stage := range []enroll.Stage{enroll.StageKey, enroll.StageCheck} {
		w, s := reach(t, stage)
		mustDo(t, s, enroll.Explain{Topic: enroll.TopicHelpdesk})
		for _, a := range []enroll.Action{enroll.OpenLogin{}, enroll.StartAnew{}} {
			if _, err := s.Do(t.Context(), a); !errors.Is(err, enroll.ErrNotNow) {
				t.Errorf("%T: %v", a, err)
			}
		}
		if slices.Contains(w.calls, "Logout") || mustDo(t, s, enroll.Back{}).Stage != stage {
			t.Error("left the session")
		}
	}
}
