package tui_test

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// click clicks on a text of the window's last line, or of its first.
func (x *world) click(text string) {
	x.t.Helper()
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(x.view(), "│", ""), "\n"), "\n")
	for _, row := range []int{len(lines) - 1, 0} {
		if before, _, ok := strings.Cut(lines[row], text); ok {
			x.send(tea.MouseClickMsg{X: ansi.StringWidth(before) + 1, Y: row, Button: tea.MouseLeft})
			return
		}
	}
	x.t.Fatalf("no %q in the first or last line of\n%s", text, x.view())
}

// What has a key can be clicked: the footer's keys themselves, and by the name
// in the corner the list of all others.
func TestTheFrameCanBeClicked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := alone(t, nil)
		x.click("search")
		x.shows("Alfa")
		x.click("esc")
		x.click("e details")
		x.shows("Details")
		x.click("back")
		x.hides("Details")
		x.click("? help")
		x.shows("› Keys")
		x.click("esc close")
		x.click("sandi")
		x.shows("what do you want to do?")
		x.click("back")
		x.hides("what do you want to do?")
		// Between the keys there is nothing.
		x.send(tea.MouseClickMsg{X: 0, Y: 23, Button: tea.MouseLeft})
		x.shows("Alfa")
	})
}
