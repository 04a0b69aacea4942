package keys

import "charm.land/bubbles/v2/key"

// CodesMap is the keys of the codes screen.
type CodesMap struct {
	Copy, CopySearch, Search, Open, Add, Next key.Binding
	NewCode                                   key.Binding
	Guided                                    key.Binding
	Cancel, Practice, Correct, Measure, Lock  key.Binding
	Forget                                    key.Binding // all practice entries
	Up, Down, PageUp, PageDown, First, Last   key.Binding
}

// Codes returns the keys of the codes screen.
func Codes() CodesMap {
	return CodesMap{
		Copy:       bind("enter", "tui.do.copy", "enter", "c"),
		CopySearch: bind("enter", "tui.do.copy", "enter"),
		Search:     bind("/", "tui.do.search", "/"),
		Open:       bind("e", "tui.do.open", "e", "right"),
		Add:        bind("a", "tui.do.add", "a"),
		Next:       bind("n", "tui.do.next", "n"),
		NewCode:    bind("n", "tui.do.new-code", "n"),
		Cancel:     bind("esc", "tui.do.clear", "esc"),
		Practice:   bind("p", "tui.do.practice", "p"),
		Forget:     bind("D", "tui.do.forget-practice", "D"),
		Guided:     bind("w", "tui.do.guided", "w"),
		Correct:    bind("t", "tui.do.correct", "t"),
		Measure:    bind("m", "tui.do.measure", "m"),
		Lock:       bind("L", "tui.do.lock", "L"),
		Up:         bind("↑", "tui.do.up", "up", "k"),
		Down:       bind("↓", "tui.do.down", "down", "j"),
		PageUp:     bind("pgup", "tui.do.page-up", "pgup"),
		PageDown:   bind("pgdn", "tui.do.page-down", "pgdown"),
		First:      bind("home", "tui.do.first", "home", "g"),
		Last:       bind("end", "tui.do.last", "end", "G"),
	}
}

// Rest lists the keys that come after the ones chosen for the moment. Of Next,
// for time-based entries, and NewCode, for counter-based ones, only one may be
// enabled.
func (m CodesMap) Rest() []key.Binding {
	return []key.Binding{m.Next, m.NewCode, m.Practice, m.Guided, m.Forget, m.Lock, m.Correct, m.Measure, m.Up, m.Down, m.PageUp, m.PageDown, m.First, m.Last}
}

// All lists every binding.
func (m CodesMap) All() []key.Binding {
	return append([]key.Binding{m.Copy, m.Search, m.Open, m.Add, m.Cancel}, m.Rest()...)
}
