package portal_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/portal"

	"github.com/google/go-cmp/cmp"
)

// conditionsOf is what each scenario amounts to, with the value that it takes
// by itself. A scenario that is missing here fails the test below.
var conditionsOf = map[string]portal.Conditions{
	"normal":          {},
	"login-timeout":   {LoginTimeout: 10 * time.Second},
	"forced-qr":       {ForcedQR: true},
	"slow-barcode":    {BarcodeDelay: 20 * time.Second},
	"enabled-before":  {Barcode: portal.EnabledBefore},
	"stale-browser":   {Barcode: portal.NeedsRefresh},
	"refresh-rotates": {RefreshRotates: true},
	"ketat":           {Profile: portal.Ketat},
	"lampau":          {Profile: portal.Lampau},
	"lazim":           {Profile: portal.Lazim},
	"longgar":         {Profile: portal.Longgar},
	"belajar":         {Profile: portal.Belajar},
	"lock-5":          {Lock: portal.Lock5},
	"lock-30":         {Lock: portal.Lock30},
	"no-lock":         {Lock: portal.NoLock},
	"clock":           {ClockOffset: 90 * time.Second},
	"late-mail":       {MailDelay: 15 * time.Minute},
	"disabled":        {},
	"lost-key":        {},
	"slow-network":    {Network: portal.Network{Delay: 2 * time.Second}},
	"failing-network": {Network: portal.Network{FailEvery: 3}},
}

func TestEachScenario(t *testing.T) {
	for _, s := range portal.Scenarios() {
		want, listed := conditionsOf[s.Name]
		if !listed {
			t.Errorf("%s: not in the table", s.Name)
			continue
		}
		got, names, err := portal.ParseScenarios([]string{s.Name})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", s.Name, err, diff)
		}
		if len(names) != 1 || !strings.HasPrefix(names[0], s.Name) {
			t.Errorf("%s: is kept as %q", s.Name, names)
		}
		if s.Value != "" { // the value that is taken is the one that is shown as an example
			_, spelled, err := portal.ParseScenarios([]string{s.Name + "=" + s.Value})
			if err != nil || !slices.Equal(spelled, names) {
				t.Errorf("%s=%s: %q, %v, want %q", s.Name, s.Value, spelled, err, names)
			}
		} else if _, _, err := portal.ParseScenarios([]string{s.Name + "=1s"}); !errors.Is(err, portal.ErrBadValue) {
			t.Errorf("%s takes a value: %v", s.Name, err)
		}
		for _, lang := range locale.Langs() {
			l := locale.New(lang)
			for _, text := range []string{s.Title(l), s.Note(l), s.GroupTitle(l)} {
				if strings.HasPrefix(text, "portal.") {
					t.Errorf("%s: no message %q", lang, text)
				}
			}
		}
	}
}

func TestParseScenarios(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want string // canonical names with spaces between
	}{
		{nil, "normal"},
		{[]string{""}, "normal"},
		{[]string{" , ,"}, "normal"},
		{[]string{"normal"}, "normal"},
		{[]string{"normal", "ketat"}, "ketat"},
		{[]string{"ketat,ketat", "ketat"}, "ketat"},
		{[]string{"late-mail", "ketat,login-timeout=5s"}, "login-timeout=5s ketat late-mail=15m"},
		{[]string{"slow-barcode=90s"}, "slow-barcode=1m30s"},
		{[]string{"slow-barcode=20s,slow-barcode"}, "slow-barcode=20s"},
		{[]string{"clock=90s"}, "clock=+1m30s"},
		{[]string{"clock=-7h"}, "clock=-7h"},
		{[]string{"clock=+1h30m"}, "clock=+1h30m"},
		{[]string{"clock=-3650d"}, "clock=-3650d"},
		{[]string{"clock=24h"}, "clock=+1d"},
		{[]string{"clock=+1d1h0m1s"}, "clock=+1d1h0m1s"},
		{[]string{"clock=250ms"}, "clock=+250ms"},
		{[]string{"late-mail=24h"}, "late-mail=1d"},
		{[]string{"failing-network=10"}, "failing-network=10"},
		{[]string{"belajar", "lock-30", "clock", "forced-qr", "stale-browser", "refresh-rotates", "disabled"},
			"forced-qr stale-browser refresh-rotates belajar lock-30 clock=+1m30s disabled"},
	} {
		_, names, err := portal.ParseScenarios(c.in)
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%q: got %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}

func TestParseScenariosRefuses(t *testing.T) {
	for in, want := range map[string]error{
		"ketatt":                       portal.ErrUnknownScenario,
		"KETAT":                        portal.ErrUnknownScenario,
		"=":                            portal.ErrUnknownScenario,
		"slow-barcode=":                portal.ErrBadValue,
		"slow-barcode=0s":              portal.ErrBadValue,
		"slow-barcode=-5s":             portal.ErrBadValue,
		"slow-barcode=61m":             portal.ErrBadValue,
		"slow-barcode=5":               portal.ErrBadValue,
		"slow-barcode=1ns":             portal.ErrBadValue,
		"login-timeout=999ms":          portal.ErrBadValue,
		"clock=0s":                     portal.ErrBadValue,
		"clock=+":                      portal.ErrBadValue,
		"clock=+-1s":                   portal.ErrBadValue,
		"clock=--1s":                   portal.ErrBadValue,
		"clock=3661d":                  portal.ErrBadValue,
		"clock=-99999d":                portal.ErrBadValue,
		"clock=+1d-1s":                 portal.ErrBadValue,
		"clock=9999999999h":            portal.ErrBadValue,
		"late-mail=25h":                portal.ErrBadValue,
		"slow-network=31s":             portal.ErrBadValue,
		"failing-network=1":            portal.ErrBadValue,
		"failing-network=101":          portal.ErrBadValue,
		"failing-network=x":            portal.ErrBadValue,
		"ketat,lazim":                  portal.ErrScenariosClash,
		"lock-5,no-lock":               portal.ErrScenariosClash,
		"clock=1s,clock=2s":            portal.ErrScenariosClash,
		"enabled-before,stale-browser": portal.ErrScenariosClash,
		"forced-qr,enabled-before":     portal.ErrScenariosClash,
		"disabled,lost-key":            portal.ErrScenariosClash,
		"slow-barcode,slow-barcode=1s": portal.ErrScenariosClash,
		strings.Repeat("normal,", 65):  portal.ErrUnknownScenario,
	} {
		if c, names, err := portal.ParseScenarios([]string{in}); !errors.Is(err, want) || names != nil || c != (portal.Conditions{}) {
			t.Errorf("%q: got %v, %q, %+v, want %v", in, err, names, c, want)
		}
	}
	_, _, err := portal.ParseScenarios([]string{"lost-ky"})
	if f := fault.Of(err); f == nil || !slices.Contains(f.Args(), any("lost-key")) {
		t.Errorf("%v does not name the nearest", err)
	}
	_, _, err = portal.ParseScenarios([]string{"\x1b]0;x\x07" + strings.Repeat("é", 100)})
	for _, a := range fault.Of(err).Args() {
		if text, _ := a.(string); strings.ContainsAny(text, "\x1b\x07") || len(text) > 100 {
			t.Errorf("what was typed is told as %q", text)
		}
	}
}

// Every two scenarios either go together, in either order and with the
// conditions of both, or clash whichever is first.
func TestScenariosInPairs(t *testing.T) {
	clashes := 0
	for _, a := range portal.Scenarios() {
		for _, b := range portal.Scenarios() {
			c, names, err := portal.ParseScenarios([]string{a.Name, b.Name})
			d, other, err2 := portal.ParseScenarios([]string{b.Name + "," + a.Name})
			if c != d || !slices.Equal(names, other) || (err == nil) != (err2 == nil) {
				t.Errorf("%s and %s depend on their order: %v %v", a.Name, b.Name, err, err2)
			}
			if err != nil {
				if !errors.Is(err, portal.ErrScenariosClash) || a.Name == b.Name {
					t.Errorf("%s and %s: %v", a.Name, b.Name, err)
				}
				clashes++
				continue
			}
			_, again, err := portal.ParseScenarios(names)
			if err != nil || !slices.Equal(again, names) {
				t.Errorf("%q reads as %q, %v", names, again, err)
			}
		}
	}
	// 5 profiles, 3 locks, 2 barcodes, 2 sample accounts, and the forced
	// barcode with TOTP enabled before; each pair in both orders.
	if want := 2 * (10 + 3 + 1 + 1 + 1); clashes != want {
		t.Errorf("got %d clashes, want %d", clashes, want)
	}
}

func FuzzParseScenarios(f *testing.F) {
	for _, s := range portal.Scenarios() {
		f.Add(s.Name + "=" + s.Value)
	}
	f.Add("ketat,clock=-3650d,late-mail=1h0m1s")
	f.Fuzz(func(t *testing.T, text string) {
		c, names, err := portal.ParseScenarios([]string{text})
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		d, again, err := portal.ParseScenarios(names)
		if err != nil || c != d || !slices.Equal(names, again) {
			t.Fatalf("%q is kept as %q, which reads as %q, %v", text, names, again, err)
		}
		if c.ClockOffset.Abs() > 3660*24*time.Hour || c.Network.Delay > 30*time.Second || c.LoginTimeout > time.Hour {
			t.Fatalf("%q is out of bounds: %+v", text, c)
		}
	})
}
