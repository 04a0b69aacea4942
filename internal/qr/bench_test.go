package qr_test

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"testing"

	rsc "rsc.io/qr"

	"sandi/internal/qr"
)

// BenchmarkDecode4K is a large dark screen with a code somewhere, and without.
func BenchmarkDecode4K(b *testing.B) {
	c, err := rsc.Encode(uri, rsc.L)
	if err != nil {
		b.Fatal(err)
	}
	m := modules(c.Size, c.Black, 5, 4, color.Black, color.White)
	for name, shown := range map[string]bool{"code": true, "none": false} {
		b.Run(name, func(b *testing.B) {
			page := image.NewRGBA(image.Rect(0, 0, 3840, 2160))
			draw.Draw(page, page.Rect, image.NewUniform(color.Gray{Y: 30}), image.Point{}, draw.Src)
			if shown {
				draw.Draw(page, m.Rect.Add(image.Pt(1234, 567)), m, image.Point{}, draw.Src)
			}
			b.ReportAllocs()
			for b.Loop() {
				if got, _ := qr.Decode(context.Background(), page); (len(got) == 1) != shown {
					b.Fatalf("got %d", len(got))
				}
			}
		})
	}
}
