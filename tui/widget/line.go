package widget

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Width returns the cells that a line takes, not counting its styling.
func Width(s string) int { return ansi.StringWidth(s) }

// Cut shortens a line, styled or not, to at most width cells, ending in "…"
// where something was cut off.
func Cut(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if ansi.StringWidth(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// PadRight fills a line with blanks on its right up to width cells, or cuts it.
func PadRight(s string, width int) string {
	s = Cut(s, width)
	return s + blank(width-ansi.StringWidth(s))
}

// PadLeft fills a line with blanks on its left up to width cells, or cuts it.
func PadLeft(s string, width int) string {
	s = Cut(s, width)
	return blank(width-ansi.StringWidth(s)) + s
}

// Center puts a line in the middle of width cells, or cuts it. Blanks on its
// right are left out.
func Center(s string, width int) string {
	s = Cut(s, width)
	return blank((width-ansi.StringWidth(s))/2) + s
}

// Ends puts one text at the left and one at the right end of width cells. The
// left one gives way where both do not fit.
func Ends(left, right string, width int) string {
	right = Cut(right, width)
	room := width - ansi.StringWidth(right)
	if right != "" {
		room--
	}
	left = Cut(left, room)
	return left + blank(width-ansi.StringWidth(left)-ansi.StringWidth(right)) + right
}

func blank(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}

// Wrap breaks a text into lines of at most width cells, between words where
// that is possible.
func Wrap(text string, width int) []string {
	if width <= 0 {
		return nil
	}
	return strings.Split(ansi.Wrap(text, width, ""), "\n")
}

// Para is Wrap with a style for every line.
func Para(text string, width int, style lipgloss.Style) []string {
	lines := Wrap(text, width)
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

// Indent puts n blanks before every line.
func Indent(lines []string, n int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			line = blank(n) + line
		}
		out[i] = line
	}
	return out
}

// Fit joins lines into a block of exactly height lines, each cut to width.
// Where lines do not fit, the last one that does ends in "…".
func Fit(lines []string, width, height int) string {
	out := make([]string, max(height, 0))
	if height > 0 && len(lines) > height && strings.TrimSpace(strings.Join(lines[height:], "")) != "" {
		last := Cut(lines[height-1], width-2)
		if !strings.HasSuffix(ansi.Strip(last), "…") {
			last += " …"
		}
		lines = append(slices.Clone(lines[:height-1]), last)
	}
	for i := range out {
		if i < len(lines) {
			out[i] = Cut(lines[i], width)
		}
	}
	return strings.Join(out, "\n")
}

// Middle puts a block of lines in the vertical middle of height lines; a block
// that is too high keeps its top. The upper margin is the smaller one.
func Middle(lines []string, height int) []string {
	gap := (height - len(lines)) / 3
	if gap <= 0 {
		return lines
	}
	return append(make([]string, gap), lines...)
}
