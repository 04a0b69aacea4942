package web_test

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"sandi/internal/portal"
)

// readBarcode looks at the screen and reads the barcode, as a phone would.
func (v *viewer) readBarcode() string {
	v.t.Helper()
	js[bool](v, `document.querySelector(".barcode").scrollIntoView({block: "center", behavior: "instant"}), true`)
	img, err := png.Decode(bytes.NewReader(ask(v, chromedp.CaptureScreenshot())))
	if err != nil {
		v.t.Fatal(err)
	}
	return decodeQR(v.t, img)
}

// decodeQR reads a barcode with a decoder that knows nothing of ours. Like any
// reader it misses some codes at first sight, so it looks as a person with a
// phone does: again, from farther away.
func decodeQR(t *testing.T, img image.Image) string {
	t.Helper()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	var problem error
	for _, step := range []int{1, 5, 2, 3} {
		bmp, err := gozxing.NewBinaryBitmapFromImage(smaller(img, step))
		if err != nil {
			t.Fatal(err)
		}
		res, err := qrcode.NewQRCodeReader().Decode(bmp, hints)
		if err == nil {
			return res.GetText()
		}
		problem = err
	}
	t.Fatalf("no barcode can be read on the screen: %v", problem)
	return ""
}

// smaller keeps every step-th pixel of a picture each way.
func smaller(img image.Image, step int) image.Image {
	if step == 1 {
		return img
	}
	b := img.Bounds()
	small := image.NewGray(image.Rect(0, 0, b.Dx()/step, b.Dy()/step))
	for y := range b.Dy() / step {
		for x := range b.Dx() / step {
			small.Set(x, y, img.At(b.Min.X+x*step, b.Min.Y+y*step))
		}
	}
	return small
}

// steady is a source of randomness that gives the same at every run, since a
// reader that fails on one code in some hundreds would make a test fail by
// chance. Portals read from several goroutines at once.
type steady struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func newSteady(seed byte) *steady { return &steady{r: rand.NewChaCha8([32]byte{seed})} }

func (s *steady) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(b)
}

// steadyRig is a portal whose barcodes are the same at every run.
func steadyRig(t *testing.T, seed byte, change func(*portal.Options)) *rig {
	t.Helper()
	return newRig(t, func(o *portal.Options) {
		o.Rand = newSteady(seed)
		if change != nil {
			change(o)
		}
	})
}
