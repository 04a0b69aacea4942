package keys

import "charm.land/bubbles/v2/key"

// DemoMap is the keys of the demonstration.
type DemoMap struct {
	Next, Auto, Again   key.Binding
	NextScene, PrevPart key.Binding
	Side                key.Binding // the other half, where the window shows one
	Down, Up            key.Binding
}

// Demo returns the keys of the demonstration.
func Demo() DemoMap {
	return DemoMap{
		Next:      bind("space", "demo.do.next", "space", "enter", "right", "n"),
		Auto:      bind("a", "demo.do.auto", "a"),
		NextScene: bind("]", "demo.do.next-scene", "]"),
		PrevPart:  bind("[", "demo.do.previous-scene", "["),
		Again:     bind("r", "demo.do.again", "r"),
		Side:      bind("tab", "demo.do.side", "tab"),
		Down:      bind("pgdn", "tui.do.page-down", "pgdown", "down"),
		Up:        bind("pgup", "tui.do.page-up", "pgup", "up"),
	}
}

// All lists every binding.
func (m DemoMap) All() []key.Binding {
	return []key.Binding{m.Next, m.Auto, m.NextScene, m.PrevPart, m.Again, m.Side, m.Down, m.Up}
}
