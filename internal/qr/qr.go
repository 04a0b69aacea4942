// Package qr turns a text, usually an otpauth URI, into a QR code for a
// terminal or a PNG file, and reads the QR codes in pictures.
//
//	code, err := qr.Encode(uri)
//	fit, ok := code.Fit(cols, rows)
//	if !ok {
//		// code.Need says how large the window must be: offer the key as text.
//	}
//	fmt.Println(code.Terminal(fit.Quiet))
//
// The drawing names both colours of every cell, so it does not depend on the
// terminal's theme and must not be stripped of its colours where NO_COLOR asks
// for a plain interface: without them a light theme shows the code inverted,
// and many readers fail on that (docs/adr/0004-qr-in-a-terminal.md).
//
// ReadPicture and Decode go the other way. Both take what anybody may have
// made, and bound it: bytes, pixels, time, and the work of the search.
package qr

import (
	"errors"
	"fmt"

	"rsc.io/qr"

	"sandi/internal/fault"
)

// Quiet zones, in modules. The standard asks for 4; readers of screens were
// measured to manage with 2, and to fail with 1 beside some fonts.
const (
	QuietFull  = 4
	QuietSmall = 2
)

// level is the lowest error correction: a screen has no stains, and every
// level above it costs rows that an 80×24 window does not have.
const level = qr.L

var (
	// ErrTooLong: the text does not fit any QR code (2,953 bytes at level L).
	ErrTooLong = fault.New("qr.too-long", "text too long for a QR code")
	// ErrNoRoom: the window is too small. Give it cols and rows from Need.
	ErrNoRoom = fault.New("qr.no-room", "window too small for the QR code")

	errEmpty = errors.New("qr: no text to encode")
)

// Code is a text as a QR code. The text is a secret as a rule, so a Code never
// prints it.
type Code struct {
	text    string
	level   qr.Level
	modules *qr.Code
}

// Encode returns the text as the smallest QR code of error correction level L.
// Texts should be ASCII, as otpauth URIs are: a QR code does not name its
// character set, and readers guess differently.
func Encode(text string) (Code, error) { return encode(text, level) }

// EncodeForPaper returns the text as a QR code that is still read with a quarter
// of it stained, torn or in a fold (level Q; at most 1,663 bytes).
func EncodeForPaper(text string) (Code, error) { return encode(text, qr.Q) }

func encode(text string, level qr.Level) (Code, error) {
	if text == "" {
		return Code{}, errEmpty
	}
	modules, err := qr.Encode(text, level)
	if err != nil {
		return Code{}, ErrTooLong // the cause says no more, and must not quote the text
	}
	return Code{text: text, level: level, modules: modules}, nil
}

// Size returns the modules on one side, without the quiet zone: 21 … 177.
// The zero Code has size 0.
func (c Code) Size() int {
	if c.modules == nil {
		return 0
	}
	return c.modules.Size
}

// Format keeps the text out of logs and errors, whatever the verb.
func (c Code) Format(f fmt.State, _ rune) { fmt.Fprint(f, "‹redacted›") }
