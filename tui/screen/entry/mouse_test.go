package entry_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/entry"
	"sandi/tui/tuitest"
)

func TestClicksCopyCodes(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := entry.New(e, true)
	click := func(text string) screen.Outcome {
		t.Helper()
		for y, line := range strings.Split(m.View(c), "\n") {
			if strings.Contains(line, text) {
				out, _ := m.Update(tea.MouseClickMsg{X: 1, Y: y, Button: tea.MouseLeft}, c)
				return out
			}
		}
		t.Fatalf("no %q", text)
		return nil
	}
	step := e.Key.Step(c.Now)
	for i, want := range []bool{false, true, true} { // the one before is of no use any more
		code, _ := e.Key.CodeFor(step + otp.Step(i) - 1)
		out, ok := click(code.Grouped()).(screen.Copy)
		if ok != want || ok && out.Text() != code.Reveal() {
			t.Errorf("code %d: got %v", i-1, ok)
		}
	}
	if out := click("Kind"); out != nil {
		t.Errorf("got %v", out)
	}
	m = entry.New(counting(), true)
	if out := click("counter 41"); out != (screen.Advance{ID: m.ID(), Copy: true}) {
		t.Errorf("got %v", out)
	}
	tuitest.Press(m, c, "l")
	click("counter 44")
	if outs := tuitest.Press(m, c, "<enter>"); len(outs) != 1 || outs[0] != (entry.SetCounter{ID: m.ID(), From: 41, To: 45}) {
		t.Errorf("got %v", outs)
	}
}
