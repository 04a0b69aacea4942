package keys

import "charm.land/bubbles/v2/key"

// OperatorMap is the keys of the operator's screen.
type OperatorMap struct {
	NextPage, PrevPage, Page key.Binding
	Up, Down, PageUp, PageDn key.Binding
	First, Last              key.Binding
	Open                     key.Binding // details, or what can be done
	Toggle, Value, Normal    key.Binding // scenarios
	Reset, Unlock, Remove    key.Binding // accounts
	Search, Clear            key.Binding
	Class, Barcode, Copy     key.Binding // portal
	Key                      key.Binding
	ResetAll                 key.Binding
	Leave                    key.Binding // in place of the global key that quits: asks first
}

// Operator returns the keys of the operator's screen.
func Operator() OperatorMap {
	return OperatorMap{
		NextPage: bind("tab", "operator.do.next-page", "tab", "right"),
		PrevPage: bind("⇧tab", "operator.do.previous-page", "shift+tab", "left"),
		Page:     bind("1–6", "operator.do.page", "1", "2", "3", "4", "5", "6"),
		Up:       bind("↑", "tui.do.up", "up"),
		Down:     bind("↓", "tui.do.down", "down"),
		PageUp:   bind("pgup", "tui.do.page-up", "pgup"),
		PageDn:   bind("pgdn", "tui.do.page-down", "pgdown"),
		First:    bind("home", "tui.do.first", "home"),
		Last:     bind("end", "tui.do.last", "end"),
		Open:     bind("enter", "tui.do.open", "enter"),
		Toggle:   bind("space", "operator.do.toggle", "space"),
		Value:    bind("v", "operator.do.value", "v"),
		Normal:   bind("n", "operator.do.normal", "n"),
		Reset:    bind("r", "operator.do.reset", "r"),
		Unlock:   bind("u", "operator.do.unlock", "u"),
		Remove:   bind("d", "operator.do.remove", "d", "delete"),
		Search:   bind("/", "tui.do.search", "/"),
		Clear:    bind("esc", "tui.do.clear", "esc"),
		Class:    bind("c", "operator.do.class", "c"),
		Barcode:  bind("b", "operator.do.barcode", "b"),
		Copy:     bind("y", "tui.do.copy", "y"),
		Key:      bind("k", "operator.do.key", "k"),
		ResetAll: bind("R", "operator.do.reset-all", "R"),
		Leave:    bind("q", "operator.do.leave", "q"),
	}
}

// All lists every binding.
func (m OperatorMap) All() []key.Binding {
	return []key.Binding{
		m.Open, m.Toggle, m.Value, m.Normal, m.Reset, m.Unlock, m.Remove, m.Search, m.Clear, m.Class, m.Barcode, m.Copy,
		m.Key, m.NextPage, m.PrevPage, m.Page, m.ResetAll, m.Leave, m.Up, m.Down, m.PageUp, m.PageDn, m.First, m.Last,
	}
}

// OperatorFormMap is the keys of a form on the operator's screen.
type OperatorFormMap struct{ Save, Next, Prev, Cancel key.Binding }

// OperatorForm returns the keys of a form on the operator's screen.
func OperatorForm() OperatorFormMap {
	return OperatorFormMap{
		Save:   bind("enter", "tui.do.save", "enter"),
		Next:   bind("tab", "tui.do.next-field", "tab", "down"),
		Prev:   bind("⇧tab", "tui.do.prev-field", "shift+tab", "up"),
		Cancel: bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists every binding.
func (m OperatorFormMap) All() []key.Binding {
	return []key.Binding{m.Save, m.Cancel, m.Next, m.Prev}
}

// OperatorAskMap is the keys of a card: something to read, with answers.
type OperatorAskMap struct{ Choose, Left, Right, Up, Down, Cancel key.Binding }

// OperatorAsk returns the keys of a card.
func OperatorAsk() OperatorAskMap {
	return OperatorAskMap{
		Choose: bind("enter", "tui.do.choose", "enter"),
		Left:   bind("←", "tui.do.left", "left", "shift+tab"),
		Right:  bind("→", "tui.do.right", "right", "tab"),
		Up:     bind("↑", "tui.do.up", "up"),
		Down:   bind("↓", "tui.do.down", "down"),
		Cancel: bind("esc", "tui.do.back", "esc"),
	}
}

// All lists every binding.
func (m OperatorAskMap) All() []key.Binding {
	return []key.Binding{m.Choose, m.Cancel, m.Right, m.Left, m.Down, m.Up}
}
