package prefs_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/tui/screen"
	"sandi/tui/screen/prefs"
	"sandi/tui/tuitest"
)

func body(size tuitest.Size) (w, h int) {
	if size.Height < 20 {
		return size.Width - 2, size.Height - 3
	}
	return min(size.Width-2, 100), size.Height - 5
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			m := prefs.New(settings.Default(), "/home/budi/.config/sandi/settings.toml", []settings.Problem{{Line: 3, Err: settings.ErrUnknown.With("name", "x\x1b[2J", "line", 3)}}, "clipboard_seconds")
			m.Update(nil, c)
			tuitest.Golden(t, fmt.Sprintf("list-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<down><down><down><down><enter>-x<enter>")
			tuitest.Golden(t, fmt.Sprintf("wrong-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 19 {
		for h := 1; h < 30; h += 2 {
			c := tuitest.Context(w, h, locale.ID)
			m := prefs.New(settings.Default(), "/a", nil, "")
			for range settings.Fields() {
				tuitest.Draw(t, m, c)
				tuitest.Press(m, c, "<enter>")
				tuitest.Draw(t, m, c)
				m.Cursor(c)
				tuitest.Press(m, c, "<esc><down>")
			}
		}
	}
}

func changed(t *testing.T, outs []screen.Outcome) settings.Settings {
	t.Helper()
	if len(outs) == 1 {
		if s, ok := outs[0].(prefs.Changed); ok {
			return s.Settings
		}
	}
	t.Fatalf("got %v, want one Changed", outs)
	return settings.Settings{}
}

// Each field can be changed by keys, and be put back.
func TestEveryFieldChanges(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for _, f := range settings.Fields() {
		m := prefs.New(settings.Default(), "", nil, f.Name)
		keys := "<right>"
		if f.Kind == settings.Hosts {
			keys = "<enter>time.example.org<enter>"
		}
		if got := changed(t, tuitest.Press(m, c, keys)); f.Get(got) == f.Get(settings.Default()) {
			t.Errorf("%s did not change", f.Name)
		}
		if got := changed(t, tuitest.Press(m, c, "x")); !got.Equal(settings.Default()) {
			t.Errorf("%s: not the default again: %+v", f.Name, got)
		}
	}
}

func TestTypedNumber(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := prefs.New(settings.Default(), "", nil, "auto_lock_minutes")
	if got := changed(t, tuitest.Press(m, c, "<enter><ctrl+u>7<enter>")); got.AutoLockMinutes != 7 {
		t.Errorf("got %+v", got)
	}
	if outs := tuitest.Press(m, c, "<enter><ctrl+u>9999<enter>"); outs != nil {
		t.Errorf("took 9999: %v", outs)
	}
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") || !strings.Contains(view, "1440") {
		t.Errorf("does not say what it takes:\n%s", view)
	}
	if !m.Typing() || !m.Draft() {
		t.Error("what was typed is lost")
	}
	if outs := tuitest.Press(m, c, "<esc><esc>"); len(outs) != 1 || outs[0] != (screen.Close{}) {
		t.Errorf("got %v", outs)
	}
}

func TestMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := prefs.New(settings.Default(), "/a", nil, "")
	for i, f := range settings.Fields() {
		if f.Kind != settings.Toggle {
			continue
		}
		out, _ := m.Update(tea.MouseClickMsg{X: 30, Y: 2 + i, Button: tea.MouseLeft}, c)
		s, ok := out.(prefs.Changed)
		if !ok || f.Get(s.Settings) == f.Get(settings.Default()) {
			t.Errorf("%s: a click on its value gives %v", f.Name, out)
		}
	}
	for range 20 {
		m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}, c)
	}
	for _, y := range []int{-1, 0, 18, 50} {
		if out, _ := m.Update(tea.MouseClickMsg{X: 30, Y: y, Button: tea.MouseLeft}, c); out != nil {
			t.Errorf("a click beside the list gives %v", out)
		}
	}
}
