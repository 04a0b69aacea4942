package cmd

import (
	"strings"

	"sandi/internal/printable"
	"sandi/internal/terminal"
)

// facts sets what there is on the left and how it stands on the right. On a
// terminal the right is wrapped and nothing is cut; where the window is too
// narrow for two columns it comes underneath. A row without a left belongs to
// the one before. The texts are made printable here.
func (a *app) facts(rows [][]string) string {
	left := 0
	for _, r := range rows {
		r[0], r[1] = printable.Text(r[0]), printable.Text(r[1])
		left = max(left, printable.Width(r[0]))
	}
	width, _, onTerminal := terminal.Size(a.sys.Out)
	const least = 30 // cells for the right
	under := onTerminal && left+gap+least > width
	var b strings.Builder
	for _, r := range rows {
		pad := left + gap
		switch {
		case under && r[0] != "":
			b.WriteString(r[0] + "\n")
			fallthrough
		case under:
			pad = gap
			b.WriteString(strings.Repeat(" ", gap))
		default:
			b.WriteString(r[0] + strings.Repeat(" ", pad-printable.Width(r[0])))
		}
		text := r[1]
		if onTerminal {
			indent := strings.Repeat(" ", pad)
			text = strings.TrimPrefix(wrap(text, width, indent), indent)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}
