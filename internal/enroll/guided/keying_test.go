package guided_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

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
