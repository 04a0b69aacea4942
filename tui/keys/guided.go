package keys

import "charm.land/bubbles/v2/key"

// GuidedMap is the keys of the guided enrolment.
type GuidedMap struct {
	Next     key.Binding // the way on
	Up       key.Binding
	Down     key.Binding
	PageUp   key.Binding
	PageDown key.Binding
	Field    key.Binding // the next field or choice
	Before   key.Binding
	Back     key.Binding
	Leave    key.Binding // in place of the global key that quits
	Copy     key.Binding // the code, or the text for the helpdesk
	Again    key.Binding // measure the clock
	Move     key.Binding // Up and Down told as one
}

// Guided returns the keys of the guided enrolment.
func Guided() GuidedMap {
	return GuidedMap{
		Next:     bind("enter", "enroll.do.next", "enter"),
		Up:       bind("↑", "enroll.do.up", "up"),
		Down:     bind("↓", "enroll.do.down", "down"),
		PageUp:   bind("pgup", "enroll.do.page-back", "pgup"),
		PageDown: bind("pgdn", "enroll.do.page", "pgdown"),
		Field:    bind("tab", "enroll.do.field", "tab"),
		Before:   bind("shift+tab", "enroll.do.field-before", "shift+tab"),
		Back:     bind("esc", "enroll.do.back", "esc"),
		Leave:    bind("q", "enroll.do.leave", "q"),
		Copy:     bind("c", "guided.do.copy", "c"),
		Again:    bind("r", "enroll.do.again", "r"),
		Move:     bind("↑↓", "enroll.do.move", "up", "down"),
	}
}

// All lists the bindings in the order of the help overlay.
func (m GuidedMap) All() []key.Binding {
	return []key.Binding{m.Next, m.Up, m.Down, m.PageUp, m.PageDown, m.Field, m.Before, m.Back, m.Leave, m.Copy, m.Again}
}
