package enroll

import (
	"charm.land/lipgloss/v2"

	"sandi/tui/widget"
)

// command makes a command line for use within a text.
func command(text string) string { return widget.Command(text) }

// para breaks a text into lines, each with a style.
func para(text string, width int, style lipgloss.Style) []string {
	return widget.Prose(text, width, style)
}

// wrap breaks a text into lines of at most width cells.
func wrap(text string, width int) []string { return widget.Words(text, width) }
