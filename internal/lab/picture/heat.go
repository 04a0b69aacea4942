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
func Heat(g lab.Grid, policy, width int, ascii bool) []Line {
	return NewMap(g, policy, width, ascii, -1, -1).Lines
}

// Map is a heat map that is drawn, and where its fields are.
type Map struct {
	Lines []Line

	label, box int // columns of the labels, and of a field
	from, show int // the offsets that are drawn
	delays     int
}

// Field returns the indexes of the field that is drawn at a cell of Lines.
func (m Map) Field(x, y int) (delay, offset int, ok bool) {
	if x < m.label || x >= m.label+m.show*m.box || y < 0 || y >= m.delays {
		return 0, 0, false
	}
	return y, m.from + (x-m.label)/m.box, true
}

// NewMap draws what Heat does, with a mark in one field; none where the indexes
// are negative.
func NewMap(g lab.Grid, policy, width int, ascii bool, delay, offset int) Map {
	m := Map{delays: len(g.Delays)}
	for _, d := range g.Delays {
		m.label = max(m.label, len([]rune(Short(d))))
	}
	m.label++
	m.box = min(max((width-m.label)/max(len(g.Offsets), 1), 1), 6)
	m.show = min(len(g.Offsets), max((width-m.label)/m.box, 1))
	m.from = (len(g.Offsets) - m.show) / 2
	for i, d := range g.Delays {
		line := Line{{pad(Short(d), m.label), Faint}}
		for j := m.from; j < m.from+m.show; j++ {
			shade, kind := Level(g.Share(policy, i, j))
			if ascii {
				shade = asciiShades[shade]
			}
			if i != delay || j != offset {
				line = append(line, Span{strings.Repeat(shade, m.box), kind})
				continue
			}
			mark := "◆"
			if ascii {
				mark = "*"
			}
			left := (m.box - 1) / 2
			line = append(line, Span{strings.Repeat(shade, left), kind}, Span{mark, Mark}, Span{strings.Repeat(shade, m.box-1-left), kind})
		}
		m.Lines = append(m.Lines, line)
	}
	m.Lines = append(m.Lines, m.axis(g, width))
	return m
}

// axis is the offsets below the map, as many as there is room for.
func (m Map) axis(g lab.Grid, width int) Line {
	c := newCanvas(m.label+m.show*m.box+8, 1)
	next := 0
	for j := m.from; j < m.from+m.show; j++ {
		text := Short(g.Offsets[j])
		if g.Offsets[j] > 0 {
			text = "+" + text
		}
		n := len([]rune(text))
		at := m.label + (j-m.from)*m.box + (m.box-n)/2
		if at < max(next, m.label-1) || at+n > width {
			continue
		}
		c.put(0, at, text, Faint)
		next = at + n + 1
	}
	return c.lines()[0]
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
