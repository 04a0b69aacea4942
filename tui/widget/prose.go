package widget

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/tui/theme"
)

// glue stands for a blank at which a line is broken only if there is no other
// way. The messages' figures have it ("30 s"), and so do commands.
const glue = "\u00a0"

// Command makes a command line for use within a text: one that somebody is to
// type is easier to read in one piece.
func Command(text string) string { return strings.ReplaceAll(text, " ", glue) }

// Prose breaks a text into lines, each with a style. Unlike Para it breaks
// nothing at hyphens, because options and passwords have them.
func Prose(text string, width int, style lipgloss.Style) []string {
	lines := Words(text, width)
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

// Words breaks a text into lines of at most width cells: between words, a
// command between its arguments where it is too long for a line, a word only
// where it is too long itself.
func Words(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	line := ""
	add := func(piece string) {
		switch {
		case line == "":
			line = piece
		case Width(line)+1+Width(piece) <= width:
			line += " " + piece
		default:
			lines = append(lines, line)
			line = piece
		}
		if Width(line) > width {
			broken := Wrap(line, width)
			lines, line = append(lines, broken[:len(broken)-1]...), broken[len(broken)-1]
		}
	}
	for _, word := range strings.Split(text, " ") {
		whole := strings.ReplaceAll(word, glue, " ")
		if Width(whole) <= width {
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

// Marked adds a text to lines with a mark before its first line and as much
// room before the others.
func Marked(mark, text string, width int, t *theme.Theme, lines []string) []string {
	wide := Width(mark)
	for i, line := range Words(text, width-wide) {
		if i > 0 {
			mark = strings.Repeat(" ", wide)
		}
		lines = append(lines, mark+t.Text.Render(line))
	}
	return lines
}
