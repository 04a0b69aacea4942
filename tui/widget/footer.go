package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/theme"
)

// footerKeys is how many keys the footer shows at most: the ones that matter.
const footerKeys = 6

// Footer draws the first bindings that fit in width cells, and last at the end
// whatever happens: how to get help is always shown.
func Footer(bindings []key.Binding, last key.Binding, l *locale.Localizer, width int, t *theme.Theme) string {
	const gap = "   "
	one := func(b key.Binding) string {
		return t.Key.Render(keys.Name(b, l)) + " " + t.KeyDesc.Render(keys.Desc(b, l))
	}
	end := one(last)
	room := width - Width(end)
	var parts []string
	for _, b := range bindings {
		if !b.Enabled() || len(parts) == footerKeys-1 {
			continue
		}
		part := one(b)
		if Width(part)+len(gap) > room {
			break
		}
		room -= Width(part) + len(gap)
		parts = append(parts, part)
	}
	return Cut(strings.Join(append(parts, end), gap), width)
}
