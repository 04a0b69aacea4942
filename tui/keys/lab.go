package keys

import "charm.land/bubbles/v2/key"

// LabMap is the keys of the laboratory.
type LabMap struct {
	Up, Down                       key.Binding
	Less, More, LessTen, MoreTen   key.Binding
	LessPeriod, MorePeriod         key.Binding // on the timeline
	Edge, Measured, Profile, Reset key.Binding
	Finer, Wider, Take             key.Binding // on the map
	Page, Back                     key.Binding
}

// Lab returns the keys of the laboratory.
func Lab() LabMap {
	return LabMap{
		Up:         bind("↑", "tui.do.up", "up", "k"),
		Down:       bind("↓", "tui.do.down", "down", "j"),
		Less:       bind("←", "labscreen.do.less", "left", "h"),
		More:       bind("→", "labscreen.do.more", "right", "l"),
		LessTen:    bind("[", "labscreen.do.less-ten", "[", "shift+left"),
		MoreTen:    bind("]", "labscreen.do.more-ten", "]", "shift+right"),
		LessPeriod: bind("pgdn", "labscreen.do.less-period", "pgdown"),
		MorePeriod: bind("pgup", "labscreen.do.more-period", "pgup"),
		Edge:       bind("e", "labscreen.do.edge", "e"),
		Measured:   bind("m", "labscreen.do.measured", "m"),
		Profile:    bind("p", "labscreen.do.profile", "p"),
		Reset:      bind("0", "labscreen.do.reset", "0"),
		Finer:      bind("+", "labscreen.do.finer", "+", "="),
		Wider:      bind("-", "labscreen.do.wider", "-"),
		Take:       bind("enter", "labscreen.do.take", "enter"),
		Page:       bind("tab", "labscreen.do.page", "tab"),
		Back:       bind("esc", "tui.do.back", "esc"),
	}
}

// Timeline lists the bindings of the first page.
func (m LabMap) Timeline() []key.Binding {
	return []key.Binding{
		m.More, m.Edge, m.Page, m.Profile, m.Measured, m.Back,
		m.Less, m.Down, m.Up, m.MoreTen, m.LessTen, m.MorePeriod, m.LessPeriod, m.Reset,
	}
}

// Map lists the bindings of the second page.
func (m LabMap) Map() []key.Binding {
	m.Less.SetHelp("←", "labscreen.do.left")
	m.More.SetHelp("→", "labscreen.do.right")
	m.LessTen.SetHelp("[", "labscreen.do.left-ten")
	m.MoreTen.SetHelp("]", "labscreen.do.right-ten")
	return []key.Binding{
		m.Take, m.Page, m.Profile, m.Wider, m.Finer, m.Back,
		m.More, m.Less, m.Down, m.Up, m.MoreTen, m.LessTen, m.Reset,
	}
}

// LabOpen is the key that opens the laboratory.
func LabOpen() key.Binding { return bind("X", "labscreen.do.open", "X") }
