package picture

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/lab"
	"sandi/internal/locale"
)

// Level sorts a share for a heat map.
func Level(f acceptance.Fraction) (shade string, kind Kind) {
	switch share := f.Float(); {
	case f.All():
		return "█", Good
	case f.None():
		return "·", Bad
	case share >= 0.5:
		return "▓", Some
	case share >= 0.2:
		return "▒", Some
	}
	return "░", Bad
}

// asciiShades are the same levels for terminals that have no blocks.
var asciiShades = map[string]string{"█": "#", "▓": "+", "▒": "-", "░": ".", "·": " "}

// Heat draws one verifier's part of a grid: a row for each delay, a column for
// each offset. Offsets that do not fit are left out at the ends.
func Heat(l *locale.Localizer, g lab.Grid, policy, width int, ascii bool) []Line {
	label := 0
	for _, d := range g.Delays {
		label = max(label, len([]rune(Short(d))))
	}
	label++
	box := min(max((width-label)/max(len(g.Offsets), 1), 1), 6)
	show := min(len(g.Offsets), max((width-label)/box, 1))
	from := (len(g.Offsets) - show) / 2
	var lines []Line
	for i, d := range g.Delays {
		line := Line{{pad(Short(d), label), Faint}}
		for j := from; j < from+show; j++ {
			shade, kind := Level(g.Share(policy, i, j))
			if ascii {
				shade = asciiShades[shade]
			}
			line = append(line, Span{strings.Repeat(shade, box), kind})
		}
		lines = append(lines, line)
	}
	// The offsets stand below, as many as there is room for.
	c := newCanvas(label+show*box+8, 1)
	next := 0
	for j := from; j < from+show; j++ {
		text := Short(g.Offsets[j])
		if g.Offsets[j] > 0 {
			text = "+" + text
		}
		n := len([]rune(text))
		at := label + (j-from)*box + (box-n)/2
		if at < max(next, label-1) || at+n > width {
			continue
		}
		c.put(0, at, text, Faint)
		next = at + n + 1
	}
	return append(lines, c.lines()[0])
}

// Short writes a duration in as few characters as hold it exactly, the same in
// every language: an axis has no room for words.
func Short(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	if d < 10*time.Minute && d%time.Second == 0 {
		text = strconv.Itoa(int(d/time.Second)) + "s"
	}
	return sign + text
}

func pad(text string, n int) string {
	return text + strings.Repeat(" ", max(n-width(text), 0))
}

// HeatLegend tells what the shades of a heat map mean.
func HeatLegend(l *locale.Localizer, ascii bool) []Line {
	var line Line
	for _, it := range []struct {
		shade, text string
		kind        Kind
	}{
		{"█", "100 %", Good}, {"▓", "≥ 50 %", Some}, {"▒", "≥ 20 %", Some}, {"░", "< 20 %", Bad}, {"·", "0 %", Bad},
	} {
		if ascii {
			it.shade = asciiShades[it.shade]
			it.text = strings.Replace(it.text, "≥", ">=", 1)
		}
		if len(line) > 0 {
			line = append(line, Span{"   ", Plain})
		}
		line = append(line, Span{strings.Repeat(it.shade, 2), it.kind}, Span{" " + it.text, Plain})
	}
	return []Line{line}
}
