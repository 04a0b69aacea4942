package keys

import "charm.land/bubbles/v2/key"

// PrefsMap is the keys of the settings.
type PrefsMap struct {
	More, Less, Edit, Default, Back key.Binding
	Up, Down, PageUp, PageDown      key.Binding
	Take, Cancel                    key.Binding // while a value is typed
}

// Prefs returns the keys of the settings.
func Prefs() PrefsMap {
	return PrefsMap{
		Edit:     bind("enter", "settings.do.change", "enter", "space"),
		More:     bind("→", "tui.do.more", "right", "l"),
		Less:     bind("←", "tui.do.less", "left", "h"),
		Default:  bind("x", "settings.do.default", "x", "delete"),
		Back:     bind("esc", "tui.do.back", "esc"),
		Down:     bind("↓", "tui.do.down", "down", "j", "tab"),
		Up:       bind("↑", "tui.do.up", "up", "k", "shift+tab"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown", "end"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup", "home"),
		Take:     bind("enter", "tui.do.save", "enter"),
		Cancel:   bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists the bindings while a setting is chosen.
func (m PrefsMap) All() []key.Binding {
	return []key.Binding{m.Edit, m.More, m.Less, m.Default, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// Typing lists the bindings while a value is typed.
func (m PrefsMap) Typing() []key.Binding { return []key.Binding{m.Take, m.Cancel} }
