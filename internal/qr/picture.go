package qr

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	_ "image/gif"  // the formats in which pictures of screens
	_ "image/jpeg" // and photographs are kept
	_ "image/png"
	"io"

	_ "golang.org/x/image/webp"

	"sandi/internal/fault"
)

// MaxPictureBytes is the longest picture file that is read.
const MaxPictureBytes = 64 << 20

// maxHeavy is MaxPixels for pictures that take eight or more bytes a pixel while
// they are decoded: 16-bit colours and progressive JPEG.
const maxHeavy = 16_000_000

// progressive is the JPEG marker of a frame whose coefficients all have to be
// kept until its end.
var progressive = []byte{0xff, 0xc2}

var (
	// ErrNotPicture: no PNG, JPEG, GIF or WebP, or a damaged one.
	ErrNotPicture = fault.New("qr.not-picture", "not a picture that can be read")
	// ErrTooManyBytes: longer than MaxPictureBytes ("max", in MiB).
	ErrTooManyBytes = fault.New("qr.too-many-bytes", "picture file too large")
)

// ReadPicture reads a PNG, JPEG, GIF (its first frame) or WebP. It looks at the
// picture's size before it decodes a pixel: a file of a few bytes may claim to
// hold a picture that fills the memory.
func ReadPicture(ctx context.Context, r io.Reader) (m image.Image, err error) {
	defer func() {
		if recover() != nil { // a decoder on a damaged file
			m, err = nil, ErrNotPicture
		}
	}()
	in := &bounded{ctx: ctx, r: r, left: MaxPictureBytes}
	var head bytes.Buffer
	config, format, err := image.DecodeConfig(io.TeeReader(in, &head))
	if err != nil {
		return nil, in.why(err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return nil, ErrNotPicture
	}
	most := MaxPixels
	if config.ColorModel == color.RGBA64Model || config.ColorModel == color.NRGBA64Model || format == "jpeg" && bytes.Contains(head.Bytes(), progressive) {
		most = maxHeavy
	}
	if config.Width > most/config.Height {
		return nil, ErrTooManyPixels.With("max", most/1_000_000)
	}
	m, _, err = image.Decode(bufio.NewReader(io.MultiReader(&head, in)))
	if err != nil {
		return nil, in.why(err)
	}
	return m, nil
}

// bounded reads at most left bytes, and nothing after ctx has ended, because
// decoders know no contexts.
type bounded struct {
	ctx  context.Context
	r    io.Reader
	left int
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.err = b.ctx.Err(); b.err != nil {
		return 0, b.err
	}
	if b.left <= 0 {
		b.err = ErrTooManyBytes.With("max", MaxPictureBytes>>20)
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil {
		b.err = err
	}
	return n, err
}

// why tells what kept a picture from being read: the reader's own trouble, or
// that it is none.
func (b *bounded) why(error) error {
	if b.err != nil && !errors.Is(b.err, io.EOF) && !errors.Is(b.err, io.ErrUnexpectedEOF) {
		return b.err
	}
	return ErrNotPicture
}
