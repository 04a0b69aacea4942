package bin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/bin"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func items(n int) []bin.Item {
	var list []bin.Item
	for i, e := range append(tuitest.Entries(), tuitest.Many(max(n-12, 0))...) {
		if i == n {
			break
		}
		it := bin.Item{Removed: vault.Removed{Entry: e, At: tuitest.At.Add(-time.Duration(i) * 50 * time.Hour)}}
		if i != 1 {
			it.Expires = it.At.AddDate(0, 0, 30)
		}
		if i == 2 {
			it.At = time.Time{}
		}
		list = append(list, it)
	}
	return list
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			tuitest.Golden(t, name("empty"), tuitest.Draw(t, bin.New(nil), c))
			m := bin.New(items(40))
			tuitest.Press(m, c, "<down>")
			tuitest.Golden(t, name("list"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "d")
			tuitest.Golden(t, name("erase"), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 11 {
		for h := 1; h < 30; h += 2 {
			c := tuitest.Context(w, h, locale.ID)
			for _, n := range []int{0, 1, 40} {
				m := bin.New(items(n))
				for _, keys := range []string{"", "<end>", "<pgup>", "D", "<esc>"} {
					tuitest.Press(m, c, keys)
					tuitest.Draw(t, m, c)
				}
			}
		}
	}
}

func TestWhatTheKeysDo(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	second := items(3)[1].ID
	for keys, want := range map[string]screen.Outcome{
		"<down><enter>":                        bin.PutBack{ID: second},
		"<down>d<right><enter>":                bin.Erase{ID: second},
		"<down>d<enter>":                       nil,
		"D<right><enter>":                      bin.Empty{},
		"D<esc>":                               nil,
		"<esc>":                                screen.Close{},
		"<end><up><up><up><down>r":             bin.PutBack{ID: second},
		"<down>d<right><enter>d<right><enter>": bin.Erase{ID: second}, // once
	} {
		outs := tuitest.Press(bin.New(items(3)), c, keys)
		if want == nil && outs != nil || want != nil && (len(outs) != 1 || outs[0] != want) {
			t.Errorf("%s: got %v, want %v", keys, outs, want)
		}
	}
	if outs := tuitest.Press(bin.New(nil), c, "<enter>dD<down>"); outs != nil {
		t.Errorf("empty: %v", outs)
	}
}

func TestWhenItGoes(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	for want, expires := range map[string]time.Time{
		"stays": {}, "goes in 30 days (23 Dec 2026)": tuitest.At.AddDate(0, 0, 30),
		"goes in 1 day (": tuitest.At.Add(time.Hour), "goes with the next change": tuitest.At.Add(-time.Hour),
	} {
		m := bin.New([]bin.Item{{Removed: vault.Removed{Entry: e, At: tuitest.At}, Expires: expires}})
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, want) || !strings.Contains(view, "removed 23 Nov 2026 14:05") {
			t.Errorf("want %q in\n%s", want, view)
		}
	}
}

func TestLoadedKeepsTheSelection(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	list := items(5)
	m := bin.New(list)
	tuitest.Press(m, c, "<down><down>")
	m.Update(bin.Loaded{Items: list[1:]}, c)
	if out := tuitest.Press(m, c, "<enter>"); len(out) != 1 || out[0] != (bin.PutBack{ID: list[2].ID}) {
		t.Errorf("got %v", out)
	}
	m.Update(bin.Failed{Err: vault.ErrNoSpace}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") {
		t.Errorf("failure not told:\n%s", view)
	}
	m.Update(bin.Loaded{}, c)
	tuitest.Draw(t, m, c)
}

func TestByMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := bin.New(items(30))
	tuitest.Press(m, c, "<end><up>")
	for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
		if strings.Contains(line, "Layanan 00012") {
			m.Update(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}, c)
		}
	}
	if out := tuitest.Press(m, c, "<enter>"); len(out) != 1 || out[0] != (bin.PutBack{ID: "id-Layanan 00012"}) {
		t.Errorf("got %v\n%s", out, m.View(c))
	}
}

func TestTheQuestionByMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for text, want := range map[string]screen.Outcome{"Erase  ": bin.Empty{}, "[ No ]": nil, "for good?": nil} {
		m := bin.New(items(30))
		tuitest.Press(m, c, "D")
		for y, line := range strings.Split(m.View(c), "\n") {
			x := strings.Index(line+"  ", text)
			if out, _ := m.Update(tea.MouseClickMsg{X: max(x, 0), Y: y, Button: tea.MouseLeft}, c); x >= 0 && out != want {
				t.Errorf("%s: got %v, want %v", text, out, want)
			}
		}
	}
}
