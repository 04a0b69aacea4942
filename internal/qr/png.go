package qr

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
)

// maxScale bounds the picture: the largest code, 177 modules and a quiet zone,
// is then 11,840 pixels wide.
const maxScale = 64

// PNG writes the code as a black and white picture with the full quiet zone.
// scale is the pixels a module takes on each side, 1 … 64; 8 is readable for
// a phone that looks at a screen.
func (c Code) PNG(w io.Writer, scale int) error {
	if c.modules == nil {
		return errEmpty
	}
	if scale < 1 || scale > maxScale {
		return fmt.Errorf("qr: scale %d is not 1 … %d", scale, maxScale)
	}
	side := (c.Size() + 2*QuietFull) * scale
	// Two colours make a picture of one bit a pixel; index 0 is white.
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		row := img.Pix[y*img.Stride : y*img.Stride+side]
		for x := range row {
			if c.modules.Black(x/scale-QuietFull, y/scale-QuietFull) {
				row[x] = 1
			}
		}
	}
	return png.Encode(w, img)
}
