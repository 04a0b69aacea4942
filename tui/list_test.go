package tui_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/otp"
	"sandi/internal/settings"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func threeEntries() []vault.Entry {
	return []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b"), tuitest.Entry("Gamma", "g")}
}

func issuers(entries []vault.Entry) (list []string) {
	for _, e := range entries {
		list = append(list, e.Key.Issuer)
	}
	return list
}

func TestFavouritesAndOrderAreSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept settings.Settings
		x := open(t, 80, 24, threeEntries(), func(x *world, _ *tui.Start) {
			x.deps.Settings = settings.Default()
			x.deps.SaveSettings = func(s settings.Settings) error {
				kept = s
				return nil
			}
		})
		x.press("<down>f")
		x.shows("Beta is a favourite now", "★ Beta")
		if !x.disk()[1].Favorite {
			t.Error("not saved")
		}
		x.press("oooo")
		x.shows("your own order")
		if kept.Order != "custom" {
			t.Errorf("order kept: %q", kept.Order)
		}
		// Beta is still selected, and moves to the front.
		x.press("K")
		if got, want := issuers(x.disk()), []string{"Beta", "Alfa", "Gamma"}; !slices.Equal(got, want) {
			t.Errorf("on disk: %q, want %q", got, want)
		}
		x.press("J")
		x.press("J")
		if got, want := issuers(x.disk()), []string{"Alfa", "Gamma", "Beta"}; !slices.Equal(got, want) {
			t.Errorf("on disk: %q, want %q", got, want)
		}
		view := x.view()
		if strings.Index(view, "Alfa") > strings.Index(view, "★ Beta") {
			t.Errorf("the list does not follow:\n%s", view)
		}
	})
}

func TestSettingsThatCannotBeKeptAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, threeEntries(), func(x *world, _ *tui.Start) {
			x.deps.Settings = settings.Default()
			x.deps.SaveSettings = func(settings.Settings) error { return errors.New("disk full") }
		})
		x.press("o")
		x.shows("by account", "disk full")
	})
}

func TestUseIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, threeEntries(), nil)
		x.press("c")
		x.press("<down>c")
		x.press("c")
		x.press("<ctrl+k>") // locks, and writes what was counted
		v, err := vault.Open(x.dir, []byte(password), cheap)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		used := map[string]int{}
		for _, e := range v.Entries() {
			used[e.Key.Issuer] = v.Usage()[e.ID].Count
		}
		if used["Alfa"] != 1 || used["Beta"] != 2 || used["Gamma"] != 0 {
			t.Errorf("counted %v", used)
		}
	})
}

func TestTheHidingOfTheSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Alfa", "a")
		code, _ := e.Key.CodeAt(time.Now())
		x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
			x.deps.Settings = settings.Default()
			x.deps.Settings.HideCodes = true
		})
		x.hides(code.Grouped())
		x.press("<space>")
		x.shows(code.Grouped())
		time.Sleep(11 * time.Second)
		x.settle()
		x.hides(code.Grouped())
	})
}

// The large code follows what happens to its entry.
func TestTheLargeCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Kunci", "vpn")
		e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 7
		x := open(t, 120, 40, []vault.Entry{e}, nil)
		x.press("b")
		x.shows("Large code", "#7")
		x.press("n")
		x.shows("#8")
		x.press("c")
		want, _ := e.Key.CodeForCounter(7)
		if got := x.clip.now(); got != want.Reveal() {
			t.Errorf("copied %q", got)
		}
		x.press("<esc>")
		x.hides("Large code")
	})
}

func TestWaitingForAFreshCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Alfa", "a")
		x := open(t, 80, 24, []vault.Entry{e}, nil)
		x.press("w")
		x.shows("copies in ")
		time.Sleep(31 * time.Second)
		x.settle()
		if got := x.clip.now(); got == "" {
			t.Error("nothing was copied")
		}
		x.shows("Fresh code.")
	})
}

func TestAnEntryIsRemovedFromTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, threeEntries(), nil)
		x.press("d")
		x.shows("Alfa: a?")
		x.press("<right><enter>")
		x.hides("Alfa")
		x.shows("in the bin")
		if n := len(x.disk()); n != 2 {
			t.Errorf("%d entries on disk", n)
		}
	})
}
