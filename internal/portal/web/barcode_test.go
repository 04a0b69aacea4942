package web_test

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"sandi/internal/portal"
)

// readBarcode looks at the screen and reads the barcode, as a phone would.
func (v *viewer) readBarcode() string {
	v.t.Helper()
	img, err := png.Decode(bytes.NewReader(ask(v, chromedp.CaptureScreenshot())))
	if err != nil {
		v.t.Fatal(err)
	}
	return decodeQR(v.t, img)
}

func decodeQR(t *testing.T, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	res, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no barcode can be read on the screen: %v", err)
	}
	return res.GetText()
}

// fixedRig is a portal with a fixed source of randomness: the barcode is the
// same at every run, since a reader that fails on one code in some hundreds
// would make the test fail by chance.
func fixedRig(t *testing.T, barcodeDelay time.Duration) *rig {
	t.Helper()
	return newRig(t, func(o *portal.Options) {
		o.Rand, o.BarcodeDelay = rand.NewChaCha8([32]byte{}), barcodeDelay
	})
}
