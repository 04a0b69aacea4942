package qr

import (
	"image"
	"image/color"
	"image/draw"
)

// grey is a picture as brightness, 0 black to 255 white, row by row.
type grey struct {
	w, h int
	pix  []byte
}

func newGrey(w, h int) *grey { return &grey{w, h, make([]byte, w*h)} }

func (g *grey) pixels() int { return g.w * g.h }

// frame is the white edge, in pixels, that a picture gets which may end where
// its code does. Readers need a quiet zone.
const frame = 24

// toGrey lays a picture on white. One with transparent parts gets a white edge,
// because services hand out codes as transparent pictures without a quiet zone.
func toGrey(m image.Image) *grey {
	b := m.Bounds()
	g := newGrey(b.Dx(), b.Dy())
	clear := false
	switch m := m.(type) {
	case *image.Gray:
		for y := range g.h {
			copy(g.row(y), m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.YCbCr:
		for y := range g.h {
			copy(g.row(y), m.Y[m.YOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.NRGBA:
		for y := range g.h {
			clear = fromNRGBA(g.row(y), m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]) || clear
		}
	case *image.RGBA:
		for y := range g.h {
			p := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			row := g.row(y)
			for x := range row {
				px := p[4*x : 4*x+4 : 4*x+4]
				v := brightness(px[0], px[1], px[2])
				if px[3] != 0xff { // its colours are multiplied by alpha already
					clear = true
					v = byte(min(255, uint32(v)+255-uint32(px[3])))
				}
				row[x] = v
			}
		}
	case *image.Paletted:
		var table [256]byte
		for i, c := range m.Palette[:min(len(m.Palette), 256)] {
			v, opaque := laidOnWhite(c)
			table[i] = v
			clear = clear || !opaque
		}
		for y := range g.h {
			p := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			row := g.row(y)
			for x := range row {
				row[x] = table[p[x]]
			}
		}
	default:
		clear = g.drawn(m)
	}
	if clear {
		return g.withFrame()
	}
	return g
}

// drawn is toGrey for the rarer kinds of pictures, a strip at a time.
func (g *grey) drawn(m image.Image) (transparent bool) {
	const strip = 64
	b := m.Bounds()
	part := image.NewNRGBA(image.Rect(0, 0, g.w, min(strip, g.h)))
	for top := 0; top < g.h; top += strip {
		rows := min(strip, g.h-top)
		draw.Draw(part, image.Rect(0, 0, g.w, rows), m, image.Pt(b.Min.X, b.Min.Y+top), draw.Src)
		for y := range rows {
			transparent = fromNRGBA(g.row(top+y), part.Pix[y*part.Stride:]) || transparent
		}
	}
	return transparent
}

// fromNRGBA lays a row of pixels of four bytes on white.
func fromNRGBA(row, pix []byte) (transparent bool) {
	for x := range row {
		px := pix[4*x : 4*x+4 : 4*x+4]
		v := brightness(px[0], px[1], px[2])
		if a := uint32(px[3]); a != 0xff {
			transparent = true
			v = byte((uint32(v)*a + 255*(255-a)) / 255)
		}
		row[x] = v
	}
	return transparent
}

func brightness(r, g, b byte) byte {
	return byte((299*uint32(r) + 587*uint32(g) + 114*uint32(b) + 500) / 1000)
}

func laidOnWhite(c color.Color) (v byte, opaque bool) {
	r, g, b, a := c.RGBA()
	return byte(min(0xffff, (299*r+587*g+114*b)/1000+0xffff-a) >> 8), a == 0xffff
}

func (g *grey) row(y int) []byte { return g.pix[y*g.w : (y+1)*g.w] }

// withFrame puts a white edge around the picture.
func (g *grey) withFrame() *grey {
	out := newGrey(g.w+2*frame, g.h+2*frame)
	for i := range out.pix {
		out.pix[i] = 0xff
	}
	for y := range g.h {
		copy(out.row(y + frame)[frame:], g.row(y))
	}
	return out
}

func (g *grey) invert() *grey {
	out := newGrey(g.w, g.h)
	for i, v := range g.pix {
		out.pix[i] = 255 - v
	}
	return out
}

// halve makes one pixel of four.
func (g *grey) halve() *grey {
	out := newGrey(max(g.w/2, 1), max(g.h/2, 1))
	for y := range out.h {
		up, low := g.row(min(2*y, g.h-1)), g.row(min(2*y+1, g.h-1))
		row := out.row(y)
		for x := range row {
			a, b := min(2*x, g.w-1), min(2*x+1, g.w-1)
			row[x] = byte((uint(up[a]) + uint(up[b]) + uint(low[a]) + uint(low[b]) + 2) / 4)
		}
	}
	return out
}

// enlarge makes four pixels of one, with the ones between neighbours at their
// mean.
func (g *grey) enlarge() *grey {
	out := newGrey(2*g.w, 2*g.h)
	for y := range g.h {
		here, next := g.row(y), g.row(min(y+1, g.h-1))
		upper, lower := out.row(2*y), out.row(2*y+1)
		for x := range g.w {
			a, b := uint(here[x]), uint(here[min(x+1, g.w-1)])
			c, d := uint(next[x]), uint(next[min(x+1, g.w-1)])
			upper[2*x], upper[2*x+1] = byte(a), byte((a+b)/2)
			lower[2*x], lower[2*x+1] = byte((a+c)/2), byte((a+b+c+d)/4)
		}
	}
	return out
}

// forms are the pictures that the ladder looks at, each made when it is needed.
type forms struct{ base, small *grey }

func (f *forms) plain() *grey    { return f.base }
func (f *forms) inverted() *grey { return f.base.invert() }
func (f *forms) half() *grey {
	if f.small == nil {
		f.small = f.base.halve()
	}
	return f.small
}
func (f *forms) quarter() *grey        { return f.half().halve() }
func (f *forms) halfInverted() *grey   { return f.half().invert() }
func (f *forms) framed() *grey         { return f.base.withFrame() }
func (f *forms) double() *grey         { return f.base.enlarge() }
func (f *forms) doubleInverted() *grey { return f.base.enlarge().invert() }
