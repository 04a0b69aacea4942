package keys

import "charm.land/bubbles/v2/key"

// ClockMap is the keys of the screen about the computer's clock.
type ClockMap struct {
	Measure, Correct, Time, Match, Asking, Back key.Binding
	Up, Down, PageUp, PageDown, First, Last     key.Binding
	Choose                                      key.Binding // of a list
	Take, Next, Prev, Cancel                    key.Binding // in a form
}

// Clock returns the keys of the screen about the computer's clock.
func Clock() ClockMap {
	return ClockMap{
		Measure:  bind("m", "tui.do.measure", "m"),
		Correct:  bind("t", "tui.do.correct", "t"),
		Time:     bind("i", "drift.do.time", "i"),
		Match:    bind("c", "drift.do.match", "c"),
		Asking:   bind("o", "drift.do.asking", "o"),
		Back:     bind("esc", "tui.do.back", "esc"),
		Up:       bind("↑", "tui.do.up", "up", "k"),
		Down:     bind("↓", "tui.do.down", "down", "j"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDown: bind("pgdn", "tui.do.page-down", "pgdown", "space"),
		First:    bind("home", "tui.do.first", "home", "g"),
		Last:     bind("end", "tui.do.last", "end", "G"),
		Choose:   bind("enter", "tui.do.choose", "enter"),
		Take:     bind("enter", "drift.do.now", "enter"),
		Next:     bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:     bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Cancel:   bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists the bindings of the screen itself.
func (m ClockMap) All() []key.Binding {
	return []key.Binding{
		m.Measure, m.Correct, m.Time, m.Match, m.Asking, m.Back,
		m.Down, m.Up, m.PageDown, m.PageUp, m.First, m.Last,
	}
}

// List lists the bindings of the list of entries.
func (m ClockMap) List() []key.Binding {
	return []key.Binding{m.Choose, m.Cancel, m.Down, m.Up, m.PageDown, m.PageUp, m.First, m.Last}
}

// Form lists the bindings while something is typed.
func (m ClockMap) Form() []key.Binding { return []key.Binding{m.Take, m.Next, m.Prev, m.Cancel} }

// ClockOpen is the key that opens the screen.
func ClockOpen() key.Binding { return bind("C", "drift.do.open", "C") }
