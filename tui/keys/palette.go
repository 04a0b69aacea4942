package keys

import "charm.land/bubbles/v2/key"

// PaletteMap is the keys of the list of all actions.
type PaletteMap struct{ Run, Up, Down, PageUp, PageDown, Back key.Binding }

// Palette returns the keys of the list of all actions.
func Palette() PaletteMap {
	return PaletteMap{
		Run:      bind("enter", "palette.do.run", "enter"),
		Down:     bind("↓", "tui.do.down", "down", "tab", "ctrl+n"),
		Up:       bind("↑", "tui.do.up", "up", "shift+tab"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		Back:     bind("esc", "tui.do.back", "esc"),
	}
}

// All lists every binding.
func (m PaletteMap) All() []key.Binding {
	return []key.Binding{m.Run, m.Down, m.Up, m.PageDown, m.PageUp, m.Back}
}

// PaletteLetter returns the key that opens the list where nothing is being
// typed.
func PaletteLetter() key.Binding { return bind(":", "palette.do.open", ":") }
