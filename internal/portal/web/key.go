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
const moduleScale = 8

func newKeyView(b portal.Barcode) (*keyView, error) {
	code, err := qr.Encode(b.URI())
	if err != nil {
		return nil, err
	}
	var png bytes.Buffer
	if err := code.PNG(&png, moduleScale); err != nil {
		return nil, err
	}
	k := b.Key
	return &keyView{
		// Safe to hand to the template unchecked: base64 of our own picture.
		Image:   template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png.Bytes())),
		Side:    (code.Size() + 2*qr.QuietFull) * moduleScale,
		Secret:  k.Secret.Grouped(),
		Issuer:  k.Issuer,
		Account: k.Account,
		Digits:  k.Digits,
		Period:  k.Period,
	}, nil
}
