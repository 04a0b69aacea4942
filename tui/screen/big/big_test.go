package big_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/big"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// body is what the root leaves this screen of a window.
func body(s tuitest.Size) (width, height int) {
	switch s.Width {
	case 120:
		return 116, 31
	case 80:
		return 76, 19
	}
	return s.Width - 2, 12
}

func hotp() vault.Entry {
	e := tuitest.Entry("Kunci perangkat", "vpn")
	e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 41
	return e
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			golden := func(what string, m *big.Model) {
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", what, size, lang), tuitest.Draw(t, m, c))
			}
			m := big.New(tuitest.Entry("SPSE LKPP", "budi"))
			golden("now", m)
			tuitest.Press(m, c, "nn")
			golden("previous", m)
			golden("counter", big.New(hotp()))
			eight := tuitest.Entry("Bank", "nasabah@bank.example")
			eight.Key.Digits = 8
			golden("eight", big.New(eight))
			steam := vault.Entry{ID: "s", Status: vault.Active, Key: otp.Key{Type: otp.Steam, Issuer: "Steam", Secret: otp.NewSecret([]byte("steamsteam"))}.WithDefaults()}
			golden("steam", big.New(steam))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 200; w += 13 {
		for h := 1; h < 60; h += 5 {
			c := tuitest.Context(w, h, locale.ID)
			for _, e := range tuitest.Entries() {
				tuitest.Draw(t, big.New(e), c)
			}
		}
	}
}

func copied(t *testing.T, out screen.Outcome) screen.Copy {
	t.Helper()
	got, ok := out.(screen.Copy)
	if !ok {
		t.Fatalf("got %T, want a copy", out)
	}
	return got
}

func TestKeys(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := big.New(e)
	want := func(steps time.Duration) string {
		k, err := e.Key.CodeAt(c.Now.Add(steps * 30 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return k.Reveal()
	}
	for _, tt := range []struct {
		keys  string
		steps time.Duration
	}{{"c", 0}, {"<enter>", 0}, {"n<enter>", 1}, {"n<enter>", -1}, {"n<enter>", 0}} {
		if got := copied(t, tuitest.Press(m, c, tt.keys)[0]); got.Text() != want(tt.steps) || got.ID != e.ID {
			t.Errorf("%s copied %s, want %s", tt.keys, got.Text(), want(tt.steps))
		}
	}
	out, _ := m.Update(tea.MouseClickMsg{X: 3, Y: 3, Button: tea.MouseLeft}, c)
	if got := copied(t, out); got.Text() != want(0) {
		t.Errorf("click copied %s", got.Text())
	}
	tuitest.Press(m, c, "w")
	if view := m.View(c); !strings.Contains(view, "copies in 26 s") {
		t.Errorf("waiting is not told:\n%s", view)
	}
	if outs := tuitest.Press(m, c, "<esc>"); len(outs) != 0 {
		t.Errorf("escape while waiting gave %v", outs)
	}
	tuitest.Press(m, c, "w")
	c.Now = c.Now.Add(26 * time.Second)
	out, _ = m.Update(screen.Tick{}, c)
	if got := copied(t, out); got.Text() != want(0) {
		t.Errorf("the fresh code is not what was copied: %s", got.Text())
	}
	for _, keys := range []string{"<esc>", "b", "<left>"} {
		if outs := tuitest.Press(m, c, keys); len(outs) != 1 || outs[0] != (screen.Close{}) {
			t.Errorf("%s gave %v", keys, outs)
		}
	}
}

func TestACounterBasedCodeIsAskedFor(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := hotp()
	m := big.New(e)
	if outs := tuitest.Press(m, c, "n"); len(outs) != 1 || outs[0] != (screen.Advance{ID: e.ID}) {
		t.Errorf("n gave %v", outs)
	}
	hidden := m.View(c)
	code, _ := e.Key.CodeForCounter(41)
	m.Update(screen.Advanced{ID: e.ID, Code: code}, c)
	if m.View(c) == hidden {
		t.Error("the code asked for is not shown")
	}
	if got := copied(t, tuitest.Press(m, c, "c")[0]); got.Text() != code.Reveal() {
		t.Errorf("copied %s", got.Text())
	}
	c.Now = c.Now.Add(2 * time.Minute)
	if m.View(c) != hidden {
		t.Error("the code is still shown two minutes later")
	}
	m.Wipe()
	m.View(c)
}
