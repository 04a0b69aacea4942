package enroll_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
		enroll.StageResume:    "Begin Resume StartAnew Reset DisablePage Helpdesk GiveUp",
		enroll.StageRole:      "Begin ChooseRole Reset DisablePage Helpdesk GiveUp",
		enroll.StageClock:     "CheckClock GoOn Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageSignIn:    "OpenLogin SignIn Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageAlreadyOn: "Resume StartAnew OpenLogin TypeCode Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageEnable:    "Enable Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageWait:      "AwaitBarcode Reset DisablePage Helpdesk GiveUp",
		enroll.StageNoBarcode: "AwaitBarcode Yes No Refresh Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageBefore:    "AwaitBarcode Yes No Refresh OpenLogin StartAnew Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageReload:    "AwaitBarcode Yes No Refresh OpenLogin Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageKey:       "Keep Check Refresh Reset DisablePage Helpdesk GiveUp",
		enroll.StageCheck:     "CheckClock GoOn Check Logout Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageSignAgain: "StartAnew OpenLogin SignIn Reset DisablePage Helpdesk GiveUp",
		enroll.StageCode:      "CheckClock GoOn StartAnew SubmitCode TypeCode Back Reset DisablePage Helpdesk GiveUp",
		enroll.StageReset:     "RequestReset Back DisablePage Helpdesk GiveUp",
		enroll.StageDisable:   "Disable Back Reset Helpdesk GiveUp",
		enroll.StageDisabled:  "OpenLogin Reset DisablePage Helpdesk GiveUp",
		enroll.StageHelpdesk:  "OpenLogin StartAnew AskHelpdesk Back Reset DisablePage GiveUp",
		enroll.StageFinish:    "Finish GiveUp",
		enroll.StageDone:      "Reset DisablePage Helpdesk GiveUp",
		enroll.StageLeft:      "GiveUp",
	}
	actions := map[string]enroll.Action{
		"Begin": enroll.Begin{}, "Resume": enroll.Resume{ID: "e1"}, "StartAnew": enroll.StartAnew{},
		"ChooseRole": enroll.ChooseRole{Role: enroll.Penyedia}, "CheckClock": enroll.CheckClock{}, "GoOn": enroll.GoOn{},
		"SignIn": enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")}, "Enable": enroll.Enable{},
		"AwaitBarcode": enroll.AwaitBarcode{}, "Keep": enroll.Keep{}, "Check": enroll.Check{}, "Logout": enroll.Logout{},
		"SubmitCode": enroll.SubmitCode{}, "Finish": enroll.Finish{}, "Back": enroll.Back{}, "GiveUp": enroll.GiveUp{},
		"TypeCode": enroll.SubmitCode{Typed: code(t, "314159")}, "OpenLogin": enroll.OpenLogin{}, "Refresh": enroll.Refresh{},
		"Yes": enroll.AnswerBefore{Answer: enroll.AnswerYes}, "No": enroll.AnswerBefore{Answer: enroll.AnswerNo},
		"Reset": enroll.Explain{Topic: enroll.TopicReset}, "DisablePage": enroll.Explain{Topic: enroll.TopicDisable},
		"Helpdesk": enroll.Explain{Topic: enroll.TopicHelpdesk}, "RequestReset": enroll.RequestReset{}, "ReadMail": enroll.ReadMail{},
		"Disable": enroll.Disable{}, "AskHelpdesk": enroll.AskHelpdesk{Text: "no code is accepted"},
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
				if d := cmp.Diff(before, after, cmp.Comparer(func(a, b otp.Secret) bool { return a.Equal(b) }), cmpopts.EquateErrors()); d != "" || len(w.calls) != calls {
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
	case enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload:
		w.never = true
		drive(t, w, s, enroll.StageNoBarcode)
		if stage == enroll.StageBefore {
			mustDo(t, s, enroll.AnswerBefore{Answer: enroll.AnswerYes})
		} else if stage == enroll.StageReload {
			mustDo(t, s, enroll.AnswerBefore{Answer: enroll.AnswerNo})
		}
	case enroll.StageReset, enroll.StageHelpdesk:
		drive(t, w, s, enroll.StageCode)
		mustDo(t, s, enroll.Explain{Topic: enroll.Topic(stage)})
	case enroll.StageDisable, enroll.StageDisabled:
		drive(t, w, s, enroll.StageDone)
		mustDo(t, s, enroll.Explain{Topic: enroll.TopicDisable})
		if stage == enroll.StageDisabled {
			mustDo(t, s, enroll.Disable{})
		}
	default:
		drive(t, w, s, stage)
	}
	if got := s.Snapshot().Stage; got != stage {
		t.Fatalf("reached %s, want %s", got, stage)
	}
	return w, s
}

func code(t *testing.T, typed string) otp.Code {
	t.Helper()
	c, err := otp.ParseCode(typed)
	if err != nil {
		t.Fatal(err)
	}
	return c
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
		{"disk full before ENABLE", enroll.StageEnable, "Rehearse", errDiskFull, errDiskFull, enroll.StageEnable},
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

// A disk that cannot be written to shows itself before TOTP is on.
func TestNothingIsEnabledWithoutASave(t *testing.T) {
	w, s := reach(t, enroll.StageEnable)
	w.fail["Rehearse"] = errDiskFull
	if _, err := s.Do(t.Context(), enroll.Enable{}); !errors.Is(err, errDiskFull) {
		t.Errorf("got %v, want %v", err, errDiskFull)
	}
	if slices.Contains(w.calls, "Enable") {
		t.Errorf("ENABLE TOTP was clicked: %v", w.calls)
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
		want enroll.Stage
	}{{10 * time.Second, enroll.StageWait}, {20 * time.Second, enroll.StageNoBarcode}, {time.Second, enroll.StageNoBarcode}} {
		w.clock.Advance(tt.pass)
		if snap := mustDo(t, s, enroll.AwaitBarcode{}); snap.Stage != tt.want || snap.Overdue != (tt.want == enroll.StageNoBarcode) {
			t.Errorf("after %v more: overdue %v at %s", tt.pass, snap.Overdue, snap.Stage)
		}
	}
	// Waiting on asks again after as long as before, and not at once.
	if snap := mustDo(t, s, enroll.Back{}); snap.Stage != enroll.StageWait {
		t.Errorf("back leads to %s", snap.Stage)
	}
	if snap := mustDo(t, s, enroll.AwaitBarcode{}); snap.Stage != enroll.StageWait {
		t.Errorf("asked again at once: %s", snap.Stage)
	}
	// A barcode that comes after all is taken on any of these pages.
	w.never = false
	if snap := mustDo(t, s, enroll.AwaitBarcode{}); snap.Stage != enroll.StageKey || !snap.Kept {
		t.Errorf("got %s", snap.Stage)
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
