package keys

import "charm.land/bubbles/v2/key"

// Refused returns the key that asks why a code of an entry was refused. It is
// the same on every screen that shows one.
func Refused() key.Binding { return bind("x", "explainscreen.do.refused", "x") }

// ExplainForm is the keys while the question about a refused code is filled in.
type ExplainForm struct{ Take, Next, Prev, Left, Right, Go, Back key.Binding }

// ExplainAsk returns the keys of the question about a refused code.
func ExplainAsk() ExplainForm {
	return ExplainForm{
		Go:    bind("ctrl+s", "explainscreen.do.explain", "ctrl+s"),
		Take:  bind("enter", "tui.do.next-field", "enter"),
		Left:  bind("←", "tui.do.less", "left"),
		Right: bind("→", "tui.do.more", "right", "space"),
		Next:  bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:  bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Back:  bind("esc", "tui.do.back", "esc"),
	}
}

// All lists every binding.
func (m ExplainForm) All() []key.Binding {
	return []key.Binding{m.Go, m.Take, m.Left, m.Right, m.Next, m.Prev, m.Back}
}

// ExplainMap is the keys of the explanation.
type ExplainMap struct {
	Copy, NewCode, Wait, Other, Edit, Clock, Measure, Again, Back key.Binding
	Up, Down, PageUp, PageDown                                    key.Binding
}

// Explain returns the keys of the explanation of a refused code.
func Explain() ExplainMap {
	return ExplainMap{
		Copy:     bind("c", "explainscreen.do.copy", "c"),
		NewCode:  bind("n", "tui.do.new-code", "n"),
		Wait:     bind("w", "tui.do.wait", "w"),
		Other:    bind("o", "explainscreen.do.other", "o"),
		Edit:     bind("E", "tui.do.edit", "E", "e"),
		Clock:    bind("C", "explainscreen.do.clock", "C"),
		Measure:  bind("m", "tui.do.measure", "m"),
		Again:    bind("r", "explainscreen.do.again", "r"),
		Back:     bind("esc", "tui.do.back", "esc", "left"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown"),
	}
}

// All lists every binding.
func (m ExplainMap) All() []key.Binding {
	return []key.Binding{m.Copy, m.NewCode, m.Wait, m.Other, m.Edit, m.Clock, m.Again, m.Measure, m.Back, m.Down, m.Up, m.PageDown, m.PageUp}
}
