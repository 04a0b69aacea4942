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
	"sandi/internal/otp"
	"sandi/internal/otpauth"
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

func TestKeysThatAreTaken(t *testing.T) {
	uri := "otpauth://totp/SPSE:budi?secret=" + secret + "&issuer=SPSE"
	for name, tt := range map[string]struct {
		action guided.Action
		texts  []string
		from   guided.Source
		doubts []error
	}{
		"groups":            {give("jbsw y3dp ehpk 3pxp JBSW-Y3DP-EHPK-3PXP"), nil, guided.FromText, nil},
		"URI":               {give(uri), nil, guided.FromText, nil},
		"other account":     {give(strings.ReplaceAll(uri, "budi", "siti")), nil, guided.FromText, []error{guided.DoubtName}},
		"cut":               {give(secret[:30]), nil, guided.FromText, []error{otp.ErrSecretCut}},
		"parameters":        {give(uri + "&digits=8&period=60&algorithm=SHA256"), nil, guided.FromText, []error{guided.DoubtParameters}},
		"picture":           {guided.ReadFile{Path: "x.png"}, []string{uri}, guided.FromFile, nil},
		"screen with other": {guided.ReadScreen{}, []string{"https://example.com", uri}, guided.FromScreen, nil},
		"clipboard twice":   {guided.ReadClipboard{}, []string{uri, uri}, guided.FromClipboard, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, "spse", newVault())
			r.toKey()
			r.r.texts = tt.texts
			snap := r.do(guided.StageChecked, tt.action)
			if snap.Source != tt.from || snap.Key.Issuer != "SPSE" || snap.Key.Account != "budi" {
				t.Errorf("got %s, %s, %s", snap.Source, snap.Key.Issuer, snap.Key.Account)
			}
			if len(snap.Doubts) != len(tt.doubts) {
				t.Fatalf("doubts: got %v, want %v", snap.Doubts, tt.doubts)
			}
			for i := range tt.doubts {
				if !errors.Is(snap.Doubts[i], tt.doubts[i]) {
					t.Errorf("doubt: got %v, want %v", snap.Doubts[i], tt.doubts[i])
				}
			}
			r.do(guided.StageReread, guided.Keep{}) // no doubt is in the way
		})
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		action guided.Action
		texts  []string
		err    error
		want   error
	}{
		"nothing":           {action: give("  \t"), want: guided.ErrNothing},
		"lookalike":         {action: give("JBSWY3DPEHPK3PX0"), want: otp.ErrSecretLookalike},
		"odd character":     {action: give("JBSWY3DPEHPK3PX!"), want: otp.ErrSecretCharacter},
		"a code":            {action: give("123 456"), want: guided.ErrPassword},
		"web address":       {action: give("https://example.com"), want: otpauth.ErrWebAddress},
		"counter-based":     {action: give("otpauth://hotp/a?secret=" + secret), want: guided.ErrNotTOTP},
		"export":            {action: give("otpauth-migration://offline?data=AA"), want: otpauth.ErrMigration},
		"no path":           {action: guided.ReadFile{Path: " "}, want: guided.ErrNothing},
		"unreadable":        {action: guided.ReadFile{Path: "x"}, err: errFake, want: errFake},
		"other barcode":     {action: guided.ReadScreen{}, texts: []string{"WIFI:S:office;;"}, want: guided.ErrNoKeyThere},
		"words":             {action: guided.ReadClipboard{}, texts: []string{"see you at 9"}, want: guided.ErrNoKeyThere},
		"words in base32":   {action: guided.ReadClipboard{}, texts: []string{"hello there"}, want: guided.ErrNoKeyThere},
		"nothing on screen": {action: guided.ReadScreen{}, want: guided.ErrNothing},
		"barcode, web page": {action: guided.ReadScreen{}, texts: []string{"https://example.com"}, want: otpauth.ErrWebAddress},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, "spse", newVault())
			r.toKey()
			r.r.texts, r.r.err = tt.texts, tt.err
			snap := r.refuse(tt.want, tt.action)
			if !snap.Key.Secret.IsZero() || len(r.v.entries) > 0 {
				t.Error("a key was taken")
			}
		})
	}
	s := guided.New(guided.Options{Vault: newVault(), Clock: &hand{base}})
	for _, a := range []guided.Action{guided.ReadScreen{}, give(secret), guided.Keep{}, guided.Next{}, guided.Typed{}} {
		if _, err := s.Do(context.Background(), a); !errors.Is(err, guided.ErrNotNow) {
			t.Errorf("%T at the start: got %v", a, err)
		}
	}
}

func TestTwoKeysAreChosenFrom(t *testing.T) {
	r := start(t, "spse", newVault())
	r.toKey()
	other := "otpauth://totp/Other:ana?secret=JBSWY3DPEHPK3PXP&issuer=Other"
	r.r.texts = []string{other, "otpauth://totp/SPSE:budi?secret=" + secret}
	snap := r.do(guided.StageChoose, guided.ReadScreen{})
	if len(snap.Found) != 2 || len(snap.Choices()) != 2 {
		t.Fatalf("found %v", snap.Found)
	}
	r.refuse(guided.ErrNotNow, guided.Choose{Index: 2})
	if snap = r.do(guided.StageChecked, guided.Choose{Index: 1}); snap.Key.Secret.Base32() != secret {
		t.Error("another key than the chosen one")
	}
}

func TestDuplicatesArePointedOut(t *testing.T) {
	v := newVault()
	r := start(t, "spse", v)
	r.toCode()
	again := start(t, "spse", v)
	again.do(guided.StageClock, guided.Begin{}, guided.StartAnew{})
	again.do(guided.StageKey, guided.GoOn{}, guided.Next{}, guided.Account{Site: "SPSE", User: "budi"},
		guided.AnswerBefore{Answer: enroll.AnswerNo}, guided.Next{}, guided.Shown{})
	snap := again.do(guided.StageChecked, give("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
	if len(snap.Duplicates) != 1 || snap.Duplicates[0].SameKey {
		t.Fatalf("same names: %+v", snap.Duplicates)
	}
	again.do(guided.StageKey, guided.Back{})
	snap = again.do(guided.StageChecked, give(secret))
	snap = again.do(guided.StageChecked, guided.Describe{Site: "Elsewhere", User: "x"})
	if len(snap.Duplicates) != 1 || !snap.Duplicates[0].SameKey {
		t.Fatalf("same key: %+v", snap.Duplicates)
	}
	again.do(guided.StageReread, guided.Keep{}) // and never in the way
}

func TestDescribe(t *testing.T) {
	r := start(t, "spse", newVault())
	r.toKey()
	r.do(guided.StageChecked, give(secret))
	snap := r.do(guided.StageChecked, guided.Describe{Site: " LPSE Kota ", User: "budi", Digits: 8, Period: 60, Algorithm: otp.SHA256})
	if k := snap.Key; k.Issuer != "LPSE Kota" || k.Digits != 8 || k.Period != 60 || k.Algorithm != otp.SHA256 {
		t.Errorf("got %s, %d, %d, %s", k.Issuer, k.Digits, k.Period, k.Algorithm)
	}
	r.refuse(otp.ErrDigits, guided.Describe{Site: "x", Digits: 99})
	r.refuse(otp.ErrAlgorithm, guided.Describe{Site: "x", Algorithm: "MD5"})
	r.refuse(guided.ErrNoSite, guided.Describe{Site: " "})
	if k := r.s.Snapshot().Key; k.Digits != 8 || k.Issuer != "LPSE Kota" {
		t.Error("a refused change has changed something")
	}
}

// A key that was read wrong is replaced; the entry goes when its successor is
// safe, and not before.
func TestDifferentKey(t *testing.T) {
	v := newVault()
	r := start(t, "spse", v)
	r.toKey()
	r.do(guided.StageReread, give(secret[:31]+"A"), guided.Keep{})
	r.do(guided.StageKey, guided.Compare{Result: guided.Different})
	if v.entries["a"].status != "pending" {
		t.Fatal("the first key is gone before there is another")
	}
	r.do(guided.StageReread, guided.Back{}) // a second thought
	r.do(guided.StageKey, guided.Compare{Result: guided.Different})
	snap := r.do(guided.StageReread, give(secret), guided.Keep{})
	if v.entries["a"].status != "retired" || v.entries["b"].status != "pending" || snap.Former != "a" {
		t.Errorf("got %s and %s", v.entries["a"].status, v.entries["b"].status)
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

func TestIsPath(t *testing.T) {
	for text, want := range map[string]bool{
		secret: false, "jbsw y3dp": false, "otpauth://totp/a.png?secret=" + secret: false, "": false, "C": false,
		"barcode.png": true, "/tmp/x": true, "~/Pictures/b 1.JPG": true, `"C:\Users\b.png"`: true, "file:///tmp/a%20b.png": true, "./x": true,
	} {
		if got := guided.IsPath(text); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
}
