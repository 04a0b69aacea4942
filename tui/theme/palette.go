package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Background is what is known of the terminal's background.
type Background int

// The kinds of backgrounds.
const (
	Unknown Background = iota // the terminal has not said, and may never do
	Dark
	Light
)

// Palette is the colours of one theme. On a Dark or Light background each has
// a contrast of at least 4.5:1 (WCAG AA for text) against the backgrounds that
// terminals of that kind use; the tests measure it.
type Palette struct {
	Text   color.Color // what is read
	Strong color.Color // names and titles
	Muted  color.Color // labels, explanations, what is secondary
	Brand  color.Color // sandi's own colour: title, marks, focus
	Code   color.Color // a code that can be used
	Next   color.Color // the code after it
	Good   color.Color // right, done
	Warn   color.Color // soon over, take care
	Bad    color.Color // wrong, refused, destructive
	Line   color.Color // rules and borders; decoration, so 3:1 is enough
	Chip   color.Color // background of the selected button or row mark
	OnChip color.Color // text on Chip
}

func dark() Palette {
	return Palette{
		Text:   lipgloss.Color("#d7dae0"),
		Strong: lipgloss.Color("#ffffff"),
		Muted:  lipgloss.Color("#a3abb8"),
		Brand:  lipgloss.Color("#5ed3c4"),
		Code:   lipgloss.Color("#f2f5f9"),
		Next:   lipgloss.Color("#a3abb8"),
		Good:   lipgloss.Color("#8fd694"),
		Warn:   lipgloss.Color("#f5b95f"),
		Bad:    lipgloss.Color("#ff8f86"),
		Line:   lipgloss.Color("#7a8291"),
		Chip:   lipgloss.Color("#5ed3c4"),
		OnChip: lipgloss.Color("#0b1f1c"),
	}
}

// neutral is for a terminal that does not tell its background, as some versions
// of tmux do not: what is read has the terminal's own colour, and the rest lies
// halfway between black and white, so that it can be read on either.
func neutral() Palette {
	own := lipgloss.NoColor{}
	return Palette{
		Text:   own,
		Strong: own,
		Muted:  lipgloss.Color("#7c7c7c"),
		Brand:  lipgloss.Color("#0b8a7e"),
		Code:   own,
		Next:   lipgloss.Color("#7c7c7c"),
		Good:   lipgloss.Color("#2e8b3d"),
		Warn:   lipgloss.Color("#b36b00"),
		Bad:    lipgloss.Color("#d64a3f"),
		Line:   lipgloss.Color("#7c7c7c"),
		Chip:   lipgloss.Color("#006a5f"),
		OnChip: lipgloss.Color("#ffffff"),
	}
}

func light() Palette {
	return Palette{
		Text:   lipgloss.Color("#2b303b"),
		Strong: lipgloss.Color("#0d1117"),
		Muted:  lipgloss.Color("#565f6d"),
		Brand:  lipgloss.Color("#006a5f"),
		Code:   lipgloss.Color("#0d1117"),
		Next:   lipgloss.Color("#565f6d"),
		Good:   lipgloss.Color("#1a6b2b"),
		Warn:   lipgloss.Color("#8a4b00"),
		Bad:    lipgloss.Color("#b3261e"),
		Line:   lipgloss.Color("#7d8590"),
		Chip:   lipgloss.Color("#006a5f"),
		OnChip: lipgloss.Color("#ffffff"),
	}
}
