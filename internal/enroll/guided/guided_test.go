package guided_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
)

func TestWholeEnrolment(t *testing.T) {
	v := newVault()
	r := start(t, "spse", v)
	snap := r.toCode()
	if snap.Entry == "" || !snap.Read || !snap.Backed || v.entries[snap.Entry].status != "pending" {
		t.Fatalf("before the code: %+v", snap)
	}
	if d := v.entries[snap.Entry].draft; d.Service != guided.Service || d.Address != "spse/SPSE" || d.User != "budi" ||
		d.Key.Issuer != "SPSE" || d.Key.Account != "budi" || d.Key.Secret.Base32() != secret {
		t.Errorf("kept as %s %s %s", d.Service, d.Address, d.User)
	}
	r.do(guided.StageAnswer, guided.Typed{})
	snap = r.do(guided.StageDone, guided.Tell{Answer: guided.Accepted})
	if !snap.Active || v.entries[snap.Entry].status != "active" {
		t.Error("accepted and not active")
	}
}

// A site that asks for a code on the page with the key has no logout before.
func TestConfirmingSite(t *testing.T) {
	v := newVault()
	r := start(t, "generic", v)
	r.do(guided.StageKey, guided.Begin{}, guided.GoOn{}, guided.Next{}, guided.Account{Site: "Forge", User: "ana"},
		guided.AnswerBefore{Answer: enroll.AnswerUnknown}, guided.Shown{})
	r.do(guided.StageCode, give("otpauth://totp/Forge:ana?secret="+secret+"&issuer=Forge"), guided.Keep{}, guided.Compare{Result: guided.NoText})
	r.do(guided.StageDone, guided.Typed{}, guided.Tell{Answer: guided.Accepted})
	if got := v.entries["a"].draft.Address; got != "generic/Forge" {
		t.Errorf("address: got %q", got)
	}
}

// The entry is in the vault, read back and backed up before logout is reached.
func TestNothingIsLostBeforeLogout(t *testing.T) {
	for _, fail := range []string{"keep", "read", "backup"} {
		t.Run(fail, func(t *testing.T) {
			v := newVault()
			r := start(t, "spse", v)
			r.toKey()
			r.do(guided.StageChecked, give(secret))
			v.fail[fail] = errFake
			r.refuse(errFake, guided.Keep{})
			delete(v.fail, fail)
			r.do(guided.StageReread, guided.Keep{})
			if len(v.entries) != 1 {
				t.Errorf("%d entries after trying again", len(v.entries))
			}
			v.fail[fail] = errFake
			if fail == "keep" {
				return
			}
			snap := r.do(guided.StageLogout, guided.Compare{Result: guided.Same})
			if snap.Ready() {
				t.Error("logout is offered")
			}
			for _, c := range snap.Choices() {
				if _, next := c.Action.(guided.Next); next {
					t.Error("logout is a choice")
				}
			}
			r.refuse(enroll.ErrNotChecked, guided.Next{})
		})
	}
}

func TestClockBlocksLogoutOnlyWhereItMatters(t *testing.T) {
	for _, tt := range []struct {
		offset  time.Duration
		unknown bool
		ready   bool
	}{{0, false, true}, {20 * time.Second, false, true}, {0, true, true}, {-7 * time.Hour, false, false}, {90 * time.Second, false, false}} {
		r := start(t, "spse", newVault())
		r.offset, r.unknown = tt.offset, tt.unknown
		r.toKey()
		snap := r.do(guided.StageLogout, give(secret), guided.Keep{}, guided.Compare{Result: guided.Same})
		if snap.Ready() != tt.ready {
			t.Errorf("%v, unknown %t: ready is %t", tt.offset, tt.unknown, snap.Ready())
		}
		if !tt.ready {
			snap = r.do(guided.StageLogout, guided.GoOn{Corrected: true})
			if !snap.Ready() || snap.Offset != tt.offset {
				t.Errorf("%v corrected: ready is %t, offset %v", tt.offset, snap.Ready(), snap.Offset)
			}
		}
	}
}

// After a kill everything from the kept key on is taken up where it was.
func TestResume(t *testing.T) {
	leave := map[string]func(*run) guided.Stage{
		"comparing": func(r *run) guided.Stage {
			r.toKey()
			return r.do(guided.StageReread, give(secret), guided.Keep{}).Stage
		},
		"logout": func(r *run) guided.Stage {
			r.toKey()
			r.do(guided.StageLogout, give(secret), guided.Keep{}, guided.Compare{Result: guided.Same})
			return guided.StageReread
		},
		"code": func(r *run) guided.Stage { r.toCode(); return guided.StageSignAgain },
		"answer": func(r *run) guided.Stage {
			r.toCode()
			r.do(guided.StageAnswer, guided.Typed{})
			return guided.StageSignAgain
		},
		"refused": func(r *run) guided.Stage {
			r.toCode()
			r.do(guided.StageRefused, guided.Typed{}, guided.Tell{Answer: guided.Refused})
			return guided.StageSignAgain
		},
	}
	for name, until := range leave {
		t.Run(name, func(t *testing.T) {
			v := newVault()
			want := until(start(t, "spse", v))
			spent := v.entries["a"].spent
			// Another process, which was not told the profile.
			r := start(t, "generic", v)
			snap := r.do(guided.StageResume, guided.Begin{})
			if len(snap.Pending) != 1 || len(snap.Choices()) != 2 {
				t.Fatalf("pending: %d", len(snap.Pending))
			}
			snap = r.do(want, guided.Resume{ID: snap.Pending[0].ID})
			if snap.Profile.ID != "spse" || snap.Site != "SPSE" || snap.User != "budi" || snap.Spent != spent || snap.Key.Secret.Base32() != secret {
				t.Errorf("got profile %s, %s, %s, spent %d, want %d", snap.Profile.ID, snap.Site, snap.User, snap.Spent, spent)
			}
		})
	}
	t.Run("a profile that is not at hand", func(t *testing.T) {
		v := newVault()
		start(t, "spse", v).toCode()
		v.entries["a"].draft.Address = "lpse-kota/LPSE Kota"
		r := start(t, "spse", v)
		r.do(guided.StageResume, guided.Begin{})
		r.refuse(guided.ErrProfile, guided.Resume{ID: "a"})
		r.do(guided.StageClock, guided.StartAnew{})
	})
	t.Run("start anew", func(t *testing.T) {
		v := newVault()
		start(t, "spse", v).toCode()
		r := start(t, "spse", v)
		r.do(guided.StageClock, guided.Begin{}, guided.StartAnew{})
		if v.entries["a"].status != "pending" {
			t.Error("the pending key is gone, and it may be the only way in")
		}
	})
}

// A used code is never offered again, nor one that is about to expire.
func TestOffer(t *testing.T) {
	r := start(t, "spse", newVault())
	snap := r.toCode()
	key := snap.Key
	for _, tt := range []struct {
		into  time.Duration
		ready bool
	}{{0, true}, {20 * time.Second, true}, {24900 * time.Millisecond, true}, {25100 * time.Millisecond, false}, {29 * time.Second, false}} {
		o := snap.Offer(base.Add(tt.into))
		if o.Ready() != tt.ready {
			t.Errorf("%v into the step: ready is %t", tt.into, o.Ready())
		}
		want := key.Step(base)
		if !tt.ready {
			want++
			if !o.From.Equal(base.Add(30 * time.Second)) {
				t.Errorf("%v into the step: good from %v", tt.into, o.From)
			}
		}
		if o.Step != want {
			t.Errorf("%v into the step: offers step %d, want %d", tt.into, o.Step, want)
		}
	}
	snap = r.do(guided.StageAnswer, guided.Typed{})
	if o := snap.Offer(r.c.now); o.Ready() || o.Step == key.Step(r.c.now) || o.Reason != enroll.WaitSpent {
		t.Errorf("offers a used code: %+v", o)
	}
	if r.v.entries["a"].spent != key.Step(r.c.now) {
		t.Error("the used step is not in the vault")
	}
	// Back at the code within the step, and typed again by mistake.
	r.do(guided.StageCode, guided.Back{})
	r.do(guided.StageAnswer, guided.Typed{})
	// With the measured clock the moments are still this computer's.
	r.offset = 45 * time.Second
	r.do(guided.StageRefused, guided.Tell{Answer: guided.Refused})
	r.do(guided.StageRefused, guided.CheckClock{})
	snap = r.do(guided.StageRefused, guided.GoOn{Corrected: true})
	r.c.now = base.Add(10*time.Second + 45*time.Second + 30*time.Second)
	if o := snap.Offer(r.c.now); !o.Ready() || o.Step != key.Step(base)+1 || !o.Until.Equal(base.Add(105*time.Second)) {
		t.Errorf("corrected: %+v, until %v", o, o.Until.Sub(base))
	}
}

func TestMissingBarcode(t *testing.T) {
	toNoBarcode := func(t *testing.T) *run {
		r := start(t, "spse", newVault())
		r.do(guided.StageNoBarcode, guided.Begin{}, guided.GoOn{}, guided.Next{}, guided.Account{Site: "SPSE", User: "budi"},
			guided.AnswerBefore{Answer: enroll.AnswerUnknown}, guided.Next{}, guided.NotShown{})
		return r
	}
	t.Run("reload", func(t *testing.T) {
		r := toNoBarcode(t)
		r.do(guided.StageReload, guided.AnswerBefore{Answer: enroll.AnswerNo})
		r.do(guided.StageWait, guided.Next{})
		snap := r.do(guided.StageReload, guided.Back{})
		if snap.Reloads != 1 {
			t.Errorf("reloads: got %d", snap.Reloads)
		}
		r.do(guided.StageKey, guided.Next{}, guided.Shown{})
	})
	t.Run("enabled before, key at hand", func(t *testing.T) {
		r := toNoBarcode(t)
		r.do(guided.StageBefore, guided.AnswerBefore{Answer: enroll.AnswerYes})
		r.do(guided.StageKey, guided.Existing{})
		// Nothing on the screen to compare with, and nothing to log out from.
		r.do(guided.StageSignAgain, give(secret), guided.Keep{})
	})
	t.Run("enabled before, helpdesk", func(t *testing.T) {
		r := toNoBarcode(t)
		r.do(guided.StageBefore, guided.AnswerBefore{Answer: enroll.AnswerYes})
		r.do(guided.StageHelpdesk, guided.Explain{Topic: guided.StageHelpdesk})
		r.do(guided.StageBefore, guided.Back{})
	})
}

func TestRefused(t *testing.T) {
	r := start(t, "spse", newVault())
	r.toCode()
	for n := 1; n <= 3; n++ {
		r.do(guided.StageAnswer, guided.Typed{})
		snap := r.do(guided.StageRefused, guided.Tell{Answer: guided.Refused})
		if snap.Refusal.Count != n || snap.Refusal.MayBlock != (n >= 3) || snap.Refusal.Into != 10*time.Second {
			t.Errorf("refusal %d: %+v", n, snap.Refusal)
		}
		if a := snap.Refusal.Advice; len(a) == 0 || a[len(a)-1] != guided.AdviceHelpdesk || n >= 3 && a[0] != guided.AdviceWait {
			t.Errorf("refusal %d: advice %v", n, a)
		}
		r.c.now = r.c.now.Add(30 * time.Second)
		r.do(guided.StageCode, guided.Next{})
	}
	r.offset = 3 * time.Hour
	r.do(guided.StageRefused, guided.Typed{}, guided.Tell{Answer: guided.Refused})
	snap := r.do(guided.StageRefused, guided.CheckClock{})
	if !slices.Contains(snap.Refusal.Advice, guided.AdviceClock) {
		t.Errorf("a clock 3 h off: advice %v", snap.Refusal.Advice)
	}
	r.do(guided.StageCode, guided.GoOn{Corrected: true}, guided.Next{})
	r.do(guided.StageDone, guided.Typed{}, guided.Tell{Answer: guided.Accepted})
}

func TestOtherAnswers(t *testing.T) {
	t.Run("cannot tell", func(t *testing.T) {
		r := start(t, "spse", newVault())
		r.toCode()
		if snap := r.do(guided.StageAnswer, guided.Typed{}, guided.Tell{Answer: guided.Unclear}); !snap.Unclear || snap.Active {
			t.Error("not told")
		}
		r.do(guided.StageSignAgain, guided.Tell{Answer: guided.TimedOut})
	})
	t.Run("a new barcode", func(t *testing.T) {
		v := newVault()
		r := start(t, "spse", v)
		r.toCode()
		r.do(guided.StageSignAgain, guided.Back{})
		r.do(guided.StageKey, guided.Tell{Answer: guided.NewBarcode})
		r.do(guided.StageReread, give("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), guided.Keep{})
		if v.entries["a"].status != "retired" {
			t.Error("the void key is not retired")
		}
	})
	t.Run("no code asked", func(t *testing.T) {
		r := start(t, "spse", newVault())
		r.toCode()
		r.do(guided.StageEnable, guided.Tell{Answer: guided.NotAsked})
	})
	t.Run("writing down fails", func(t *testing.T) {
		v := newVault()
		r := start(t, "spse", v)
		r.toCode()
		r.do(guided.StageAnswer, guided.Typed{})
		v.fail["accept"] = errFake
		snap, err := r.s.Do(context.Background(), guided.Tell{Answer: guided.Accepted})
		if !errors.Is(err, enroll.ErrNotConfirmed) || snap.Stage != guided.StageFinish || snap.Active {
			t.Errorf("got %s, %v", snap.Stage, err)
		}
		delete(v.fail, "accept")
		r.do(guided.StageDone, guided.Finish{})
	})
}

func TestDisableRetiresTheKey(t *testing.T) {
	v := newVault()
	r := start(t, "spse", v)
	r.toCode()
	r.do(guided.StageRefused, guided.Typed{}, guided.Tell{Answer: guided.Refused})
	r.do(guided.StageDisable, guided.Explain{Topic: guided.StageDisable})
	if v.entries["a"].status != "pending" {
		t.Fatal("explaining has done it")
	}
	r.do(guided.StageSignIn, guided.Disabled{})
	if v.entries["a"].status != "retired" {
		t.Error("the dead key is not retired")
	}
	// The next sign-in shows the new barcode.
	r.do(guided.StageWait, guided.Account{Site: "SPSE", User: "budi"})
	r.do(guided.StageReread, guided.Shown{}, give("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), guided.Keep{})
}

// Back keeps what was typed and never leads into a wall.
func TestBack(t *testing.T) {
	r := start(t, "spse", newVault())
	r.toKey()
	r.do(guided.StageChecked, give(secret))
	for _, want := range []guided.Stage{guided.StageKey, guided.StageWait, guided.StageEnable, guided.StageAsked, guided.StageSignIn, guided.StageOpen, guided.StageClock} {
		if snap := r.do(want, guided.Back{}); snap.User != "budi" || snap.Site != "SPSE" {
			t.Errorf("on %s: %q, %q", want, snap.Site, snap.User)
		}
	}
	r.refuse(guided.ErrNotNow, guided.Back{})
}

// TestNoDeadEnds walks every page that can be reached by choices, with the input
// that pages ask for, and finds each of them with a way on.
func TestNoDeadEnds(t *testing.T) {
	for _, profile := range []string{"spse", "bkn", "generic"} {
		seen := map[guided.Stage]bool{}
		var walk func(path []guided.Action, depth int)
		key := func(s guided.Snapshot) string {
			return fmt.Sprint(s.Stage, s.Behind, s.Old, s.Renewed, s.Kept, min(s.Reloads, 1), s.Refusal != nil, s.Corrected)
		}
		visited := map[string]bool{}
		walk = func(path []guided.Action, depth int) {
			r := start(t, profile, newVault())
			r.offset = 90 * time.Second
			r.r.texts = []string{"otpauth://totp/a:b?secret=" + secret, "otpauth://totp/c:d?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
			snap := r.s.Snapshot()
			for _, a := range path {
				snap, _ = r.s.Do(context.Background(), remake(a))
			}
			seen[snap.Stage] = true
			if visited[key(snap)] || depth == 0 {
				return
			}
			visited[key(snap)] = true
			var ways []guided.Action
			for _, c := range snap.Choices() {
				ways = append(ways, c.Action)
			}
			switch snap.Stage {
			case guided.StageStart:
				ways = append(ways, guided.Begin{})
			case guided.StageSignIn:
				ways = append(ways, guided.Account{Site: "S", User: "u"})
			case guided.StageKey:
				ways = append(ways, guided.GiveKey{Text: []byte(secret)})
			case guided.StageDone:
				return
			}
			if len(ways) == 0 {
				t.Errorf("%s: %s has no way on", profile, snap.Stage)
			}
			for _, way := range append(ways, guided.Back{}) {
				walk(append(slices.Clone(path), way), depth-1)
			}
		}
		walk(nil, 40)
		for _, s := range guided.Stages() {
			outside := []guided.Stage{guided.StageResume, guided.StageFinish, guided.StageLeft}
			if profile != "spse" {
				outside = append(outside, guided.StageReset, guided.StageDisable, guided.StageLogout, guided.StageSignAgain)
			}
			if !seen[s] && !slices.Contains(outside, s) {
				t.Errorf("%s: %s cannot be reached", profile, s)
			}
		}
	}
}

// remake returns an action whose secret was not wiped by doing it before.
func remake(a guided.Action) guided.Action {
	if _, ok := a.(guided.GiveKey); ok {
		return guided.GiveKey{Text: []byte(secret)}
	}
	return a
}

func TestNothingPrintsTheKey(t *testing.T) {
	r := start(t, "spse", newVault())
	r.toKey()
	a := guided.GiveKey{Text: []byte(secret)}
	text := fmt.Sprintf("%v %+v %#v %s", a, a, a, a)
	if _, err := r.s.Do(context.Background(), a); err != nil {
		t.Fatal(err)
	}
	if strings.Trim(string(a.Text), "\x00") != "" {
		t.Error("the text was not wiped")
	}
	snap := r.do(guided.StageReread, guided.Keep{})
	text += fmt.Sprintf("%v %+v %#v", snap, snap, snap)
	for _, line := range guided.Report(snap) {
		text += fmt.Sprint(line)
	}
	if strings.Contains(text, secret) || strings.Contains(text, snap.Key.Secret.Grouped()) {
		t.Error("the key is printed")
	}
}
