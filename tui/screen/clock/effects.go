package clock

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/diagnose"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// effects tells which share of codes each kind of service accepts now, by how
// long it takes from reading a code to its arrival.
func (m *Model) effects(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	best := m.facts.Measurement.Best
	if level, _, _ := diagnose.Standing(m.facts.Measurement, m.local(c)); best == nil || level == diagnose.Unknown {
		return nil
	}
	lines := []string{heading(l.T("drift.effects"), width, c)}
	all := diagnose.Effects(best.Offset, best.Uncertainty)
	delays := diagnose.EffectDelays()
	names := widget.Width(l.T("drift.delay"))
	for _, e := range all {
		names = max(names, widget.Width(l.T("diagnose.policy."+e.Policy)))
	}
	// Ranges where there is room for them, else the one figure.
	col := 8
	if names+2+len(delays)*col > width {
		col = 5
	}
	names = max(min(names, width-2-len(delays)*col), 1)
	var legend []string
	first := l.T("drift.delay")
	if widget.Width(first) > names { // it heads the table instead
		lines = append(lines, "  "+t.Muted.Render(widget.Cut(first, width-2)))
		first = ""
	}
	line := "  " + t.Muted.Render(widget.PadRight(first, names))
	for _, d := range delays {
		line += t.Muted.Render(widget.PadLeft(strconv.Itoa(int(d/time.Second)), col))
	}
	lines = append(lines, line)
	for i, e := range all {
		if i%len(delays) == 0 {
			name := l.T("diagnose.policy." + e.Policy)
			if widget.Width(name) > names {
				legend = append(legend, name)
				name, _, _ = strings.Cut(name, ":") // what it is stands below
			}
			line = "  " + t.Text.Render(widget.PadRight(name, names))
		}
		text, style := share(e, col, t)
		line += style(widget.PadLeft(text, col))
		if i%len(delays) == len(delays)-1 {
			lines = append(lines, line)
		}
	}
	for _, rule := range legend {
		lines = append(lines, widget.Indent(widget.Para(rule, max(width-2, 1), t.Muted), 2)...)
	}
	return append(lines, widget.Para(l.T("drift.effects-note"), min(width, reading), t.Muted)...)
}

// share writes the accepted share in percent, as a range where the offset is
// not known well enough and there is room for one.
func share(e diagnose.Effect, col int, t *theme.Theme) (string, func(...string) string) {
	least, most := percent(e.Least.Float()), percent(e.Most.Float())
	text := strconv.Itoa(percent(e.Share.Float())) + "%"
	if most-least > 1 && col >= 8 {
		text = strconv.Itoa(least) + "–" + strconv.Itoa(most) + "%"
	}
	switch {
	case e.Share.All():
		return text, t.Good.Render
	case e.Share.None():
		return text, t.Bad.Render
	}
	return text, t.Warn.Render
}

// percent rounds so that only everything is 100 and only nothing is 0.
func percent(share float64) int {
	n := int(share*100 + 0.5)
	switch {
	case n == 100 && share < 1:
		return 99
	case n == 0 && share > 0:
		return 1
	}
	return n
}
