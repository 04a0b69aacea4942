package theme

import "charm.land/lipgloss/v2"

// Theme is the named styles of the interface. Its zero value draws plain text.
type Theme struct {
	Colour bool // false where NO_COLOR asks for none

	Brand  lipgloss.Style // the name sandi, focus marks
	Title  lipgloss.Style // a screen's title
	Text   lipgloss.Style // running text
	Strong lipgloss.Style // the word that matters in it; an entry's name
	Muted  lipgloss.Style // labels, explanations
	Rule   lipgloss.Style // lines and borders

	Code     lipgloss.Style // a code that can be used
	Next     lipgloss.Style // the code after it
	Soon     lipgloss.Style // a code in its last seconds, and its countdown
	Hidden   lipgloss.Style // dots in place of a code
	Bar      lipgloss.Style // countdown: time left
	BarEmpty lipgloss.Style // countdown: time gone

	Good lipgloss.Style
	Warn lipgloss.Style
	Bad  lipgloss.Style
	Info lipgloss.Style

	Mark     lipgloss.Style // the mark beside the selected row
	Selected lipgloss.Style // the selected row's name
	Match    lipgloss.Style // the part of a name that was searched for

	Key     lipgloss.Style // a key's name in the footer and in help
	KeyDesc lipgloss.Style // what the key does

	Label       lipgloss.Style // a field's label
	LabelFocus  lipgloss.Style // the label of the field that takes the keys
	Field       lipgloss.Style // typed text
	Placeholder lipgloss.Style // example text in an empty field

	Button      lipgloss.Style // a choice that is not selected
	ButtonFocus lipgloss.Style // the choice that Enter takes
}

// New returns the theme for a terminal. Without colour, weight and reverse
// video remain: they are attributes, which NO_COLOR does not mean.
func New(on Background, colour bool) *Theme {
	t := &Theme{Colour: colour}
	plain := lipgloss.NewStyle()
	bold := plain.Bold(true)
	if !colour {
		t.Brand, t.Title, t.Strong, t.Selected, t.Code = bold, bold, bold, bold, bold
		t.Mark, t.Key, t.LabelFocus, t.Match = bold, bold, bold, plain.Underline(true)
		t.Soon, t.Warn, t.Bad = bold, bold, bold
		t.Text, t.Muted, t.Rule, t.Next, t.Hidden, t.Bar, t.BarEmpty = plain, plain, plain, plain, plain, plain, plain
		t.Good, t.Info, t.KeyDesc, t.Label, t.Field, t.Placeholder, t.Button = plain, plain, plain, plain, plain, plain, plain
		t.ButtonFocus = bold.Reverse(true)
		return t
	}
	p := On(on)
	t.Brand = bold.Foreground(p.Brand)
	t.Title = bold.Foreground(p.Strong)
	t.Text = plain.Foreground(p.Text)
	t.Strong = bold.Foreground(p.Strong)
	t.Muted = plain.Foreground(p.Muted)
	t.Rule = plain.Foreground(p.Line)

	t.Code = bold.Foreground(p.Code)
	t.Next = plain.Foreground(p.Next)
	t.Soon = bold.Foreground(p.Warn)
	t.Hidden = plain.Foreground(p.Muted)
	t.Bar = plain.Foreground(p.Brand)
	t.BarEmpty = plain.Foreground(p.Line)

	t.Good = plain.Foreground(p.Good)
	t.Warn = plain.Foreground(p.Warn)
	t.Bad = plain.Foreground(p.Bad)
	t.Info = plain.Foreground(p.Brand)

	t.Mark = bold.Foreground(p.Brand)
	t.Selected = bold.Foreground(p.Brand)
	t.Match = bold.Foreground(p.Brand).Underline(true)

	t.Key = bold.Foreground(p.Text)
	t.KeyDesc = plain.Foreground(p.Muted)

	t.Label = plain.Foreground(p.Muted)
	t.LabelFocus = bold.Foreground(p.Brand)
	t.Field = plain.Foreground(p.Text)
	t.Placeholder = plain.Foreground(p.Muted)

	t.Button = plain.Foreground(p.Text)
	t.ButtonFocus = bold.Foreground(p.OnChip).Background(p.Chip)
	return t
}

// On returns the palette for a background.
func On(b Background) Palette {
	switch b {
	case Dark:
		return dark()
	case Light:
		return light()
	}
	return neutral()
}
