package enroll_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// anything is one of all actions, without regard to where the wizard stands.
func anything(t *testing.T, r *rand.Rand, s enroll.Snapshot) enroll.Action {
	pending := "e1"
	if len(s.Pending) > 0 {
		pending = s.Pending[r.IntN(len(s.Pending))].ID
	}
	password := []string{"rahasia", "rahasia", "rahasia", "salah"}[r.IntN(4)]
	all := []enroll.Action{
		enroll.Begin{}, enroll.Resume{ID: pending}, enroll.StartAnew{}, enroll.ChooseRole{Role: enroll.Penyedia},
		enroll.CheckClock{}, enroll.GoOn{}, enroll.GoOn{Corrected: true}, enroll.OpenLogin{},
		enroll.SignIn{User: "penyedia.demo", Password: []byte(password)}, enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")},
		enroll.Enable{}, enroll.AwaitBarcode{}, enroll.AwaitBarcode{},
		enroll.AnswerBefore{Answer: enroll.AnswerYes}, enroll.AnswerBefore{Answer: enroll.AnswerNo}, enroll.AnswerBefore{Answer: enroll.AnswerUnknown},
		enroll.Refresh{}, enroll.Keep{}, enroll.Check{}, enroll.Logout{}, enroll.SubmitCode{},
		enroll.SubmitCode{Typed: code(t, fmt.Sprintf("%06d", r.IntN(1e6)))},
		enroll.Explain{Topic: enroll.TopicReset}, enroll.Explain{Topic: enroll.TopicDisable}, enroll.Explain{Topic: enroll.TopicHelpdesk},
		enroll.RequestReset{}, enroll.ReadMail{}, enroll.Disable{}, enroll.AskHelpdesk{Text: "tolong"}, enroll.Finish{}, enroll.Back{},
	}
	return all[r.IntN(len(all))]
}

// someWorld has some of what goes wrong.
func someWorld(r *rand.Rand) *world {
	w := newWorld()
	yes := func(oneIn int) bool { return r.IntN(oneIn) == 0 }
	w.before, w.reload, w.rotates, w.forced, w.never = yes(6), yes(4), yes(2), yes(3), yes(8)
	if yes(3) {
		w.loginLife = 20 * time.Second
	}
	if yes(4) {
		w.skew = time.Duration(r.IntN(200)-100) * time.Second
		w.clock.Advance(w.skew)
	}
	return w
}

// breakSomething makes the next call of some kind fail.
func breakSomething(w *world, r *rand.Rand) {
	disk := []string{"Rehearse", "Keep", "ReadBack", "Backup", "Spend", "Accept", "Note", "Retire", "Pending"}
	line := []string{"OpenLogin", "SignIn", "Enable", "Barcode", "Refresh", "Logout", "SubmitCode", "RequestReset", "Inbox", "AskHelpdesk", "Disable", "Measure"}
	switch r.IntN(4) {
	case 0:
		w.fail[disk[r.IntN(len(disk))]] = errDiskFull
	case 1:
		w.fail[line[r.IntN(len(line))]] = enroll.ErrUnreachable
	case 2:
		w.after = enroll.ErrUnreachable
	case 3:
		if r.IntN(4) == 0 {
			w.session = "" // signed out in the meantime
		}
	}
}

// Whatever a user does in whatever order, whatever fails: the key is never
// lost, no code is sent twice or of a dead key, and from every page some way
// leads to the end once things work again.
func TestNoDeadEnd(t *testing.T) {
	reached := map[enroll.Stage]int{}
	for seed := range uint64(800) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := someWorld(r)
		s := w.newSession()
		var did []string
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d: %s\nafter %s", seed, fmt.Sprintf(format, args...), strings.Join(did, " "))
		}
		for range 80 {
			before := s.Snapshot()
			a := anything(t, r, before)
			if r.IntN(3) > 0 { // mostly a way on, else no walk gets far
				if on := next(before, w.clock.Now()); on != nil {
					a = on
				}
			}
			switch {
			case before.Stage == enroll.StageDone:
				a = enroll.Explain{Topic: enroll.TopicDisable}
			case before.Stage == enroll.StageDisable && r.IntN(2) == 0:
				a = enroll.Disable{}
			case r.IntN(60) == 0 && (!w.enabled || w.holds(w.key)):
				s, before, a = w.newSession(), enroll.Snapshot{Stage: enroll.StageStart}, enroll.Begin{} // another process
			}
			if r.IntN(8) == 0 {
				breakSomething(w, r)
			}
			after, err := s.Do(t.Context(), a)
			did = append(did, fmt.Sprintf("%s:%T→%s", before.Stage, a, after.Stage))
			reached[after.Stage]++
			if err != nil && !slices.ContainsFunc(after.Problems, func(p enroll.Trouble) bool { return p.Err == err }) && !isNotNow(err) {
				fail("the problem %v is not on record", err)
			}
			if why := broken(w, after); why != "" {
				fail("%s", why)
			}
			if _, back := a.(enroll.Back); back && (after.User != before.User || after.Role != before.Role || after.Clock != before.Clock || after.Reset == nil && before.Reset != nil) {
				fail("Back has lost what was typed or known")
			}
			w.clock.Advance(time.Duration(r.IntN(12)) * time.Second)
		}
		repair(w)
		if end := rescue(t, w, s); end.Stage != enroll.StageDone {
			fail("the way ends at %s: %v", end.Stage, end.Problem)
		}
		if why := broken(w, s.Snapshot()); why != "" {
			fail("at the end: %s", why)
		}
	}
	for _, stage := range []enroll.Stage{
		enroll.StageResume, enroll.StageRole, enroll.StageClock, enroll.StageSignIn, enroll.StageAlreadyOn, enroll.StageEnable, enroll.StageWait,
		enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload, enroll.StageKey, enroll.StageCheck, enroll.StageSignAgain, enroll.StageCode,
		enroll.StageFinish, enroll.StageDone, enroll.StageReset, enroll.StageDisable, enroll.StageDisabled, enroll.StageHelpdesk,
	} {
		if reached[stage] < 10 {
			t.Errorf("the walks came to %s %d times only", stage, reached[stage])
		}
	}
}

func isNotNow(err error) bool { return strings.Contains(err.Error(), enroll.ErrNotNow.Error()) }

// broken says what should never be.
func broken(w *world, s enroll.Snapshot) string {
	live := 0
	for id, e := range w.disk {
		if !w.enabled || !e.d.Key.Secret.Equal(w.key.Secret) {
			continue
		}
		if e.status == "retired" {
			return "entry " + id + " is retired, and its key is the portal's"
		}
		live++
	}
	if w.shown && w.enabled && live == 0 && !(s.Unsaved() && s.Key.Secret.Equal(w.key.Secret)) {
		return "the key that the portal showed is nowhere"
	}
	if live > 1 {
		return "the key is in the vault twice"
	}
	for id, e := range w.disk {
		if e.status == "active" && w.enabled && !e.d.Key.Secret.Equal(w.key.Secret) && s.Stage == enroll.StageDone && s.Entry == id {
			return "done with a key that is not the portal's"
		}
	}
	seen := map[string]bool{}
	for _, c := range w.own {
		if seen[c] {
			return "a code was sent twice"
		}
		seen[c] = true
	}
	if w.dead != "" {
		return w.dead
	}
	return ""
}

// repair makes everything work again, as time and a helpdesk do.
func repair(w *world) {
	w.fail = map[string]error{}
	w.never, w.before, w.reload, w.loginLife, w.after = false, false, false, 0, nil
}

// rescue goes on like a user who reads the pages.
func rescue(t *testing.T, w *world, s *enroll.Session) enroll.Snapshot {
	t.Helper()
	reset := func() { // by the helpdesk
		w.enabled, w.shown, w.forced, w.session, w.key = false, false, true, "", otp.Key{}
	}
	for range 120 {
		snap := s.Snapshot()
		var a enroll.Action
		switch {
		case snap.Stage == enroll.StageDone:
			return snap
		case snap.Stage == enroll.StageAlreadyOn && len(snap.Pending) == 0, snap.Stage == enroll.StageCode && snap.Corrected && snap.Refusal != nil && snap.Refusal.Count > 2:
			a = enroll.Explain{Topic: enroll.TopicHelpdesk}
		case snap.Stage == enroll.StageAlreadyOn:
			a = enroll.Resume{ID: snap.Pending[0].ID}
		case snap.Stage == enroll.StageHelpdesk && snap.User != "" && snap.State != enroll.KeyShown && !snap.Asked.Equal(w.clock.Now()):
			a = enroll.AskHelpdesk{Text: "tolong"}
		case snap.Stage == enroll.StageHelpdesk && snap.Asked.Equal(w.clock.Now()):
			reset()
			a = enroll.OpenLogin{}
		case snap.Stage == enroll.StageCode && !snap.Corrected && (snap.Clock == nil || snap.Clock.Err != nil):
			a = enroll.CheckClock{}
		case snap.Stage == enroll.StageCode && !snap.Corrected:
			a = enroll.GoOn{Corrected: true}
		case snap.Stage == enroll.StageCode:
			if wait := snap.Plan(w.clock.Now()).Wait(snap.CodeTime(w.clock.Now())); wait > 0 {
				w.clock.Advance(wait)
			}
			a = enroll.SubmitCode{}
		case snap.Stage == enroll.StageClock:
			a = enroll.CheckClock{}
			if snap.Clock != nil && snap.Clock.Err == nil {
				a = enroll.GoOn{Corrected: true}
			}
		case snap.Stage == enroll.StageCheck && !snap.Ready() && snap.Verdict == enroll.ClockFar:
			a = enroll.GoOn{Corrected: true}
		case snap.Stage == enroll.StageCheck && !snap.Ready():
			a = enroll.Check{}
		default:
			a = next(snap, w.clock.Now())
		}
		if after, _ := s.Do(context.Background(), a); after.Stage == snap.Stage && snap.Stage != enroll.StageHelpdesk {
			w.clock.Advance(time.Second)
		}
	}
	return s.Snapshot()
}

// Killed at any call of a reload that makes another key, or of DISABLE TOTP,
// the next process finds a way to the end and no entry in use is retired.
func TestKilledWhileAKeyIsReplaced(t *testing.T) {
	ways := map[string]func(*testing.T, *world, *enroll.Session){
		"reload": func(t *testing.T, w *world, s *enroll.Session) {
			w.rotates = true
			drive(t, w, s, enroll.StageKey)
			_, _ = s.Do(t.Context(), enroll.Refresh{})
			drive(t, w, s)
		},
		"disable": func(t *testing.T, w *world, s *enroll.Session) {
			drive(t, w, s, enroll.StageDone)
			_, _ = s.Do(t.Context(), enroll.Explain{Topic: enroll.TopicDisable})
			_, _ = s.Do(t.Context(), enroll.Disable{})
			_, _ = s.Do(t.Context(), enroll.OpenLogin{})
			drive(t, w, s)
		},
	}
	for name, way := range ways {
		whole := newWorld()
		way(t, whole, whole.newSession())
		for n := 1; n <= len(whole.calls); n++ {
			for _, at := range []int{n, -n} {
				w := newWorld()
				w.kill = at
				func() {
					defer func() {
						if r := recover(); r != nil && r != any(errKilled) {
							panic(r)
						}
					}()
					way(t, w, w.newSession())
				}()
				w.kill = 0
				repair(w)
				w.rotates = false
				if end := rescue(t, w, w.newSession()); end.Stage != enroll.StageDone {
					t.Errorf("%s, killed at call %d (%s): ends at %s: %v", name, at, whole.calls[n-1], end.Stage, end.Problem)
				}
				sound(t, w)
				if t.Failed() {
					t.Fatalf("%s, killed at call %d (%s)", name, at, whole.calls[n-1])
				}
			}
		}
	}
}
