package tui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// watched opens the interface on a computer whose clock is off, with a history.
// answer is what a measurement says.
func watched(t *testing.T, answer func(*world) clock.Measurement) (*world, *int) {
	t.Helper()
	n := new(int)
	return open(t, 80, 40, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, func(x *world, _ *tui.Start) {
		x.deps.History = drift.Open("")
		x.deps.Measure = func(context.Context) clock.Measurement {
			*n++
			return answer(x)
		}
		x.deps.ClockSources = func() []clock.Source { return clock.Sources([]string{"ntp.example"}, nil, x.clock) }
		x.deps.ClockFacts = func(context.Context) diagnose.Facts {
			return diagnose.Facts{Now: x.clock.Now(), OS: "linux", Zone: "Asia/Jakarta", UTCOffset: 7 * time.Hour}
		}
	}), n
}

// off is an answer by which the clock is off as far as it was moved.
func off(x *world) clock.Measurement {
	return clock.Weigh([]clock.Reference{{
		Kind: clock.KindNTP, Name: "ntp.example", Offset: time.Duration(x.clock.by.Load()), Uncertainty: 20 * time.Millisecond, At: x.clock.Now(),
	}})
}

func silent(x *world) clock.Measurement {
	return clock.Weigh([]clock.Reference{{Kind: clock.KindNTP, Name: "ntp.example", Err: clock.ErrNoAnswer.With("name", "ntp.example"), At: x.clock.Now()}})
}

func TestTheClocksScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, n := watched(t, off)
		x.press("C")
		x.shows("sandi › The clock", "This computer's clock is right", "ntp.example", "Your clock is right.", "sandi never sets the clock")
		x.clock.move(-93 * time.Second)
		time.Sleep(2 * time.Second)
		x.settle()
		x.shows("93 s slow", "set 93 s back, by somebody or by a time service", "most services refuse its codes")
		if *n != 2 {
			t.Errorf("%d measurements", *n)
		}
		x.press("t")
		x.shows("Codes use the corrected time, +93.000 s", "◆")
		x.press("t")
		x.hides("◆")
		x.press("<end>")
		x.shows("set 93 s back")
		h := x.deps.History.History()
		if p, j := h.Points(), h.Jumps(); len(p) != 2 || p[1].Offset != -93*time.Second || len(j) != 1 || j[0].By != -93*time.Second {
			t.Errorf("got %v %v", p, j)
		}
		x.press("<home>m")
		if *n != 3 {
			t.Errorf("%d measurements", *n)
		}
		x.press("<esc>")
		x.hides("The clock")
		// The line about the clock leads there too.
		lines := strings.Split(x.view(), "\n")
		for y, line := range lines {
			if strings.Contains(line, "Your clock is 93 s slow") {
				x.send(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft})
			}
		}
		x.shows("sandi › The clock")
		x.press("<ctrl+k>")
		x.hides("sandi › The clock")
	})
}

func TestJumpsAreToldByTheirCause(t *testing.T) {
	for _, tt := range []struct {
		name  string
		move  func(*wall)
		after clock.After
		want  string
	}{
		{"forward", func(w *wall) { w.move(5 * time.Minute) }, clock.AfterSet, "5 min forward, by somebody, by a time service, or after a pause of a virtual machine. The clock is being checked again"},
		{"back", func(w *wall) { w.move(-7 * time.Hour) }, clock.AfterSet, "set 7 h back, by somebody or by a time service. The clock is being checked again"},
		// That it is locked matters more, and the history tells the rest.
		{"asleep", func(w *wall) { w.sleep(3 * time.Hour) }, clock.AfterResume, "Locked, because the computer slept"},
	} {
		synctest.Test(t, func(t *testing.T) {
			x, _ := watched(t, off)
			time.Sleep(2 * time.Second)
			tt.move(x.clock)
			time.Sleep(2 * time.Second)
			x.settle()
			x.shows(tt.want)
			if j := x.deps.History.History().Jumps(); len(j) != 1 || j[0].After != tt.after {
				t.Errorf("%s: got %v", tt.name, j)
			}
		})
	}
}

// With asking switched off nobody is asked until a key says so.
func TestAskingCanBeSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, n := watched(t, off)
		x.press("C")
		x.shows("They are asked for the time at the start")
		x.press("o")
		x.shows("Nobody is asked until you press m")
		x.press("<esc>")
		time.Sleep(2 * time.Second)
		x.clock.move(time.Hour)
		time.Sleep(2 * time.Second)
		x.settle()
		if *n != 1 {
			t.Errorf("%d measurements", *n)
		}
		x.shows("It has not been checked since")
		x.press("C")
		x.shows("has not been checked yet", "ntp.example")
		x.press("m")
		x.shows("60 min fast")
		if *n != 2 {
			t.Errorf("%d measurements", *n)
		}
	})
}

// Where nobody answers, a clock that the person trusts does, and a time without
// its zone does not.
func TestATrustedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := watched(t, silent)
		x.press("C")
		x.shows("Not known: no time source answered")
		x.press("i" + x.clock.Now().Add(-4*time.Minute).Format("15:04:05") + "<enter>")
		x.shows("The zone is missing")
		x.press(" WIB<enter>")
		x.shows("4 min fast", "your word", "most services refuse its codes")
		x.press("m") // nobody answers this time either
		x.shows("4 min fast")
		// The hands of a clock in the wrong zone look right.
		x.press("i" + x.clock.Now().Format("15:04:05") + " WITA<enter>")
		x.shows("60 min fast")
		if p := x.deps.History.History().Points(); len(p) != 2 || p[1].Kind != clock.KindUser {
			t.Errorf("got %v", p)
		}
		x.clock.move(-time.Hour)
		time.Sleep(2 * time.Second)
		x.settle()
		x.hides("60 min fast")
	})
}

// Another device that holds the same key tells the offset without a network.
func TestAnotherDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := watched(t, silent)
		time.Sleep(2 * time.Second)
		x.clock.move(7 * time.Hour)
		time.Sleep(2 * time.Second)
		x.settle()
		x.press("C")
		key := tuitest.Entry("Beta", "b").Key
		device := func(at time.Duration) string {
			return strings.ReplaceAll(grouped(t, key, x.clock.Now().Add(-7*time.Hour+at)), " ", "")
		}
		x.press("c")
		x.shows("Which key does the other device have too?", "Alfa", "Beta")
		x.press("<down><enter>" + device(0) + "<enter>")
		x.shows("Wait until the other device shows its next code")
		time.Sleep(30 * time.Second)
		x.press("111111<enter>")
		x.shows("✕", "stand nowhere")
		x.press(device(0) + "<enter>")
		time.Sleep(30 * time.Second)
		x.press(device(0) + "<enter>")
		x.shows("7 h fast", "another device", "A find by chance: 1 in")
		if p := x.deps.History.History().Points(); len(p) != 1 || (p[0].Offset-7*time.Hour).Abs() > p[0].Uncertainty {
			t.Errorf("got %v", p)
		}
	})
}
