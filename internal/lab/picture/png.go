package picture

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"sandi/internal/lab"
	"sandi/internal/locale"
)

// scale is how many pixels a unit of the page takes: full HD.
const scale = 1.5

// PNG writes a story as a picture of 1920×1080 pixels.
func PNG(w io.Writer, l *locale.Localizer, s lab.Story) error {
	img := image.NewRGBA(image.Rect(0, 0, int(pageWidth*scale), int(pageHeight*scale)))
	page := pageOf(l, s)
	for _, sh := range page.shapes {
		sh.paint(img, page.fonts)
	}
	return png.Encode(w, img)
}

func (s shape) paint(img *image.RGBA, f *fonts) {
	switch {
	case s.text != "":
		s.write(img, f)
	case s.fill != nil:
		fill(img, *s.fill, s.points)
	case s.dashed:
		from, to := s.points[0], s.points[1]
		n := math.Hypot(to.x-from.x, to.y-from.y)
		at := func(d float64) point { return point{from.x + (to.x-from.x)*d/n, from.y + (to.y-from.y)*d/n} }
		for d := 0.0; d < n; d += dashOn + dashOff {
			stroke(img, s.colour, s.stroke, at(d), at(min(d+dashOn, n)))
		}
	default:
		for i := 1; i < len(s.points); i++ {
			stroke(img, s.colour, s.stroke, s.points[i-1], s.points[i])
		}
	}
}

// fill paints a polygon.
func fill(img *image.RGBA, c color.RGBA, points []point) {
	b := img.Bounds()
	r := vector.NewRasterizer(b.Dx(), b.Dy())
	for i, p := range points {
		x, y := float32(p.x*scale), float32(p.y*scale)
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(img, b, image.NewUniform(c), image.Point{})
}

// stroke paints a piece of a line, half its width longer at both ends, so that
// corners close.
func stroke(img *image.RGBA, c color.RGBA, width float64, from, to point) {
	n := math.Hypot(to.x-from.x, to.y-from.y)
	if n == 0 {
		return
	}
	dx, dy := (to.x-from.x)/n*width/2, (to.y-from.y)/n*width/2
	from, to = point{from.x - dx, from.y - dy}, point{to.x + dx, to.y + dy}
	fill(img, c, []point{{from.x - dy, from.y + dx}, {to.x - dy, to.y + dx}, {to.x + dy, to.y - dx}, {from.x + dy, from.y - dx}})
}

func (s shape) write(img *image.RGBA, f *fonts) {
	x := s.points[0].x - s.anchor*s.width
	d := font.Drawer{
		Dst: img, Src: image.NewUniform(s.colour), Face: f.face(s.size*scale, s.bold),
		Dot: fixed.Point26_6{X: fixed.Int26_6(x * scale * 64), Y: fixed.Int26_6(s.points[0].y * scale * 64)},
	}
	d.DrawString(s.text)
}

// fonts are the fonts of one picture: a face is not safe for concurrent use.
type fonts struct {
	parsed [2]*opentype.Font // regular and bold
	made   map[faceKey]font.Face
}

type faceKey struct {
	size float64
	bold bool
}

func newFonts() *fonts {
	f := &fonts{made: map[faceKey]font.Face{}}
	for i, data := range [][]byte{goregular.TTF, gobold.TTF} {
		f.parsed[i], _ = opentype.Parse(data) // a part of the program: it parses, or no test passes
	}
	return f
}

func (f *fonts) face(size float64, bold bool) font.Face {
	key := faceKey{size, bold}
	if f.made[key] == nil {
		i := 0
		if bold {
			i = 1
		}
		f.made[key], _ = opentype.NewFace(f.parsed[i], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	}
	return f.made[key]
}

// measure returns a text's width in units of the page.
func (f *fonts) measure(text string, size float64, bold bool) float64 {
	const reference = 64 // one size for all, so that widths are proportional
	return float64(font.MeasureString(f.face(reference, bold), text)) / 64 * size / reference
}
