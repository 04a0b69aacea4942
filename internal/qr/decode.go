package qr

import (
	"context"
	"image"
	"time"

	"sandi/internal/fault"
)

// MaxPixels is the largest picture that is looked through: more than the
// largest screen and than most cameras make.
const MaxPixels = 40_000_000

// budget bounds the search in one picture; a caller may set an earlier
// deadline. A picture of MaxPixels that shows no code takes about 2 s.
const budget = 15 * time.Second

var (
	// ErrNoCode: no QR code was found in the picture.
	ErrNoCode = fault.New("qr.no-code", "no QR code in the picture")
	// ErrPartial: some of the QR codes over which a text is spread are missing.
	ErrPartial = fault.New("qr.partial", "only a part of a text that is spread over several QR codes")
	// ErrTooManyPixels: more than MaxPixels ("max", in millions).
	ErrTooManyPixels = fault.New("qr.too-many-pixels", "picture too large to look through")
	// ErrSlow: the search did not end in time.
	ErrSlow = fault.New("qr.slow", "searching the picture took too long")
)

// Decode returns the texts of the QR codes in a picture, each once, in no
// particular order. Pictures come from anywhere, so the search is bounded: in
// pixels, in time, and in the number of places where a code could be.
//
// The texts are untrusted, and a key is among them as a rule: clean them before
// they reach a terminal, and never quote them in an error.
func Decode(ctx context.Context, picture image.Image) ([]string, error) {
	size := picture.Bounds().Size()
	if size.X <= 0 || size.Y <= 0 {
		return nil, ErrNoCode
	}
	if size.X > MaxPixels/size.Y {
		return nil, ErrTooManyPixels.With("max", MaxPixels/1_000_000)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, budget, ErrSlow)
	defer cancel()
	base := toGrey(picture)
	forms := forms{base: base}
	partial := false
	var last matrix
	for _, r := range ladder {
		if r.small && base.pixels() > upscalable {
			continue
		}
		found := finding{}
		attempt(func() {
			if !r.single { // a single rung looks again at the matrix before it
				last = newMatrix(ctx, r.form(&forms), r.global)
			}
			if r.single {
				found = last.single()
			} else {
				found = last.all()
			}
		})
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if len(found.texts) > 0 {
			return found.texts, nil
		}
		partial = partial || found.partial
	}
	if partial {
		return nil, ErrPartial
	}
	return nil, ErrNoCode
}

// attempt keeps a panic of the decoder, which a made-up picture may provoke,
// to the rung that it happens on.
func attempt(f func()) {
	defer func() { _ = recover() }()
	f()
}

// rung is one way to look at a picture.
type rung struct {
	form   func(*forms) *grey
	global bool // one threshold for the whole picture in place of one for each part
	single bool // of the matrix before, the three best finder patterns only
	small  bool // only for pictures up to upscalable
}

// upscalable is the largest picture, in pixels, for the rungs at twice its
// size: they find codes of two pixels a module, and would cost a second on a
// large screen that shows none.
const upscalable = 10_000_000

// ladder is what is tried until something is found. Local thresholds find
// nearly all codes on a screen; the rest is for dark themes, photographs,
// pictures cut at the code's edge and tiny codes. What each rung adds was
// measured on the fixtures (docs/adr/0012-reading-qr-codes.md).
var ladder = []rung{
	{form: (*forms).plain},
	{single: true},
	{form: (*forms).inverted},
	{form: (*forms).half},
	{form: (*forms).plain, global: true},
	{single: true},
	{form: (*forms).half, global: true},
	{form: (*forms).quarter},
	{form: (*forms).halfInverted},
	{form: (*forms).framed, small: true},
	{form: (*forms).double, small: true},
	{single: true, small: true},
	{form: (*forms).doubleInverted, small: true},
}
