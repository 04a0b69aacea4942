package tui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/clock"
	"sandi/internal/locale"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// simulate makes the interface's clock one that is off by so much, as the
// command line does.
func simulate(x *world, by time.Duration) {
	x.deps.Clock, x.deps.Simulated = clock.Shifted{Base: x.clock, By: by}, by
	x.deps.Measure = func(context.Context) clock.Measurement {
		r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Uncertainty: 200 * time.Millisecond, At: x.clock.Now()}
		return clock.Weigh([]clock.Reference{r}).Shifted(by)
	}
}

func TestGoldensOfASimulatedClock(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			synctest.Test(t, func(t *testing.T) {
				x := open(t, size.Width, size.Height, tuitest.Entries()[:4], func(x *world, _ *tui.Start) {
					simulate(x, -95*time.Second)
					x.deps.Lang = lang
				})
				name := func(what string) string { return "simulated-" + what + "-" + size.String() + "-" + string(lang) }
				view := unbar(x.view())
				tuitest.Fits(t, view, size.Width, size.Height)
				tuitest.Golden(t, name("codes"), view)
				x.press("L")
				time.Sleep(3 * time.Second) // the veil is gone
				x.settle()
				tuitest.Golden(t, name("locked"), unbar(x.view()))
			})
		}
	}
}

// Whatever is on the screen, its first line says that the clock is simulated.
func TestEveryScreenIsMarkedUnderASimulatedClock(t *testing.T) {
	for _, size := range append(tuitest.Sizes(), tuitest.Size{Width: 30, Height: 8}, tuitest.Size{Width: 34, Height: 9}) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, size.Width, size.Height, tuitest.Entries()[:4], func(x *world, _ *tui.Start) { simulate(x, 7*time.Hour) })
			marked := func(where string) {
				t.Helper()
				lines := strings.Split(unbar(x.view()), "\n")
				if len(lines) != size.Height || !strings.Contains(lines[0], "◆ SIMULATED CLOCK") || !strings.Contains(lines[0], "7 h") {
					t.Errorf("%s at %v, %d lines:\n%s", where, size, len(lines), strings.Join(lines, "\n"))
				}
			}
			marked("codes")
			for _, keys := range []string{"?", "e", "b", "a", "C", "B", "x", "E", "<ctrl+p>", "eQ", "ev"} {
				x.press(keys)
				marked(keys)
				for range 3 {
					x.press("<esc>")
				}
			}
			x.press("<ctrl+k>")
			marked("locked")
		})
	}
}

func TestCodesOfASimulatedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const by = -95 * time.Second
		e := tuitest.Entry("Alfa", "a")
		x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) { simulate(x, by) })
		x.shows(grouped(t, e.Key, time.Now().Add(by)), "95 s slow", "◆ "+x.clock.Now().Add(by).Format("15:04:05"))
		x.press("c")
		x.shows("Simulated clock.")
		if code, err := e.Key.CodeAt(time.Now().Add(by)); err != nil || x.clip.now() != code.Reveal() {
			t.Error("another code was copied")
		}

		// The correction works on top, and the mark stays.
		x.press("<esc>t")
		x.shows(grouped(t, e.Key, time.Now()), "SIMULATED CLOCK")
		x.hides(grouped(t, e.Key, time.Now().Add(by)))

		// What is written goes by the true clock.
		time.Sleep(time.Minute)
		x.press("f")
		x.settle()
		if got := x.disk()[0]; !got.Favorite || time.Until(got.Modified).Abs() > 5*time.Second {
			t.Errorf("modified at %v, now it is %v", got.Modified, time.Now())
		}
	})
}

// The days that an entry stays in the bin are counted by the clock that it was
// put there by.
func TestTheBinGoesByTheTrueClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, func(x *world, _ *tui.Start) {
			simulate(x, 10*24*time.Hour)
		})
		x.press("d<right><enter>")
		x.settle()
		x.press("B")
		x.shows("Alfa", "30 days")
	})
}

func TestTheWizardUnderASimulatedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := sitOff(t, -95*time.Second, false)
		p.press("p")
		p.goes("Do the two clocks agree?")
		p.waits("Every code would be refused", 10*time.Second)
		p.waits("SIMULATED CLOCK: 1 min 35 s slow", 0)
		p.picks("Continue")
		p.goes("The portal refuses the code")
		p.waits("a code of 3 steps ago", 2*time.Second)
		p.waits("The clock that codes are made with is 95 s slow", 0)
		p.waits("SIMULATED CLOCK: 1 min 35 s slow", 0)
		if got := p.one(vault.Pending); time.Until(got.Created).Abs() > 5*time.Minute || got.Created.After(time.Now()) {
			t.Errorf("created at %v, now it is %v", got.Created, time.Now())
		}
		p.goes(done) // by the measured time, as the page offers
		p.waits("SIMULATED CLOCK: 1 min 35 s slow", 0)
	})
}
