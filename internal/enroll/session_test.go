package enroll_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

func TestWholeWay(t *testing.T) {
	w := newWorld()
	snap := drive(t, w, w.newSession())
	if snap.Stage != enroll.StageDone || !snap.Active || snap.Message != "Anda sudah berhasil login" {
		t.Fatalf("got stage %s, active %v, message %q, problem %v", snap.Stage, snap.Active, snap.Message, snap.Problem)
	}
	var states []enroll.State
	for _, s := range snap.Steps {
		states = append(states, s.State)
	}
	want := []enroll.State{
		enroll.Home, enroll.InUnprotected, enroll.EnablingWait, enroll.KeyShown,
		enroll.EnrolledOut, enroll.TOTPPrompt, enroll.InProtected,
	}
	if d := cmp.Diff(want, states); d != "" {
		t.Errorf("states (-want +got):\n%s", d)
	}
	if len(w.sent) != 1 || w.disk["e1"].status != "active" {
		t.Errorf("sent %d codes, entry is %s", len(w.sent), w.disk["e1"].status)
	}
	// The order that keeps the key: on disk and read back before Logout, the
	// step spent before the code.
	order := strings.Join(w.calls, " ")
	for _, pair := range [][2]string{{"Keep", "Logout"}, {"ReadBack", "Logout"}, {"Backup", "Logout"}, {"Spend", "SubmitCode"}, {"SubmitCode", "Accept"}} {
		if i, j := strings.Index(order, pair[0]), strings.Index(order, pair[1]); i < 0 || j < i {
			t.Errorf("%s does not come before %s: %s", pair[0], pair[1], order)
		}
	}
}

// Every action in every stage: either it is on the list of what a stage offers,
// or it is refused and nothing changes.
func TestEveryActionInEveryStage(t *testing.T) {
	offered := map[enroll.Stage]string{
		enroll.StageStart:     "Begin GiveUp",
		enroll.StageResume:    "Begin Resume StartAnew GiveUp",
		enroll.StageRole:      "Begin ChooseRole GiveUp",
		enroll.StageClock:     "CheckClock GoOn Back GiveUp",
		enroll.StageSignIn:    "SignIn Back GiveUp",
		enroll.StageAlreadyOn: "Resume StartAnew Back GiveUp",
		enroll.StageEnable:    "Enable Back GiveUp",
		enroll.StageWait:      "AwaitBarcode GiveUp",
		enroll.StageKey:       "Keep Check GiveUp",
		enroll.StageCheck:     "CheckClock GoOn Check Logout Back GiveUp",
		enroll.StageSignAgain: "StartAnew SignIn GiveUp",
		enroll.StageCode:      "StartAnew SubmitCode Back GiveUp",
		enroll.StageFinish:    "Finish GiveUp",
		enroll.StageDone:      "GiveUp",
		enroll.StageLeft:      "GiveUp",
	}
	actions := map[string]enroll.Action{
		"Begin": enroll.Begin{}, "Resume": enroll.Resume{ID: "e1"}, "StartAnew": enroll.StartAnew{},
		"ChooseRole": enroll.ChooseRole{Role: enroll.Penyedia}, "CheckClock": enroll.CheckClock{}, "GoOn": enroll.GoOn{},
		"SignIn": enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")}, "Enable": enroll.Enable{},
		"AwaitBarcode": enroll.AwaitBarcode{}, "Keep": enroll.Keep{}, "Check": enroll.Check{}, "Logout": enroll.Logout{},
		"SubmitCode": enroll.SubmitCode{}, "Finish": enroll.Finish{}, "Back": enroll.Back{}, "GiveUp": enroll.GiveUp{},
	}
	for stage, list := range offered {
		for name := range actions {
			w, s := reach(t, stage)
			before := s.Snapshot()
			calls := len(w.calls)
			action := actions[name]
			if si, ok := action.(enroll.SignIn); ok {
				si.Password = []byte("rahasia")
				action = si
			}
			_, err := s.Do(t.Context(), action)
			refused := errors.Is(err, enroll.ErrNotNow)
			if want := !strings.Contains(" "+list+" ", " "+name+" "); refused != want {
				t.Errorf("%s in %s: refused %v (%v), want %v", name, stage, refused, err, want)
			}
			if refused {
				after := s.Snapshot()
				after.Problem = nil
				before.Problem = nil
				if d := cmp.Diff(before, after, cmp.Comparer(func(a, b otp.Secret) bool { return a.Equal(b) })); d != "" || len(w.calls) != calls {
					t.Errorf("%s in %s was refused and yet changed something:\n%s%v", name, stage, d, w.calls[calls:])
				}
			}
		}
	}
}

// reach makes a wizard that stands at a stage.
func reach(t *testing.T, stage enroll.Stage) (*world, *enroll.Session) {
	t.Helper()
	w := newWorld()
	s := w.newSession()
	switch stage {
	case enroll.StageStart:
	case enroll.StageResume, enroll.StageAlreadyOn:
		drive(t, w, s, enroll.StageSignAgain)
		s = w.newSession()
		drive(t, w, s, enroll.StageResume)
		if stage == enroll.StageAlreadyOn {
			mustDo(t, s, enroll.StartAnew{})
			drive(t, w, s, enroll.StageAlreadyOn)
		}
	case enroll.StageFinish:
		w.fail["Accept"] = errDiskFull
		drive(t, w, s, enroll.StageFinish)
	case enroll.StageLeft:
		mustDo(t, s, enroll.GiveUp{})
	default:
		drive(t, w, s, stage)
	}
	if got := s.Snapshot().Stage; got != stage {
		t.Fatalf("reached %s, want %s", got, stage)
	}
	return w, s
}

func mustDo(t *testing.T, s *enroll.Session, a enroll.Action) enroll.Snapshot {
	t.Helper()
	snap, err := s.Do(t.Context(), a)
	if err != nil {
		t.Fatalf("%T: %v", a, err)
	}
	return snap
}

// What goes wrong, where it leaves the wizard, and that the way on still leads
// to the end with one active entry and no code sent twice.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		name  string
		at    enroll.Stage
		call  string
		err   error
		want  error
		stage enroll.Stage
	}{
		{"portal not there", enroll.StageStart, "Portal", enroll.ErrUnreachable, enroll.ErrUnreachable, enroll.StageStart},
		{"vault locked away", enroll.StageStart, "Pending", errDiskFull, errDiskFull, enroll.StageStart},
		{"wrong password", enroll.StageSignIn, "SignIn", enroll.ErrBadCredentials, enroll.ErrBadCredentials, enroll.StageSignIn},
		{"portal stops before ENABLE", enroll.StageEnable, "Enable", enroll.ErrUnreachable, enroll.ErrUnreachable, enroll.StageEnable},
		{"session ends before ENABLE", enroll.StageEnable, "Enable", enroll.ErrNoSession, enroll.ErrNoSession, enroll.StageSignIn},
		{"portal stops while waiting", enroll.StageWait, "Barcode", enroll.ErrUnreachable, enroll.ErrUnreachable, enroll.StageWait},
		{"session ends while waiting", enroll.StageWait, "Barcode", enroll.ErrNoSession, enroll.ErrNoSession, enroll.StageSignIn},
		{"portal stops at Logout", enroll.StageCheck, "Logout", enroll.ErrUnreachable, enroll.ErrUnreachable, enroll.StageCheck},
		{"session has ended before Logout", enroll.StageCheck, "Logout", enroll.ErrNoSession, nil, enroll.StageSignAgain},
		{"disk full after Logout", enroll.StageCheck, "Note", errDiskFull, errDiskFull, enroll.StageSignAgain},
		{"wrong password again", enroll.StageSignAgain, "SignIn", enroll.ErrBadCredentials, enroll.ErrBadCredentials, enroll.StageSignAgain},
		{"disk full before the code", enroll.StageCode, "Spend", errDiskFull, errDiskFull, enroll.StageCode},
		{"code refused", enroll.StageCode, "SubmitCode", enroll.ErrCodeRefused, enroll.ErrCodeRefused, enroll.StageCode},
		{"session ends at the code", enroll.StageCode, "SubmitCode", enroll.ErrNoSession, enroll.ErrNoSession, enroll.StageSignAgain},
		{"portal stops at the code", enroll.StageCode, "SubmitCode", enroll.ErrUnreachable, enroll.ErrUnknownFate, enroll.StageSignAgain},
		{"disk full after the code", enroll.StageCode, "Accept", errDiskFull, enroll.ErrNotConfirmed, enroll.StageFinish},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, s := reach(t, tt.at)
			w.fail[tt.call] = tt.err
			snap, err := s.Do(t.Context(), next(s.Snapshot(), w.clock.Now()))
			if !errors.Is(err, tt.want) || snap.Stage != tt.stage || !errors.Is(snap.Problem, tt.want) {
				t.Fatalf("got %v at %s (problem %v), want %v at %s", err, snap.Stage, snap.Problem, tt.want, tt.stage)
			}
			if end := drive(t, w, s); end.Stage != enroll.StageDone {
				t.Errorf("the way on ends at %s", end.Stage)
			}
			sound(t, w)
		})
	}
}

// sound checks what must hold after any history.
func sound(t *testing.T, w *world) {
	t.Helper()
	active, pending := 0, 0
	for _, e := range w.disk {
		switch e.status {
		case "active":
			active++
			if !e.d.Key.Secret.Equal(w.key.Secret) {
				t.Error("the active entry holds another key than the portal")
			}
		case "pending":
			pending++
		}
	}
	if active != 1 || pending != 0 {
		t.Errorf("%d active and %d pending entries, want 1 and 0", active, pending)
	}
	seen := map[string]bool{}
	for i, code := range w.sent {
		if seen[code] {
			t.Error("a code was sent twice")
		}
		seen[code] = true
		if left := w.key.Remaining(w.sentAt[i]); left <= enroll.SafetyMargin {
			t.Errorf("a code was sent %v before the end of its step", left)
		}
	}
}

// Saving is tried again by the user, never silently given up, and Logout is
// out of reach until it has worked.
func TestKeyThatCannotBeSaved(t *testing.T) {
	for _, call := range []string{"Keep", "ReadBack"} {
		w, s := reach(t, enroll.StageWait)
		w.clock.Advance(10 * time.Second)
		w.fail[call] = errDiskFull
		snap, err := s.Do(t.Context(), enroll.AwaitBarcode{})
		if !errors.Is(err, errDiskFull) || snap.Stage != enroll.StageKey || snap.Read {
			t.Fatalf("%s: got %v at %s, read %v", call, err, snap.Stage, snap.Read)
		}
		w.fail[call] = errDiskFull
		if snap = mustDo(t, s, enroll.Check{}); snap.Ready() {
			t.Errorf("%s: the check passed", call)
		}
		if _, err := s.Do(t.Context(), enroll.Logout{}); !errors.Is(err, enroll.ErrNotChecked) {
			t.Errorf("%s: Logout gave %v", call, err)
		}
		if snap = mustDo(t, s, enroll.Check{}); !snap.Ready() {
			t.Errorf("%s: the check does not pass although the disk works again: %+v", call, snap.Checks)
		}
		if len(w.disk) != 1 {
			t.Errorf("%s: %d entries", call, len(w.disk))
		}
	}
}

func TestReadBackOfAnotherKeyStopsTheWay(t *testing.T) {
	w, s := reach(t, enroll.StageKey)
	w.disk["e1"].d.Key.Secret = otp.NewSecret([]byte("something else entirely"))
	snap := mustDo(t, s, enroll.Check{})
	if snap.Ready() || !errors.Is(snap.Checks[1].Err, enroll.ErrReadBack) {
		t.Fatalf("got %+v", snap.Checks)
	}
}

// Killed at any call, before or after its effect, the enrolment can be taken up
// again, and everything in the vault has a name for what it is.
func TestKilledAnywhereThenResumed(t *testing.T) {
	whole := newWorld()
	drive(t, whole, whole.newSession())
	for n := 1; n <= len(whole.calls); n++ {
		for _, at := range []int{n, -n} {
			w := newWorld()
			w.kill = at
			died := run(t, w)
			name := whole.calls[n-1]
			if !died {
				if at > 0 {
					t.Fatalf("not killed at call %d", n)
				}
				continue // a call without an effect of its own
			}
			w.kill = 0
			if name == "Barcode" && w.enabled || name == "Keep" && at > 0 {
				// The one gap there is: the portal has shown the key, and the
				// process died before it was on disk. It must be told apart.
				if snap := drive(t, w, w.newSession(), enroll.StageAlreadyOn); snap.Stage != enroll.StageAlreadyOn || len(w.disk) != 0 {
					t.Errorf("killed at %s: stage %s, %d entries", name, snap.Stage, len(w.disk))
				}
				continue
			}
			if slicesHas(w, "active") {
				continue // it had arrived
			}
			if snap := drive(t, w, w.newSession()); snap.Stage != enroll.StageDone {
				t.Errorf("killed at call %d (%s): stage %s, %v", at, name, snap.Stage, snap.Problem)
			}
			sound(t, w)
		}
	}
}

func slicesHas(w *world, status string) bool {
	for _, e := range w.disk {
		if e.status == status {
			return true
		}
	}
	return false
}

func run(t *testing.T, w *world) (died bool) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case any(errKilled):
			died = true
		default:
			panic(r)
		}
	}()
	drive(t, w, w.newSession())
	return false
}

// A process that died after it had spent a step does not send that step's code
// in its next life, though the running step is still the same.
func TestSpentStepOutlivesTheProcess(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.fail["SubmitCode"] = enroll.ErrUnreachable
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrUnknownFate) {
		t.Fatal(err)
	}
	s = w.newSession()
	drive(t, w, s, enroll.StageCode)
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeSpent) || len(w.sent) != 0 {
		t.Errorf("got %v, %d codes sent", err, len(w.sent))
	}
}

func TestInterruptedWhileACodeIsOnItsWay(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.fail["SubmitCode"] = context.Canceled
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, context.Canceled) || snap.Spent == 0 || w.disk["e1"].spent != snap.Spent {
		t.Errorf("got %v, spent %d, on disk %d", err, snap.Spent, w.disk["e1"].spent)
	}
}

func TestTypedCodes(t *testing.T) {
	codeAt := func(w *world, step int) otp.Code {
		c, err := w.key.CodeFor(w.key.Step(w.clock.Now()) + otp.Step(step))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	wrong := func(w *world) otp.Code {
		for i := 0; ; i++ {
			c, err := otp.ParseCode([]string{"000000", "123456", "654321", "111111"}[i])
			if err != nil {
				t.Fatal(err)
			}
			if _, ok, _ := otp.Match(w.key, c, w.clock.Now(), otp.Window{Past: 20, Future: 20}); !ok {
				return c
			}
		}
	}
	for _, tt := range []struct {
		name  string
		into  time.Duration // where in the step the code is typed
		spent bool
		code  func(*world) otp.Code
		want  error
		sent  int
	}{
		{"the running step's", 10 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 0) }, nil, 1},
		{"at the start of the margin", 27 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 0) }, enroll.ErrCodeLate, 0},
		{"just before the margin", 27*time.Second - 1, false, func(w *world) otp.Code { return codeAt(w, 0) }, nil, 1},
		{"the step before", 2 * time.Second, false, func(w *world) otp.Code { return codeAt(w, -1) }, enroll.ErrCodeExpired, 0},
		{"the step after", 10 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 1) }, enroll.ErrCodeAhead, 0},
		{"a spent step's", 10 * time.Second, true, func(w *world) otp.Code { return codeAt(w, 0) }, enroll.ErrCodeSpent, 0},
		{"no code of this key", 10 * time.Second, false, wrong, enroll.ErrCodeRefused, 1},
		{"no code of this key, late", 28 * time.Second, false, wrong, enroll.ErrCodeLate, 0},
	} {
		w, s := reach(t, enroll.StageCode)
		w.clock.Set(start.Truncate(30 * time.Second).Add(time.Minute + tt.into))
		if tt.spent {
			w.fail["SubmitCode"] = enroll.ErrCodeRefused
			if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeRefused) {
				t.Fatal(err)
			}
		}
		_, err := s.Do(t.Context(), enroll.SubmitCode{Typed: tt.code(w)})
		if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || len(w.sent) != tt.sent {
			t.Errorf("%s: got %v with %d sent, want %v with %d", tt.name, err, len(w.sent), tt.want, tt.sent)
		}
	}
}

// A vault that was busy for so long that the code grew old: not sent.
func TestSlowVault(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.clock.Set(start.Truncate(30 * time.Second).Add(time.Minute + 20*time.Second))
	w.slow = 7 * time.Second
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, enroll.ErrCodeLate) || len(w.sent) != 0 || snap.Spent == 0 {
		t.Errorf("got %v, %d sent, spent %d", err, len(w.sent), snap.Spent)
	}
	w.slow = 0
	drive(t, w, s)
	sound(t, w)
}

func TestARefusedForeignCodeIsNotSentTwice(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.key.Secret = otp.NewSecret([]byte("the portal has another key")) // so that nothing typed can be right
	typed, err := otp.ParseCode("314159")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: typed}); !errors.Is(err, enroll.ErrCodeRefused) {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: typed}); !errors.Is(err, enroll.ErrCodeTried) || len(w.sent) != 1 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
}

func TestClock(t *testing.T) {
	for _, tt := range []struct {
		skew time.Duration
		want enroll.ClockVerdict
	}{
		{0, enroll.ClockRight},
		{-4 * time.Second, enroll.ClockRight},
		{6 * time.Second, enroll.ClockOff},
		{-45 * time.Second, enroll.ClockOff},
		{93 * time.Second, enroll.ClockFar},
		{-7 * time.Hour, enroll.ClockFar},
	} {
		w := newWorld()
		w.skew = tt.skew
		w.clock.Advance(tt.skew)
		s := w.newSession()
		drive(t, w, s, enroll.StageClock)
		if snap := mustDo(t, s, enroll.CheckClock{}); snap.Verdict != tt.want {
			t.Errorf("%v: got %s, want %s", tt.skew, snap.Verdict, tt.want)
		}
	}
}

// A far clock keeps from Logout until codes are computed with the measured
// time, and then the way leads to the end.
func TestFarClockIsCorrectedByChoice(t *testing.T) {
	w := newWorld()
	w.skew = -2 * time.Hour
	w.clock.Advance(w.skew)
	s := w.newSession()
	drive(t, w, s, enroll.StageClock)
	mustDo(t, s, enroll.CheckClock{})
	mustDo(t, s, enroll.GoOn{})
	drive(t, w, s, enroll.StageKey)
	if snap := mustDo(t, s, enroll.Check{}); snap.Ready() {
		t.Error("the check passes with a clock two hours slow")
	}
	if snap := mustDo(t, s, enroll.GoOn{Corrected: true}); !snap.Ready() || !snap.Corrected {
		t.Errorf("got %+v", snap.Checks)
	}
	if snap := mustDo(t, s, enroll.GoOn{}); snap.Ready() || snap.Corrected {
		t.Error("the correction cannot be taken back")
	}
	mustDo(t, s, enroll.GoOn{Corrected: true})
	mustDo(t, s, enroll.Logout{})
	if end := drive(t, w, s); end.Stage != enroll.StageDone {
		t.Errorf("ends at %s: %v", end.Stage, end.Problem)
	}
}

func TestClockThatCannotBeMeasuredWarnsOnly(t *testing.T) {
	w, s := reach(t, enroll.StageClock)
	w.fail["Measure"] = enroll.ErrUnreachable
	if snap := mustDo(t, s, enroll.CheckClock{}); snap.Verdict != enroll.ClockUnknown {
		t.Errorf("got %s", snap.Verdict)
	}
	if _, err := s.Do(t.Context(), enroll.GoOn{Corrected: true}); !errors.Is(err, enroll.ErrUnmeasured) {
		t.Errorf("correcting by nothing gave %v", err)
	}
	mustDo(t, s, enroll.GoOn{})
	drive(t, w, s, enroll.StageKey)
	snap := mustDo(t, s, enroll.Check{})
	if line := snap.Checks[3]; line.OK || line.Blocking || !snap.Ready() {
		t.Errorf("got %+v", line)
	}
}

func TestOverdueBarcode(t *testing.T) {
	w, s := reach(t, enroll.StageWait)
	w.never = true
	for _, tt := range []struct {
		pass time.Duration
		want bool
	}{{10 * time.Second, false}, {20 * time.Second, true}} {
		w.clock.Advance(tt.pass)
		if snap := mustDo(t, s, enroll.AwaitBarcode{}); snap.Overdue != tt.want || snap.Stage != enroll.StageWait {
			t.Errorf("after %v more: overdue %v at %s", tt.pass, snap.Overdue, snap.Stage)
		}
	}
}

// TOTP that is on at the portal with a key that is not here (F2a).
func TestAlreadyOn(t *testing.T) {
	w := newWorld()
	w.enabled = true
	snap := drive(t, w, w.newSession(), enroll.StageAlreadyOn)
	if snap.Stage != enroll.StageAlreadyOn || len(snap.Pending) != 0 {
		t.Errorf("got %s with %d pending", snap.Stage, len(snap.Pending))
	}
}

// Starting anew at a portal that cannot be renewed must not retire the key that
// may be the only way in; signing in then finds it again.
func TestStartAnewKeepsTheOnlyKey(t *testing.T) {
	w, s := reach(t, enroll.StageAlreadyOn)
	snap := s.Snapshot()
	if w.disk["e1"].status != "pending" || len(snap.Pending) != 1 {
		t.Fatalf("entry is %s, %d offered", w.disk["e1"].status, len(snap.Pending))
	}
	if snap = mustDo(t, s, enroll.Resume{ID: "e1"}); snap.Stage != enroll.StageCode {
		t.Errorf("got %s", snap.Stage)
	}
	drive(t, w, s)
	sound(t, w)
}

type renewing struct{ service }

func (r renewing) Renew(context.Context) error {
	w := r.world
	w.enabled, w.session, w.key, w.last = false, "", otp.Key{}, 0
	return nil
}

func TestStartAnewOnTheEmbeddedPortalRetiresTheOldKey(t *testing.T) {
	w, _ := reach(t, enroll.StageSignAgain)
	s := enroll.New(renewing{service{w}}, keeper{w}, w.clock, enroll.Options{})
	drive(t, w, s, enroll.StageResume)
	if snap := mustDo(t, s, enroll.StartAnew{}); snap.Stage != enroll.StageRole || w.disk["e1"].status != "retired" {
		t.Fatalf("stage %s, old entry %s", snap.Stage, w.disk["e1"].status)
	}
	drive(t, w, s)
	sound(t, w)
}

// The portal does not know the pending key any longer: a new one is kept, and
// the old one is retired, not before.
func TestResumedKeyThatThePortalHasForgotten(t *testing.T) {
	w, _ := reach(t, enroll.StageSignAgain)
	w.enabled = false
	s := w.newSession()
	if snap := drive(t, w, s, enroll.StageEnable); snap.Kept || w.disk["e1"].status != "pending" {
		t.Fatalf("kept %v, old entry %s", snap.Kept, w.disk["e1"].status)
	}
	drive(t, w, s)
	sound(t, w)
	if w.disk["e1"].status != "retired" {
		t.Errorf("the old entry is %s", w.disk["e1"].status)
	}
}

func TestPasswordIsWiped(t *testing.T) {
	w, s := reach(t, enroll.StageSignIn)
	for _, fail := range []error{enroll.ErrBadCredentials, nil} {
		w.fail["SignIn"] = fail
		if fail == nil {
			delete(w.fail, "SignIn")
		}
		password := []byte("rahasia")
		_, _ = s.Do(t.Context(), enroll.SignIn{User: "penyedia.demo", Password: password})
		if string(password) != strings.Repeat("\x00", len(password)) {
			t.Errorf("after %v the password is still there", fail)
		}
	}
}

func TestBackKeepsWhatWasTyped(t *testing.T) {
	w, s := reach(t, enroll.StageSignIn)
	_, _ = s.Do(t.Context(), enroll.SignIn{User: "pak.budi", Password: []byte("x")})
	mustDo(t, s, enroll.Back{})
	mustDo(t, s, enroll.Back{})
	mustDo(t, s, enroll.ChooseRole{Role: enroll.Penyedia})
	if snap := drive(t, w, s, enroll.StageSignIn); snap.User != "pak.budi" {
		t.Errorf("user is %q", snap.User)
	}
}

func TestSnapshotPrintsNoKey(t *testing.T) {
	w, s := reach(t, enroll.StageKey)
	snap := s.Snapshot()
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := sprintf(format, snap); strings.Contains(text, w.key.Secret.Base32()) || strings.Contains(text, "secret number") {
			t.Errorf("%s prints the key", format)
		}
	}
}

func TestSignInPrintsNoPassword(t *testing.T) {
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, v := range []any{enroll.SignIn{User: "u", Password: []byte("rahasia")}, struct{ Action enroll.Action }{enroll.SignIn{Password: []byte("rahasia")}}} {
			if text := sprintf(format, v); strings.Contains(text, "rahasia") || strings.Contains(text, "72616861") || strings.Contains(text, "114 97") {
				t.Errorf("%s: %s", format, text)
			}
		}
	}
}
