package web

import (
	"bytes"
	"encoding/base64"
	"html/template"

	"sandi/internal/portal"
	"sandi/internal/qr"
)

// keyView is a setup key as the barcode page shows it: the only page that may.
type keyView struct {
	Image   template.URL // the barcode as a data: URI
	Side    int          // its width and height, in pixels
	Secret  string       // in groups of 4
	Issuer  string
	Account string
	Digits  int
	Period  int // seconds
}

// moduleScale is the pixels of the picture per module of the barcode. The page
// shows the picture in its own size or smaller; saved or copied out of the page
// it is large enough for every reader.
const moduleScale = 10

func newKeyView(b portal.Barcode) (*keyView, error) {
	image, side, err := picture(b.URI())
	if err != nil {
		return nil, err
	}
	k := b.Key
	return &keyView{
		Image: image, Side: side, Secret: k.Secret.Grouped(),
		Issuer: k.Issuer, Account: k.Account, Digits: k.Digits, Period: k.Period,
	}, nil
}

// linkCode is a link as a QR code, for phones that look at the projector.
type linkCode struct {
	Image template.URL
	Side  int
}

func newLinkCode(link string) (*linkCode, error) {
	image, side, err := picture(link)
	return &linkCode{image, side}, err
}

// picture draws a text as a QR code and returns it as a data: URI.
func picture(text string) (image template.URL, side int, err error) {
	code, err := qr.Encode(text)
	if err != nil {
		return "", 0, err
	}
	var png bytes.Buffer
	if err := code.PNG(&png, moduleScale); err != nil {
		return "", 0, err
	}
	// Safe to hand to the template unchecked: base64 of our own picture.
	image = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png.Bytes()))
	return image, (code.Size() + 2*qr.QuietFull) * moduleScale, nil
}
