package enroll

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/tui/widget"
)

// glue stands for a blank at which a line is broken only if there is no other
// way. The messages' figures have it ("30 s"), and so do commands.
const glue = "\u00a0"

// command makes a command line for use within a text: one that somebody is to
// type is easier to read in one piece.
func command(text string) string { return strings.ReplaceAll(text, " ", glue) }

// para breaks a text into lines, each with a style. Unlike widget.Para it
// breaks nothing at hyphens, because options and passwords have them.
func para(text string, width int, style lipgloss.Style) []string {
	lines := wrap(text, width)
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

// wrap breaks a text into lines of at most width cells: between words, a
// command between its arguments where it is too long for a line, a word only
// where it is too long itself.
func wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	line := ""
	add := func(piece string) {
		switch {
		case line == "":
			line = piece
		case widget.Width(line)+1+widget.Width(piece) <= width:
			line += " " + piece
		default:
			lines = append(lines, line)
			line = piece
		}
		if widget.Width(line) > width {
			broken := widget.Wrap(line, width)
			lines, line = append(lines, broken[:len(broken)-1]...), broken[len(broken)-1]
		}
	}
	for _, word := range strings.Split(text, " ") {
		whole := strings.ReplaceAll(word, glue, " ")
		if widget.Width(whole) <= width {
			add(whole)
			continue
		}
		for _, piece := range arguments(word) {
			add(piece)
		}
	}
	return append(lines, line)
}

// arguments takes a command apart. An option stays with its value.
func arguments(command string) []string {
	var out []string
	for _, arg := range strings.Split(command, glue) {
		if last := len(out) - 1; last >= 0 && strings.HasPrefix(out[last], "--") && !strings.Contains(out[last], " ") {
			out[last] += " " + arg
			continue
		}
		out = append(out, arg)
	}
	return out
}
