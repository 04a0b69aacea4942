package tui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// What was said about one screen does not follow onto the next.
func TestAPassingMessageStaysWithItsScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.press("c")
		x.shows("Alfa: copied")
		x.press("e")
		x.hides("copied")
		x.press("c")
		x.shows("Alfa: copied")
		x.press("<esc>")
		x.hides("copied")
		x.press("ed<right><enter>")
		x.shows("The entry is in the bin")
	})
}

func TestTheResultOfACheckIsToldOnce(t *testing.T) {
	for _, height := range []int{24, 15, 10} {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, height, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
				x.deps.Measure = func(context.Context) clock.Measurement {
					time.Sleep(2 * time.Second)
					return clock.Measurement{At: x.clock.Now()} // nothing answered
				}
			})
			once := func(want string) {
				t.Helper()
				if n := strings.Count(x.view(), want); n != 1 {
					t.Errorf("%d rows: %q is told %d times:\n%s", height, want, n, x.view())
				}
			}
			if height >= 12 {
				once("checking this computer's clock")
			}
			time.Sleep(4 * time.Second)
			x.settle()
			x.press("m")
			once("checking this computer's clock")
			time.Sleep(4 * time.Second)
			x.settle()
			once("no time source answered")
		})
	}
}

func TestAnUnfinishedEnrolmentIsToldOnceAfterUnlocking(t *testing.T) {
	e := tuitest.Entry("SPSE", "andi")
	e.Status, e.Enrolment = vault.Pending, &vault.Enrolment{Service: enroll.Practice, Practice: true}
	for _, offered := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			var p practice
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
				if offered {
					x.deps.Practice = p.open(x)
				}
			})
			want := "An enrolment is not finished: sandi enroll continues it."
			if offered {
				want = "An enrolment is not finished: p continues it."
			}
			x.shows("! " + want)
			x.press("e")
			x.hides("! " + want)
			x.shows("◌ Not confirmed", want)
			x.press("p")
			if p.started > 0 != offered {
				t.Errorf("p started the portal %d times", p.started)
			}
			if !offered {
				x.press("<esc>")
				x.hides("An enrolment")
			}
		})
	}
}

func TestACodeThatWasUsedIsMarked(t *testing.T) {
	for _, width := range []int{80, 40} {
		synctest.Test(t, func(t *testing.T) {
			e := tuitest.Entry("SPSE", "andi")
			e.SpentStep = e.Key.Step(time.Now())
			x := open(t, width, 24, []vault.Entry{e, tuitest.Entry("Beta", "b")}, nil)
			next := e.Key.Start(e.SpentStep + 1).In(tuitest.Zone).Format("15:04:05")
			x.press("<down>")
			x.shows("used")
			x.press("c")
			x.shows("This code was used already; the next one comes at " + next)
			x.press("e")
			x.shows("✕ used", "from "+next)
			time.Sleep(31 * time.Second)
			x.settle()
			x.hides("used")
			x.press("<esc>")
			x.hides("used")
		})
	}
}

// What is said about a copy is said whole, in a small window too.
func TestMessagesAboutACopyFit(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, keys := range []string{"c", "nc"} {
			synctest.Test(t, func(t *testing.T) {
				e := tuitest.Entry("SPSE", "andi")
				e.SpentStep = e.Key.Step(time.Now())
				x := open(t, 40, 15, []vault.Entry{e}, func(x *world, _ *tui.Start) {
					x.deps.Lang = lang
					x.clip.via = desktop.Via{Method: desktop.OSC52, Deferred: true}
				})
				x.press(keys)
				sent := locale.New(lang).T("tui.copy.sent-terminal")
				x.shows(sent, "07:00:30")
				time.Sleep(11 * time.Second)
				x.settle()
				if strings.Contains(x.view(), sent[:10]) {
					t.Error("the message stays")
				}
			})
		}
	}
}
