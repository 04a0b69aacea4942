package keys

import "charm.land/bubbles/v2/key"

// EntryMap is the keys of the screen of one entry.
type EntryMap struct {
	Copy, Next, NewCode, Key, CopyKey, QR, Remove, Back key.Binding
	Practice                                            key.Binding
	Edit, Repair, Undo, Wait, Other, Revive, Raw        key.Binding
	Refused                                             key.Binding
	Ahead, Resync                                       key.Binding // of counter-based entries
	Up, Down, PageUp, PageDown                          key.Binding
}

// Entry returns the keys of the screen of one entry.
func Entry() EntryMap {
	return EntryMap{
		Copy:     bind("c", "tui.do.copy", "c", "enter"),
		Next:     bind("n", "tui.do.next", "n"),
		NewCode:  bind("n", "tui.do.new-code", "n"),
		Key:      bind("s", "tui.do.key", "s"),
		CopyKey:  bind("y", "tui.do.copy-key", "y"),
		QR:       bind("r", "tui.do.qr", "r"),
		Remove:   bind("d", "tui.do.remove", "d", "delete"),
		Back:     bind("esc", "tui.do.back", "esc", "left"),
		Practice: bind("p", "tui.do.continue-practice", "p"),
		Edit:     bind("E", "tui.do.edit", "E", "e"),
		Repair:   bind("E", "tui.do.repair", "E", "e"),
		Undo:     bind("u", "tui.do.undo", "u"),
		Wait:     bind("w", "tui.do.wait", "w"),
		Other:    bind("o", "tui.do.other", "o"),
		Revive:   bind("b", "tui.do.revive", "b"),
		Raw:      bind("R", "tui.do.raw", "R"),
		Refused:  Refused(),
		Ahead:    bind("l", "tui.do.ahead", "l"),
		Resync:   bind("t", "tui.do.resync", "t"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
	}
}

// All lists the bindings of the details. Of Next and Wait, for time-based
// entries, and NewCode, Ahead and Resync, for counter-based ones, only those of
// one kind may be enabled, and only one of Edit and Repair.
func (m EntryMap) All() []key.Binding {
	return []key.Binding{m.Copy, m.Repair, m.Practice, m.CopyKey, m.Edit, m.QR, m.Key, m.Next, m.NewCode, m.Wait, m.Refused, m.Ahead, m.Resync,
		m.Revive, m.Other, m.Remove, m.Undo, m.Raw, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// AheadMap is the keys of the list of codes to come.
type AheadMap struct{ Take, Up, Down, Back key.Binding }

// Ahead returns the keys of the list of codes to come.
func Ahead() AheadMap {
	return AheadMap{
		Take: bind("enter", "tui.do.accepted", "enter"),
		Up:   bind("↑", "tui.do.up", "up", "k"),
		Down: bind("↓", "tui.do.down", "down", "j"),
		Back: bind("esc", "tui.do.back", "esc", "left"),
	}
}

// All lists every binding.
func (m AheadMap) All() []key.Binding { return []key.Binding{m.Take, m.Down, m.Up, m.Back} }

// RawMap is the keys of an entry's raw text.
type RawMap struct{ Copy, Up, Down, PageUp, PageDown, Back key.Binding }

// Raw returns the keys of an entry's raw text.
func Raw() RawMap {
	return RawMap{
		Copy:     bind("y", "tui.do.copy-raw", "y"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
		Back:     bind("esc", "tui.do.back", "esc", "left"),
	}
}

// All lists every binding.
func (m RawMap) All() []key.Binding {
	return []key.Binding{m.Copy, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}

// ResyncMap is the keys of the form for two codes in a row.
type ResyncMap struct{ Take, Next, Back key.Binding }

// Resync returns the keys of the form for two codes in a row.
func Resync() ResyncMap {
	return ResyncMap{
		Take: bind("enter", "tui.do.choose", "enter"),
		Next: bind("tab", "tui.do.next-field", "tab", "down", "shift+tab", "up"),
		Back: bind("esc", "tui.do.back", "esc"),
	}
}

// All lists every binding.
func (m ResyncMap) All() []key.Binding { return []key.Binding{m.Take, m.Next, m.Back} }

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

// EditMap is the keys of the form for an entry that exists.
type EditMap struct{ Next, Prev, Save, Take, Left, Right, Break, Back key.Binding }

// Edit returns the keys of the form for an entry that exists.
func Edit() EditMap {
	return EditMap{
		Save:  bind("ctrl+s", "tui.do.save", "ctrl+s"),
		Take:  bind("enter", "tui.do.next-field", "enter"),
		Next:  bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:  bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Left:  bind("←", "tui.do.less", "left"),
		Right: bind("→", "tui.do.more", "right", "space"),
		Break: bind("ctrl+j", "tui.do.line-break", "ctrl+j"),
		Back:  bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists every binding.
func (m EditMap) All() []key.Binding {
	return []key.Binding{m.Save, m.Take, m.Next, m.Prev, m.Left, m.Right, m.Break, m.Back}
}

// UndoMap is the keys of the question whether to undo.
type UndoMap struct{ Take, Left, Right, Up, Down, Back key.Binding }

// Undo returns the keys of the question whether to undo.
func Undo() UndoMap {
	return UndoMap{
		Take:  bind("enter", "tui.do.choose", "enter"),
		Left:  bind("←", "tui.do.left", "left", "shift+tab"),
		Right: bind("→", "tui.do.right", "right", "tab"),
		Up:    bind("↑", "tui.do.up", "up", "k"),
		Down:  bind("↓", "tui.do.down", "down", "j"),
		Back:  bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists every binding.
func (m UndoMap) All() []key.Binding {
	return []key.Binding{m.Take, m.Left, m.Right, m.Back, m.Up, m.Down}
}

// BinMap is the keys of the bin.
type BinMap struct{ PutBack, Erase, Empty, Up, Down, PageUp, PageDown, First, Last, Back key.Binding }

// Bin returns the keys of the bin.
func Bin() BinMap {
	return BinMap{
		PutBack:  bind("enter", "tui.do.put-back", "enter", "r"),
		Erase:    bind("d", "tui.do.erase", "d", "delete"),
		Empty:    bind("D", "tui.do.empty-bin", "D"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
		First:    bind("home", "tui.do.first", "home", "g"),
		Last:     bind("end", "tui.do.last", "end", "G"),
		Back:     bind("esc", "tui.do.back", "esc", "left"),
	}
}

// All lists every binding.
func (m BinMap) All() []key.Binding {
	return []key.Binding{m.PutBack, m.Erase, m.Empty, m.Back, m.Up, m.Down, m.PageUp, m.PageDown, m.First, m.Last}
}
