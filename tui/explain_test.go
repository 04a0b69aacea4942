package tui_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/tui/tuitest"
	"sandi/vault"
)

func TestWhyACodeWasRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		alfa, beta := tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")
		x := open(t, 80, 30, []vault.Entry{alfa, beta}, nil)

		// The code that was copied is known without being typed, and grows old.
		x.press("<enter>")
		x.pass(100 * time.Second)
		x.press("x")
		x.shows("Which code", "copied", "before")
		x.press("<enter>")
		x.shows("The code belongs to Alfa", "copy the code of now")
		x.press("<esc>")

		// A code of another entry leads to it.
		code, err := beta.Key.CodeAt(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		x.press("x<right><tab>" + code.Reveal() + "<enter>")
		x.shows("another entry: Beta", "open the other entry")
		x.press("o")
		x.shows("Details")
		x.press("<esc>")
		x.shows("another entry: Beta")

		// Locking takes the code along.
		x.press("r")
		x.shows(code.Reveal())
		x.press("<ctrl+k>")
		x.hides(code.Reveal())
		if strings.Contains(x.view(), "Beta") {
			t.Error("the entry is still shown")
		}
	})
}

func TestAskingFromEveryScreenThatShowsACode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		for _, way := range []string{"x", "ex", "bx"} {
			x.press(way)
			x.shows("Why was the code refused?", "Alfa")
			x.press("not a code<enter>")
			x.shows("r", "ask again")
			x.press("C")
			x.shows("clock")
			x.press("<esc><esc><esc>")
		}
		x.press("x")
		x.press("123456<tab>nonsense<ctrl+s>")
		x.shows("no moment of the last day")
	})
}
