package tui

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"sandi/tui/widget"
)

// clickFrame handles a click on what is drawn around the screen, and reports
// whether it was there: a key of the footer is pressed by it, and the program's
// name in the header lists every action; the line that tells about the clock opens
// the screen about it. So whatever has a key can be done by mouse as well.
func (a *app) clickFrame(at tea.Mouse) (cmd tea.Cmd, hit bool) {
	r := a.roomsOf(a.top())
	if at.Button != tea.MouseLeft || !a.help && isBare(a.top()) {
		return nil, false
	}
	at.X -= r.margin
	switch {
	case at.Y == r.header && at.X >= 0 && at.X < utf8.RuneCountInString(brand):
		if a.help {
			return nil, true
		}
		return a.key(press(a.keys.Palette.Keys()[0])), true
	case at.Y == r.footer:
		bindings, last := a.footerKeys()
		for _, h := range widget.Hints(bindings, last, a.l, r.width, a.theme) {
			if at.X >= h.At && at.X < h.At+h.Width {
				return a.key(press(keyOf(h.Binding.Keys()))), true
			}
		}
		return nil, true
	case a.onStatus(at.Y, r) && a.canClock():
		return a.openClock(), true
	}
	return nil, false
}

// keyOf chooses the key to press for a binding: while text is being typed a
// letter would be text, so another one goes first.
func keyOf(names []string) string {
	for _, name := range names {
		if utf8.RuneCountInString(name) > 1 {
			return name
		}
	}
	return names[0]
}

// onStatus reports whether the line about the clock is drawn in a row.
func (a *app) onStatus(row int, r rooms) bool {
	if a.help || r.status < 0 || row > r.status {
		return false
	}
	if len(a.toast.lines(r.width, a.theme)) > 1 {
		return false // it is covered
	}
	rows := 1
	if r.toast >= 0 && a.toast.text == "" {
		rows = 2
	}
	return row > r.status-len(a.statusLines(r.width, rows))
}
