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
	// Who types the mailed code learns that it has expired; it is not sent.
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: mailed}); !errors.Is(err, enroll.ErrCodeExpired) || len(w.sent) != 0 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
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
		for _, want := range []string{"penyedia.demo", "PENYEDIA", "SPSE Latihan", "TOTP_PROMPT", "+0s", "00"} {
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

func TestPlanNamesTheNextCode(t *testing.T) {
	key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}.WithDefaults()
	base := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		into  time.Duration
		spent bool
		low   bool
		next  otp.Step // after the running one
	}{
		{0, false, false, 1}, {25*time.Second - 1, false, false, 1}, {25 * time.Second, false, true, 1},
		{27*time.Second - 1, false, true, 1}, {27 * time.Second, false, false, 2}, {5 * time.Second, true, false, 2},
	} {
		now := base.Add(tt.into)
		spent := otp.Step(0)
		if tt.spent {
			spent = key.Step(now)
		}
		plan := enroll.PlanCode(key, now, spent)
		if plan.Low != tt.low || plan.Next != key.Step(now)+tt.next || !plan.NextFrom.Equal(key.Start(plan.Next)) || plan.Next != plan.Step+1 {
			t.Errorf("%v, spent %v: got %+v", tt.into, tt.spent, plan)
		}
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
