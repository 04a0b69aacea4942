package palette_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/palette"
	"sandi/tui/tuitest"
)

func items() []palette.Item {
	return []palette.Item{
		{Title: "Copy", Key: "enter", Group: "here", More: "salin"},
		{Title: "Lock", Key: "L", Group: "here", More: "kunci"},
		{Title: "Check the clock", Key: "m", Group: "here"},
		{Title: "Lock when idle", Group: "settings · 5 min"},
		{Title: "All the rest of it, with a title that is longer than most windows are wide, so that it has to be cut", Key: "ctrl+k", Group: "everywhere"},
	}
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			c := tuitest.Context(w, h, lang)
			m := palette.New(items())
			tuitest.Golden(t, fmt.Sprintf("all-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "lock")
			tuitest.Golden(t, fmt.Sprintf("found-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "x")
			tuitest.Golden(t, fmt.Sprintf("none-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 7 {
		for h := 1; h < 20; h++ {
			c := tuitest.Context(w, h, locale.ID)
			m := palette.New(items())
			for range 6 {
				tuitest.Draw(t, m, c)
				m.Cursor(c)
				tuitest.Press(m, c, "<down>")
			}
		}
	}
}

func TestSearch(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for _, tt := range []struct {
		keys string
		want screen.Outcome
	}{
		{"<enter>", palette.Run{Index: 0}},
		{"lo<enter>", palette.Run{Index: 1}},
		{"lo<down><enter>", palette.Run{Index: 3}},
		{"CLOCK check<enter>", palette.Run{Index: 2}},
		{"m<enter>", palette.Run{Index: 2}}, // the key itself
		{"kunci<enter>", palette.Run{Index: 1}},
		{"<up><up><down><down><down><down><down><down><enter>", palette.Run{Index: 4}},
		{"<esc>", screen.Close{}},
	} {
		outs := tuitest.Press(palette.New(items()), c, tt.keys)
		if len(outs) != 1 || outs[0] != tt.want {
			t.Errorf("%s: got %v, want %v", tt.keys, outs, tt.want)
		}
	}
	if outs := tuitest.Press(palette.New(items()), c, "zz<enter>"); outs != nil {
		t.Errorf("runs what was not found: %v", outs)
	}
}

func TestClick(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := palette.New(items())
	m.Update(nil, c)
	if out, _ := m.Update(tea.MouseClickMsg{X: 5, Y: 4, Button: tea.MouseLeft}, c); out != (palette.Run{Index: 2}) {
		t.Errorf("got %v", out)
	}
	for _, y := range []int{0, 1, 9} {
		if out, _ := m.Update(tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}, c); out != nil {
			t.Errorf("a click on line %d gives %v", y, out)
		}
	}
}

func TestQuickWithManyActions(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	var many []palette.Item
	for i := range 2000 {
		many = append(many, palette.Item{Title: fmt.Sprint("Action ", i, strings.Repeat("x", 40))})
	}
	m := palette.New(many)
	start := time.Now()
	tuitest.Press(m, c, "action 19")
	if d := time.Since(start) / 9; d > 2*time.Second {
		t.Errorf("%v a key", d)
	}
}
