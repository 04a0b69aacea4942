package lab_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/lab"
	"sandi/tui/tuitest"
)

// at is 9 s into a step.
var at = tuitest.At.Truncate(30 * time.Second).Add(9 * time.Second)

func slow(d time.Duration) *time.Duration { return &d }

func body(size tuitest.Size) (w, h int) {
	switch {
	case size.Height < 20:
		return size.Width - 2, size.Height - 3
	case size.Height >= 32:
		return min(size.Width-4, 100), size.Height - 9
	}
	return min(size.Width-4, 100), size.Height - 5
}

func TestGoldens(t *testing.T) {
	for name, keys := range map[string]string{
		"opened":  "",
		"slow":    "m",
		"mail":    "<down><down><down>]]]]p",
		"map":     "<tab>",
		"map-far": "<tab>-------[<down><down><down><down><down><down><down><down><down><down><down><down><down><down>",
	} {
		for _, size := range tuitest.Sizes() {
			for _, lang := range locale.Langs() {
				w, h := body(size)
				c := tuitest.Context(w, h, lang)
				m := lab.New(lab.Options{Now: at, Measured: slow(-42 * time.Second)})
				tuitest.Press(m, c, keys)
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", name, size, lang), tuitest.Draw(t, m, c))
			}
		}
	}
}

func shows(t *testing.T, m *lab.Model, c screen.Context, want ...string) {
	t.Helper()
	view := tuitest.Plain(m.View(c))
	for _, w := range want {
		if !strings.Contains(view, w) {
			t.Errorf("%q is not shown:\n%s", w, view)
		}
	}
}

// Accepted turns to refused at the very second, and e goes there.
func TestTurnsAtTheSecond(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := lab.New(lab.Options{Now: at})
	shows(t, m, c, "Accepted", "Refused once the clock is 40 s slower")
	tuitest.Press(m, c, "[[[<left><left><left><left><left><left><left><left><left>")
	shows(t, m, c, "✓ Accepted", "−39 s", "Refused once the clock is 1 s slower")
	tuitest.Press(m, c, "<left>")
	shows(t, m, c, "✕ Refused", "−40 s", "Accepted once the clock is 1 s faster")
	tuitest.Press(m, c, "e")
	shows(t, m, c, "✓ Accepted", "−39 s")
	tuitest.Press(m, c, "0<down>e")
	shows(t, m, c, "✕ Refused", "Accepted if it arrives 1 s sooner")
	tuitest.Press(m, c, "<left>")
	shows(t, m, c, "✓ Accepted")
	// The window, by knob and by profile.
	tuitest.Press(m, c, "e")
	shows(t, m, c, "✕ Refused")
	tuitest.Press(m, c, "<down><down><down><right>")
	shows(t, m, c, "✓ Accepted", "takes up to 2")
	tuitest.Press(m, c, "p")
	shows(t, m, c, "✕ Refused", "takes up to 0")
}

func TestTheMeasuredClock(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := lab.New(lab.Options{Now: at, Measured: slow(-42 * time.Second)})
	tuitest.Press(m, c, "m")
	shows(t, m, c, "✕ Refused", "clock 42 s slow")
	unmeasured := lab.New(lab.Options{Now: at})
	was := unmeasured.View(c)
	tuitest.Press(unmeasured, c, "m")
	if unmeasured.View(c) != was {
		t.Error("a clock that nobody measured moves the picture")
	}
}

func TestTheMap(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := lab.New(lab.Options{Now: at})
	tuitest.Press(m, c, "<tab>")
	shows(t, m, c, "lazim 1,1", "◆ clock right, arrives 10 s after reading", "100 %")
	tuitest.Press(m, c, "<left><left><left><left><down>")
	shows(t, m, c, "◆ clock 40 s slow, arrives 15 s after reading", "17 %")
	tuitest.Press(m, c, "<enter>")
	shows(t, m, c, "clock 40 s slow", "15 s")
	// Other columns, around the same clock.
	tuitest.Press(m, c, "<tab>---")
	shows(t, m, c, "◆ clock right")
	tuitest.Press(m, c, "<right>+++++")
	shows(t, m, c, "clock 300 s fast")
}

func TestClicks(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := lab.New(lab.Options{Now: at})
	find := func(text string) (x, y int) {
		t.Helper()
		for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
			if i := strings.Index(line, text); i >= 0 {
				return len([]rune(line[:i])), y
			}
		}
		t.Fatalf("%q is not shown", text)
		return 0, 0
	}
	x, y := find("Steps back")
	m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}, c)
	tuitest.Press(m, c, "<right>")
	shows(t, m, c, "‹ 2 ›")
	m.Update(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelUp}, c)
	shows(t, m, c, "‹ 3 ›")
	tuitest.Press(m, c, "<tab>")
	x, y = find("◆")
	m.Update(tea.MouseClickMsg{X: x - 6, Y: y - 1, Button: tea.MouseLeft}, c)
	shows(t, m, c, "clock 20 s slow, arrives 5 s after reading")
	m.Update(tea.MouseClickMsg{X: 0, Y: 0, Button: tea.MouseLeft}, c)
	shows(t, m, c, "clock 20 s slow, arrives 5 s after reading")
}

// Nothing that is pressed or drawn breaks it, at any size.
func TestEveryWindow(t *testing.T) {
	for w := 1; w < 130; w += 13 {
		for h := 1; h < 40; h += 3 {
			for _, lang := range locale.Langs() {
				c := tuitest.Context(w, h, lang)
				m := lab.New(lab.Options{Now: at, Measured: slow(-70 * 365 * 24 * time.Hour)})
				for _, keys := range []string{"", "m", "ee<left>", "<down>[[", "<up><up>]]]", "<tab>", "[[[[--", "<up><up><enter>", "p<pgup><pgup>0"} {
					tuitest.Press(m, c, keys)
					tuitest.Draw(t, m, c)
				}
			}
		}
	}
}

func TestBounds(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := lab.New(lab.Options{Now: at})
	tuitest.Press(m, c, "<down>"+strings.Repeat("[", 5))
	shows(t, m, c, "‹ 0 s ›")
	tuitest.Press(m, c, "<down><down><down>"+strings.Repeat("<right>", 99))
	shows(t, m, c, "‹ 60 ›")
	tuitest.Press(m, c, strings.Repeat("<left>", 99))
	shows(t, m, c, "‹ 0 ›")
	if out := tuitest.Press(m, c, "<esc>"); len(out) != 1 || out[0] != (screen.Close{}) {
		t.Errorf("esc gives %v", out)
	}
}
