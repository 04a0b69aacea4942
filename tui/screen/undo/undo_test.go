package undo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/undo"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func change() vault.Diff {
	before := tuitest.Entries()
	after := slices.Clone(before[1:])
	after[0].Key.Issuer, after[0].Note = "Bank", "baru"
	after[1].Status = vault.Active
	after = append(after, tuitest.Entry("Baru", "budi"))
	after[2], after[3] = after[3], after[2]
	return vault.Compare(before, after)
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			m := undo.New(change(), tuitest.At)
			tuitest.Golden(t, fmt.Sprintf("undo-%s-%s", size, lang), tuitest.Draw(t, m, c))
			m.Update(undo.Failed{Err: vault.ErrNoSpace}, c)
			tuitest.Draw(t, m, c)
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 9 {
		for h := 1; h < 30; h++ {
			c := tuitest.Context(w, h, locale.ID)
			m := undo.New(change(), tuitest.At)
			tuitest.Press(m, c, "<down><down><up>")
			tuitest.Draw(t, m, c)
			tuitest.Press(m, c, "<enter>")
			tuitest.Draw(t, m, c)
		}
	}
}

func TestAnswers(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for keys, want := range map[string]screen.Outcome{
		"<enter>": undo.Do{}, "<right><enter>": screen.Close{}, "<esc>": screen.Close{},
		"<right><left><enter>": undo.Do{}, "<enter><enter><esc>": undo.Do{}, // once, and it is not left meanwhile
	} {
		if outs := tuitest.Press(undo.New(change(), tuitest.At), c, keys); len(outs) != 1 || outs[0] != want {
			t.Errorf("%s: got %v, want %v", keys, outs, want)
		}
	}
}

func TestByMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for text, want := range map[string]screen.Outcome{"Undo ]": undo.Do{}, "Cancel": screen.Close{}} {
		m := undo.New(change(), tuitest.At)
		for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
			if x := strings.Index(line, text); x >= 0 {
				if out, _ := m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}, c); out != want {
					t.Errorf("%s: got %v", text, out)
				}
			}
		}
	}
}
