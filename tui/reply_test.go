package tui_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// What only looks like a terminal's answer is typed text and arrives, if late.
func TestTypedTextThatLooksLikeAnAnswer(t *testing.T) {
	for _, text := range []string{"]", "]11;x", "a]11;rgb:ff", "]11;rgb:ffff/ffff/ffff", "\\"} {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(_ *world, s *tui.Start) { s.Password = nil })
			x.press("<esc>" + text)
			time.Sleep(4 * time.Second)
			x.settle()
			if got := strings.Count(x.view(), "•"); got != len(text) {
				t.Errorf("%q: %d characters arrived, want %d", text, got, len(text))
			}
		})
	}
}

// Once the terminal has answered nothing is held back.
func TestNothingIsHeldAfterTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, s *tui.Start) {
			s.Password, x.deps.Lang = nil, locale.ID
		})
		x.send(tea.BackgroundColorMsg{Color: white{}})
		time.Sleep(time.Second)
		x.press("<esc>]11;\\")
		if got := strings.Count(x.view(), "•"); got != 5 {
			t.Errorf("%d characters arrived at once, want 5", got)
		}
	})
}
