package keys

import "charm.land/bubbles/v2/key"

// EnrollMap is the keys of the enrolment.
type EnrollMap struct {
	Next     key.Binding // the way on
	Up       key.Binding // in a menu; scrolls where there is none
	Down     key.Binding
	PageUp   key.Binding // in a page that does not fit
	PageDown key.Binding
	Field    key.Binding // the next field or button
	Before   key.Binding // the one before
	Back     key.Binding
	Leave    key.Binding // the same as leaving by Back, in place of the global key that quits
	Again    key.Binding // measure, check, ask again
	Correct  key.Binding // compute codes with the measured clock
	Barcode  key.Binding // the barcode alone, or with its text
	CopyKey  key.Binding
	Fill     key.Binding // the code into its field
	Copy     key.Binding // the code

	// Up and Down told as one, so that a narrow footer does not show half of
	// them.
	Move   key.Binding
	Scroll key.Binding
}

// Enroll returns the keys of the enrolment.
func Enroll() EnrollMap {
	return EnrollMap{
		Next:     bind("enter", "enroll.do.next", "enter"),
		Up:       bind("↑", "enroll.do.up", "up"),
		Down:     bind("↓", "enroll.do.down", "down"),
		PageUp:   bind("pgup", "enroll.do.page-back", "pgup"),
		PageDown: bind("pgdn", "enroll.do.page", "pgdown"),
		Field:    bind("tab", "enroll.do.field", "tab"),
		Before:   bind("shift+tab", "enroll.do.field-before", "shift+tab"),
		Back:     bind("esc", "enroll.do.back", "esc"),
		Leave:    bind("q", "enroll.do.leave", "q"),
		Again:    bind("r", "enroll.do.again", "r"),
		Correct:  bind("t", "enroll.do.correct", "t"),
		Barcode:  bind("b", "enroll.do.barcode", "b"),
		CopyKey:  bind("y", "enroll.do.copy-key", "y"),
		Fill:     bind("f", "enroll.do.fill", "f"),
		Copy:     bind("c", "enroll.do.copy-code", "c"),
		Move:     bind("↑↓", "enroll.do.move", "up", "down"),
		Scroll:   bind("↑↓", "enroll.do.scroll", "up", "down"),
	}
}

// All lists the bindings in the order of the help overlay.
func (m EnrollMap) All() []key.Binding {
	return []key.Binding{
		m.Next, m.Up, m.Down, m.PageUp, m.PageDown, m.Field, m.Before, m.Back, m.Leave,
		m.Fill, m.Copy, m.Again, m.Correct, m.Barcode, m.CopyKey,
	}
}

// As tells a binding by what it does on a page.
func As(b key.Binding, desc string) key.Binding {
	b.SetHelp(b.Help().Key, desc)
	return b
}
