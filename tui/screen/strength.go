package screen

import (
	"sandi/internal/strength"
	"sandi/tui/widget"
)

// Strength tells what guessing a new password costs, and in at most so many
// reasons why.
func Strength(e strength.Estimate, reasons, width int, c Context) []string {
	t, l := c.Theme, c.L
	key, n := e.Time()
	// A warning and no refusal, whatever the password: it is the owner's choice.
	mark, style := "! ", t.Bad
	switch {
	case e.Level >= 3:
		mark, style = "✓ ", t.Good
	case e.Level == 2:
		style = t.Warn
	}
	lines := widget.Para(mark+l.T(e.Verdict(), "time", l.N(key, n)), width, style)
	for _, r := range e.Reasons[:min(reasons, len(e.Reasons))] {
		text := l.T(r.Key, r.Pairs...)
		if len(r.Pairs) == 2 { // the number that the sentence is about
			if n, ok := r.Pairs[1].(int); ok {
				text = l.N(r.Key, n)
			}
		}
		lines = append(lines, widget.Para(text, width, t.Muted)...)
	}
	return lines
}
