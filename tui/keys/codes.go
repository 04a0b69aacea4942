package keys

import "charm.land/bubbles/v2/key"

// CodesMap is the keys of the codes screen.
type CodesMap struct {
	Copy, CopySearch, Search, Open, Add, Next key.Binding
	NewCode, Wait                             key.Binding
	Edit, Remove, Favourite, Refused          key.Binding
	MoveUp, MoveDown, Sort, Tags              key.Binding
	Hide, Show, Reveal, Big                   key.Binding
	Undo, Bin, Vault, Settings, Palette       key.Binding
	Guided                                    key.Binding
	Cancel, Stop                              key.Binding
	Practice, Correct, Measure, Clock, Lock   key.Binding
	Lab                                       key.Binding
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
		Edit:       bind("E", "tui.do.edit", "E"),
		Add:        bind("a", "tui.do.add", "a"),
		Remove:     bind("d", "tui.do.remove", "d", "delete"),
		Next:       bind("n", "tui.do.turn", "n"),
		NewCode:    bind("n", "tui.do.new-code", "n"),
		Wait:       bind("w", "tui.do.wait", "w"),
		Big:        bind("b", "tui.do.big", "b"),
		Refused:    Refused(),
		Favourite:  bind("f", "tui.do.favourite", "f"),
		Hide:       bind("h", "tui.do.hide", "h"),
		Show:       bind("h", "tui.do.show", "h"),
		Reveal:     bind("tui.key.space", "tui.do.reveal", "space"),
		Tags:       bind("#", "tui.do.tags", "#"),
		Sort:       bind("o", "tui.do.sort", "o"),
		MoveUp:     bind("K", "tui.do.move-up", "K", "shift+up"),
		MoveDown:   bind("J", "tui.do.move-down", "J", "shift+down"),
		Undo:       bind("u", "tui.do.undo", "u"),
		Bin:        bind("B", "tui.do.bin", "B"),
		Vault:      bind("V", "tui.do.vault", "V"),
		Settings:   bind(",", "tui.do.settings", ","),
		Palette:    bind(":", "tui.do.palette", ":"),
		Cancel:     bind("esc", "tui.do.clear", "esc"),
		Stop:       bind("esc", "tui.do.stop-waiting", "esc"),
		Practice:   bind("p", "tui.do.practice", "p"),
		Forget:     bind("D", "tui.do.forget-practice", "D"),
		Guided:     bind("W", "tui.do.guided", "W"),
		Correct:    bind("t", "tui.do.correct", "t"),
		Measure:    bind("m", "tui.do.measure", "m"),
		Clock:      ClockOpen(),
		Lab:        LabOpen(),
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
// for time-based entries, and NewCode, for counter-based ones, and of Hide and
// Show, only one may be enabled.
func (m CodesMap) Rest() []key.Binding {
	return []key.Binding{
		m.Next, m.NewCode, m.Wait, m.Reveal, m.Big, m.Hide, m.Show,
		m.Refused, m.Favourite, m.Edit, m.Remove, m.Undo, m.Bin,
		m.Sort, m.MoveUp, m.MoveDown, m.Tags,
		m.Practice, m.Guided, m.Forget, m.Vault, m.Settings, m.Palette, m.Lock, m.Correct, m.Measure, m.Clock, m.Lab,
		m.Up, m.Down, m.PageUp, m.PageDown, m.First, m.Last,
	}
}

// All lists every binding.
func (m CodesMap) All() []key.Binding {
	return append([]key.Binding{m.Copy, m.Search, m.Open, m.Add, m.Cancel, m.Stop}, m.Rest()...)
}

// TagsMap is the keys of the list of tags.
type TagsMap struct{ Choose, Up, Down, First, Last, Back key.Binding }

// Tags returns the keys of the list of tags.
func Tags() TagsMap {
	return TagsMap{
		Choose: bind("enter", "tui.do.choose", "enter", "space"),
		Up:     bind("↑", "tui.do.up", "up", "k"),
		Down:   bind("↓", "tui.do.down", "down", "j"),
		First:  bind("home", "tui.do.first", "home", "g"),
		Last:   bind("end", "tui.do.last", "end", "G"),
		Back:   bind("esc", "tui.do.back", "esc", "#"),
	}
}

// All lists every binding.
func (m TagsMap) All() []key.Binding {
	return []key.Binding{m.Choose, m.Up, m.Down, m.First, m.Last, m.Back}
}

// BigMap is the keys of the screen that shows one code across the room.
type BigMap struct{ Copy, Next, NewCode, Wait, Refused, Back key.Binding }

// Big returns the keys of the screen that shows one code across the room.
func Big() BigMap {
	return BigMap{
		Copy:    bind("enter", "tui.do.copy", "enter", "c"),
		Next:    bind("n", "tui.do.turn", "n"),
		NewCode: bind("n", "tui.do.new-code", "n"),
		Wait:    bind("w", "tui.do.wait", "w"),
		Refused: Refused(),
		Back:    bind("esc", "tui.do.back", "esc", "b", "left"),
	}
}

// All lists every binding. Of Next and NewCode only one may be enabled.
func (m BigMap) All() []key.Binding {
	return []key.Binding{m.Copy, m.Next, m.NewCode, m.Wait, m.Refused, m.Back}
}
