package enroll_test

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
	page "sandi/tui/screen/enroll"
)

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "q": {Code: 'q', Text: "q"},
	"backspace": {Code: tea.KeyBackspace}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
}

// press types keys, "ab<enter>", and returns the last outcome.
func press(m *page.Model, keys string, c screen.Context) (out screen.Outcome) {
	for keys != "" {
		var msg tea.KeyPressMsg
		if rest, ok := strings.CutPrefix(keys, "<"); ok {
			name, after, _ := strings.Cut(rest, ">")
			msg, keys = named[name], after
		} else {
			r := []rune(keys)[0]
			msg, keys = tea.KeyPressMsg{Code: r, Text: string(r)}, keys[len(string(r)):]
		}
		out, _ = m.Update(msg, c)
	}
	return out
}
