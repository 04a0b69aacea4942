package picture

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"

	"sandi/internal/lab"
	"sandi/internal/locale"
)

// SVG writes a story as a picture that needs nothing else: no fonts, no
// scripts, no links.
func SVG(w io.Writer, l *locale.Localizer, s lab.Story) error {
	out := bufio.NewWriter(w)
	title := strings.TrimLeft(Verdict(l, s), "✓✕ ") + ". " + Clock(l, s.Setting.Offset)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" lang="%s" role="img" font-family="Go, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">`+"\n",
		pageWidth, pageHeight, pageWidth, pageHeight, l.Lang())
	fmt.Fprintf(out, "<title>%s</title>\n", escape(title))
	for _, sh := range pageOf(l, s).shapes {
		sh.svg(out)
	}
	_, _ = out.WriteString("</svg>\n")
	return out.Flush() // which tells of every failed write before
}

func (s shape) svg(w io.Writer) {
	switch {
	case s.text != "":
		weight := ""
		if s.bold {
			weight = ` font-weight="bold"`
		}
		anchor := map[float64]string{0: "start", 0.5: "middle", 1: "end"}[s.anchor]
		// The length is that of the font in the PNG, so that no other font runs
		// over what stands beside it.
		fmt.Fprintf(w, `<text x="%s" y="%s" font-size="%s"%s fill="%s" text-anchor="%s" textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			number(s.points[0].x), number(s.points[0].y), number(s.size), weight, hex(s.colour), anchor, number(s.width), escape(s.text))
	case s.fill != nil:
		fmt.Fprintf(w, `<polygon points="%s" fill="%s"/>`+"\n", list(s.points), hex(*s.fill))
	default:
		dash := ""
		if s.dashed {
			dash = ` stroke-dasharray="` + number(dashOn) + " " + number(dashOff) + `"`
		}
		fmt.Fprintf(w, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s/>`+"\n", list(s.points), hex(s.colour), number(s.stroke), dash)
	}
}

// The parts of a dashed line.
const dashOn, dashOff = 5.0, 5.0

func list(points []point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = number(p.x) + "," + number(p.y)
	}
	return strings.Join(words, " ")
}

func number(f float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0"), ".")
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}
