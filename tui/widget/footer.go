package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/theme"
)

// footerKeys is how many keys the footer shows at most: the ones that matter.
const footerKeys = 6

// Hint is a key in the footer: where it stands, in cells from the left.
type Hint struct {
	Binding   key.Binding
	At, Width int
	text      string
}

// Footer draws what Hints returns.
func Footer(bindings []key.Binding, last key.Binding, l *locale.Localizer, width int, t *theme.Theme) string {
	var line strings.Builder
	at := 0
	for _, h := range Hints(bindings, last, l, width, t) {
		line.WriteString(strings.Repeat(" ", h.At-at) + h.text)
		at = h.At + h.Width
	}
	return Cut(line.String(), width)
}

// Hints places the bindings that fit in width cells, the most important first,
// and last at the end whatever happens: how to get help is always shown. The
// way back, by Escape, keeps its place where others give way.
func Hints(bindings []key.Binding, last key.Binding, l *locale.Localizer, width int, t *theme.Theme) []Hint {
	gap := 3
	if width < 60 {
		gap = 2
	}
	one := func(b key.Binding) Hint {
		text := t.Key.Render(keys.Name(b, l)) + " " + t.KeyDesc.Render(keys.Desc(b, l))
		return Hint{Binding: b, Width: Width(text), text: text}
	}
	end := one(last)
	room := width - end.Width
	shown := make([]Hint, len(bindings))
	left := footerKeys - 1
	take := func(i int) bool {
		h := one(bindings[i])
		if left == 0 || h.Width+gap > room {
			return false
		}
		room -= h.Width + gap
		left--
		shown[i] = h
		return true
	}
	for i, b := range bindings {
		if b.Enabled() && slices.Contains(b.Keys(), "esc") {
			take(i)
			break
		}
	}
	for i, b := range bindings {
		if b.Enabled() && shown[i].text == "" && !take(i) {
			break
		}
	}
	hints := append(slices.DeleteFunc(shown, func(h Hint) bool { return h.text == "" }), end)
	at := 0
	for i := range hints {
		hints[i].At = at
		at += hints[i].Width + gap
	}
	return hints
}
