package keys

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
)

// HelpMap is the keys that move the help overlay.
type HelpMap struct{ Up, Down, PageUp, PageDown key.Binding }

// HelpMove returns the keys that move the help overlay.
func HelpMove() HelpMap {
	return HelpMap{
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown", "space"),
	}
}

// HelpClose returns the keys that close the help overlay.
func HelpClose() key.Binding {
	return bind("esc", "tui.do.close", "esc", "?", "f1", "q", "enter")
}

// glyphs are the keys whose names are shorter as a sign.
var glyphs = map[string]string{
	"up": "↑", "down": "↓", "left": "←", "right": "→", "shift+tab": "⇧tab", "f1": "F1", "delete": "del", "pgdown": "pgdn",
}

// Names returns all keys of a binding, for the help overlay.
func Names(b key.Binding, l *locale.Localizer) string {
	names := make([]string, 0, len(b.Keys()))
	for _, k := range b.Keys() {
		if g, ok := glyphs[k]; ok {
			k = g
		}
		names = append(names, k)
	}
	if len(names) == 0 {
		return Name(b, l)
	}
	return strings.Join(names, " ")
}
