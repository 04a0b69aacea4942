package keys

import "charm.land/bubbles/v2/key"

// EntryMap is the keys of the screen of one entry.
type EntryMap struct {
	Copy, Next, Key, CopyKey, QR, Remove, Back key.Binding
	Left, Right, Choose                        key.Binding
}

// Entry returns the keys of the screen of one entry.
func Entry() EntryMap {
	return EntryMap{
		Copy:    bind("c", "tui.do.copy", "c", "enter"),
		Next:    bind("n", "tui.do.next", "n"),
		Key:     bind("s", "tui.do.key", "s"),
		CopyKey: bind("y", "tui.do.copy-key", "y"),
		QR:      bind("r", "tui.do.qr", "r"),
		Remove:  bind("d", "tui.do.remove", "d", "delete"),
		Back:    bind("esc", "tui.do.back", "esc", "left"),
		Left:    bind("←", "tui.do.left", "left", "shift+tab"),
		Right:   bind("→", "tui.do.right", "right", "tab"),
		Choose:  bind("enter", "tui.do.choose", "enter"),
	}
}

// All lists the bindings of the details.
func (m EntryMap) All() []key.Binding {
	return []key.Binding{m.Copy, m.QR, m.Key, m.Back, m.Remove, m.Next, m.CopyKey}
}

// Confirm lists the bindings of a yes-or-no question; Cancel is Back's escape.
func (m EntryMap) Confirm() []key.Binding {
	cancel := bind("esc", "tui.do.cancel", "esc")
	return []key.Binding{m.Choose, m.Left, m.Right, cancel}
}

// AddMap is the keys of the form for a new entry.
type AddMap struct{ Next, Prev, Save, Take, Advanced, Left, Right, Back key.Binding }

// Add returns the keys of the form for a new entry.
func Add() AddMap {
	return AddMap{
		Save:     bind("ctrl+s", "tui.do.save", "ctrl+s"),
		Take:     bind("enter", "tui.do.next-field", "enter"),
		Next:     bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:     bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Advanced: bind("ctrl+o", "tui.do.advanced", "ctrl+o"),
		Left:     bind("←", "tui.do.less", "left"),
		Right:    bind("→", "tui.do.more", "right"),
		Back:     bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists every binding.
func (m AddMap) All() []key.Binding {
	return []key.Binding{m.Save, m.Take, m.Next, m.Prev, m.Advanced, m.Left, m.Right, m.Back}
}
