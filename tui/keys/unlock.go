package keys

import "charm.land/bubbles/v2/key"

// UnlockMap is the keys of the screen that asks for the vault password.
type UnlockMap struct{ Open key.Binding }

// Unlock returns the keys of the screen that asks for the vault password.
func Unlock() UnlockMap {
	return UnlockMap{
		Open: bind("enter", "tui.do.unlock", "enter"),
	}
}

// All lists every binding.
func (m UnlockMap) All() []key.Binding { return []key.Binding{m.Open} }

// WelcomeMap is the keys of the welcome and of the form for a new vault.
type WelcomeMap struct{ Up, Down, Choose, NextField, PrevField, Create, Back key.Binding }

// Welcome returns the keys of the welcome.
func Welcome() WelcomeMap {
	return WelcomeMap{
		Up:        bind("↑", "tui.do.up", "up", "k", "shift+tab"),
		Down:      bind("↓", "tui.do.down", "down", "j", "tab"),
		Choose:    bind("enter", "tui.do.choose", "enter"),
		NextField: bind("tab", "tui.do.next-field", "tab", "down"),
		PrevField: bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Create:    bind("enter", "tui.do.create", "enter"),
		Back:      bind("esc", "tui.do.back", "esc"),
	}
}

// Menu lists the bindings of the menu.
func (m WelcomeMap) Menu() []key.Binding { return []key.Binding{m.Choose, m.Up, m.Down} }

// Form lists the bindings of the form.
func (m WelcomeMap) Form() []key.Binding {
	return []key.Binding{m.Create, m.NextField, m.PrevField, m.Back}
}
