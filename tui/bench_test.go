package tui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/locale"
	"sandi/tui"
	"sandi/tui/screen/codes"
	"sandi/tui/tuitest"
)

func manyEntries() tui.Deps {
	return tui.Deps{Clock: clock.System{}, Lang: locale.ID, Environ: []string{"TERM=xterm-256color"}}
}

// BenchmarkFrame10000 draws the codes screen of 10,000 entries once: what every
// second costs. The limit is 5 ms.
func BenchmarkFrame10000(b *testing.B) {
	a := tui.Frame(manyEntries(), tuitest.Many(10_000), 120, 40)
	b.ReportAllocs()
	for b.Loop() {
		_ = a.View()
	}
}

// BenchmarkSearch10000 types one letter of a search over 10,000 entries and
// draws what is found.
func BenchmarkSearch10000(b *testing.B) {
	a := tui.Frame(manyEntries(), tuitest.Many(10_000), 120, 40)
	a.Update(tea.KeyPressMsg{Code: '/', Text: "/"})
	b.ReportAllocs()
	for b.Loop() {
		a.Update(tea.KeyPressMsg{Code: '9', Text: "9"})
		_ = a.View()
		a.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
		_ = a.View()
	}
}

// BenchmarkLoad10000 makes 10,000 entries ready for the screen, which happens
// in a command whenever the vault has changed.
func BenchmarkLoad10000(b *testing.B) {
	entries := tuitest.Many(10_000)
	for b.Loop() {
		codes.Prepare(entries, nil)
	}
}
