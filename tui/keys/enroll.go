package keys

import "charm.land/bubbles/v2/key"

// EnrollMap is the keys of the enrolment.
type EnrollMap struct {
	Next    key.Binding // the way on
	Up      key.Binding // in a menu
	Down    key.Binding
	Field   key.Binding // the next field or button
	Before  key.Binding // the one before
	Back    key.Binding
	Again   key.Binding // measure, check, ask again
	Correct key.Binding // compute codes with the measured clock
	Barcode key.Binding // the barcode alone, or with its text
	CopyKey key.Binding
	Fill    key.Binding // the code into its field
	Copy    key.Binding // the code
}

// Enroll returns the keys of the enrolment.
func Enroll() EnrollMap {
	return EnrollMap{
		Next:    bind("enter", "enroll.do.next", "enter"),
		Up:      bind("↑", "enroll.do.up", "up"),
		Down:    bind("↓", "enroll.do.down", "down"),
		Field:   bind("tab", "enroll.do.field", "tab"),
		Before:  bind("shift+tab", "enroll.do.field-before", "shift+tab"),
		Back:    bind("esc", "enroll.do.back", "esc"),
		Again:   bind("r", "enroll.do.again", "r"),
		Correct: bind("t", "enroll.do.correct", "t"),
		Barcode: bind("b", "enroll.do.barcode", "b"),
		CopyKey: bind("y", "enroll.do.copy-key", "y"),
		Fill:    bind("f", "enroll.do.fill", "f"),
		Copy:    bind("c", "enroll.do.copy-code", "c"),
	}
}

// All lists the bindings in the order of the help overlay.
func (m EnrollMap) All() []key.Binding {
	return []key.Binding{m.Next, m.Up, m.Down, m.Field, m.Before, m.Back, m.Fill, m.Copy, m.Again, m.Correct, m.Barcode, m.CopyKey}
}
