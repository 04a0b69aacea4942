package keys

import "charm.land/bubbles/v2/key"

// RoomMap is the keys of the screen about the vault itself.
type RoomMap struct {
	Choose, Do, Close, Back, Cancel, QR key.Binding
	Up, Down, PageUp, PageDown          key.Binding
	Save, Take, Next, Prev, Turn        key.Binding // in a form
}

// Room returns the keys of the screen about the vault itself.
func Room() RoomMap {
	return RoomMap{
		Choose:   bind("enter", "tui.do.choose", "enter"),
		Do:       bind("enter", "room.do.go", "enter"),
		Close:    bind("enter", "tui.do.back", "enter"),
		Back:     bind("esc", "tui.do.back", "esc"),
		Cancel:   bind("esc", "tui.do.cancel", "esc"),
		QR:       bind("ctrl+r", "tui.do.qr", "ctrl+r"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		Save:     bind("ctrl+s", "room.do.go", "ctrl+s"),
		Take:     bind("enter", "tui.do.next-field", "enter"),
		Next:     bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:     bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Turn:     bind("tui.key.space", "tui.do.more", "space", "left", "right"),
	}
}

// List lists the bindings of a list.
func (m RoomMap) List() []key.Binding {
	return []key.Binding{m.Choose, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// Report lists the bindings of what is only read.
func (m RoomMap) Report() []key.Binding {
	return []key.Binding{m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// Preview lists the bindings of what is read before it is done.
func (m RoomMap) Preview() []key.Binding {
	return []key.Binding{m.Do, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// Form lists the bindings of a form.
func (m RoomMap) Form() []key.Binding {
	return []key.Binding{m.Save, m.Take, m.Next, m.Prev, m.Turn, m.Back}
}
