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

// Footer draws the bindings that fit in width cells, the most important first,
// and last at the end whatever happens: how to get help is always shown. The
// way back, by Escape, keeps its place where others give way.
func Footer(bindings []key.Binding, last key.Binding, l *locale.Localizer, width int, t *theme.Theme) string {
	gap := "   "
	if width < 60 {
		gap = "  "
	}
	one := func(b key.Binding) string {
		return t.Key.Render(keys.Name(b, l)) + " " + t.KeyDesc.Render(keys.Desc(b, l))
	}
	end := one(last)
	room := width - Width(end)
	shown := make([]string, len(bindings))
	left := footerKeys - 1
	take := func(i int) bool {
		part := one(bindings[i])
		if left == 0 || Width(part)+len(gap) > room {
			return false
		}
		room -= Width(part) + len(gap)
		left--
		shown[i] = part
		return true
	}
	for i, b := range bindings {
		if b.Enabled() && slices.Contains(b.Keys(), "esc") {
			take(i)
			break
		}
	}
	for i, b := range bindings {
		if b.Enabled() && shown[i] == "" && !take(i) {
			break
		}
	}
	parts := slices.DeleteFunc(shown, func(s string) bool { return s == "" })
	return Cut(strings.Join(append(parts, end), gap), width)
}
