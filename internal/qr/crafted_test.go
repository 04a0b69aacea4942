package qr_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	rsc "rsc.io/qr"
	"rsc.io/qr/coding"

	"sandi/internal/qr"
)

const uri = "otpauth://totp/SPSE:penyedia?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=SPSE"

// modules draws a code with module × module pixels, dark on light, with a quiet
// zone of some modules.
func modules(size int, black func(x, y int) bool, module, quiet int, dark, light color.Color) *image.NRGBA {
	side := (size + 2*quiet) * module
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(m, m.Rect, image.NewUniform(light), image.Point{}, draw.Src)
	for y := range size {
		for x := range size {
			if black(x, y) {
				r := image.Rect(x, y, x+1, y+1).Add(image.Pt(quiet, quiet))
				r = image.Rect(r.Min.X*module, r.Min.Y*module, r.Max.X*module, r.Max.Y*module)
				draw.Draw(m, r, image.NewUniform(dark), image.Point{}, draw.Src)
			}
		}
	}
	return m
}

func code(t *testing.T, text string, module, quiet int, dark, light color.Color) *image.NRGBA {
	t.Helper()
	c, err := rsc.Encode(text, rsc.L)
	if err != nil {
		t.Fatal(err)
	}
	return modules(c.Size, c.Black, module, quiet, dark, light)
}

func decode(t *testing.T, m image.Image) []string {
	t.Helper()
	got, err := qr.Decode(context.Background(), m)
	if err != nil && !errors.Is(err, qr.ErrNoCode) {
		t.Fatal(err)
	}
	return got
}

func TestDecodeKindsOfPictures(t *testing.T) {
	plain := code(t, uri, 3, 4, color.Black, color.White)
	copyTo := func(m draw.Image) image.Image {
		draw.Draw(m, m.Bounds(), plain, image.Point{}, draw.Src)
		return m
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, plain, &jpeg.Options{Quality: 40}); err != nil {
		t.Fatal(err)
	}
	fromJPEG, err := jpeg.Decode(&photo)
	if err != nil {
		t.Fatal(err)
	}
	large := image.NewGray(image.Rect(0, 0, 3840, 2160))
	draw.Draw(large, large.Rect, image.NewUniform(color.Gray{Y: 40}), image.Point{}, draw.Src)
	draw.Draw(large, plain.Rect.Add(image.Pt(2001, 977)), plain, image.Point{}, draw.Src)
	tests := map[string]image.Image{
		"NRGBA":                    plain,
		"RGBA":                     copyTo(image.NewRGBA(plain.Rect)),
		"16-bit grey":              copyTo(image.NewGray16(plain.Rect)),
		"16-bit colour":            copyTo(image.NewNRGBA64(plain.Rect)),
		"palette":                  copyTo(image.NewPaletted(plain.Rect, color.Palette{color.White, color.Black})),
		"JPEG":                     fromJPEG,
		"not at the origin":        plain.SubImage(plain.Rect), // and below
		"a part of a larger one":   large.SubImage(image.Rect(1901, 900, 2500, 1500)),
		"in a 4K window":           large,
		"light on dark":            code(t, uri, 3, 4, color.White, color.Black),
		"transparent, no edge":     code(t, uri, 3, 0, color.Black, color.Transparent),
		"opaque, no edge":          code(t, uri, 3, 0, color.Black, color.White),
		"transparent, white edge":  code(t, uri, 4, 1, color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255}),
		"two pixels a module":      code(t, uri, 2, 4, color.Black, color.White),
		"one pixel a module":       code(t, uri, 1, 4, color.Black, color.White),
		"grey on a little lighter": code(t, uri, 4, 4, color.Gray{Y: 90}, color.Gray{Y: 160}),
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			if got := decode(t, m); !slices.Equal(got, []string{uri}) {
				t.Errorf("got %d texts, want the one", len(got))
			}
		})
	}
}

// A mixed-mode encoder puts digits of a secret into numeric segments, and there
// is a decoder that turns those around: the worst that can happen to a key.
func TestDecodeMixedSegments(t *testing.T) {
	const secret = "JBSW2345672345672345ABCDEFGH2737"
	plan, err := coding.NewPlan(7, coding.L, 0)
	if err != nil {
		t.Fatal(err)
	}
	c, err := plan.Encode(
		coding.String("otpauth://totp/SPSE:0420?secret="), coding.Alpha("JBSW"), coding.Num("2345672345672345"),
		coding.Alpha("ABCDEFGH"), coding.Num("2737"), coding.String("&issuer=SPSE"))
	if err != nil {
		t.Fatal(err)
	}
	want := "otpauth://totp/SPSE:0420?secret=" + secret + "&issuer=SPSE"
	for _, module := range []int{2, 4} {
		if got := decode(t, modules(c.Size, c.Black, module, 4, color.Black, color.White)); !slices.Equal(got, []string{want}) {
			t.Errorf("module of %d pixels: got %d texts that differ from the one encoded", module, len(got))
		}
	}
}

func TestDecodeSeveral(t *testing.T) {
	page := image.NewNRGBA(image.Rect(0, 0, 900, 500))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for i, text := range []string{uri, "otpauth://totp/other?secret=JBSWY3DPEHPK3PXP"} {
		draw.Draw(page, image.Rect(50+400*i, 100, 450+400*i, 500), code(t, text, 5, 4, color.Black, color.White), image.Point{}, draw.Src)
	}
	if got := decode(t, page); len(got) != 2 {
		t.Errorf("got %d texts, want both", len(got))
	}
}

// part encodes one of several codes that hold a text together.
func part(t *testing.T, place, of int, text string) *image.NRGBA {
	t.Helper()
	plan, err := coding.NewPlan(6, coding.L, 0)
	if err != nil {
		t.Fatal(err)
	}
	c, err := plan.Encode(appended{place, of}, coding.String(text))
	if err != nil {
		t.Fatal(err)
	}
	return modules(c.Size, c.Black, 4, 4, color.Black, color.White)
}

// appended is the header of a structured append: mode 3, place, number, parity.
type appended struct{ place, of int }

func (appended) Check() error            { return nil }
func (appended) Bits(coding.Version) int { return 20 }
func (a appended) Encode(b *coding.Bits, _ coding.Version) {
	b.Write(3, 4)
	b.Write(uint(a.place), 4)
	b.Write(uint(a.of-1), 4)
	b.Write(0x5a, 8)
}

// A part of a text must not pass for the whole: it could be read as a shorter
// key.
func TestDecodeParts(t *testing.T) {
	first, second := part(t, 0, 2, uri[:60]), part(t, 1, 2, uri[60:])
	if got, err := qr.Decode(context.Background(), first); !errors.Is(err, qr.ErrPartial) {
		t.Errorf("one part: got %d texts, %v, want %v", len(got), err, qr.ErrPartial)
	}
	page := image.NewNRGBA(image.Rect(0, 0, 600, 300))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(page, second.Rect, second, image.Point{}, draw.Src)
	draw.Draw(page, first.Rect.Add(image.Pt(300, 20)), first, image.Point{}, draw.Src)
	if got := decode(t, page); !slices.Equal(got, []string{uri}) {
		t.Errorf("both parts: got %d texts, want the one", len(got))
	}
}

// icons draws n marks that look like the corners of QR codes.
func icons(n, step int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, 3840, 2160))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	black := image.NewUniform(color.Black)
	per := 3600 / step
	for i := range n {
		at := image.Pt(20+i%per*step, 20+i/per*step)
		for _, r := range []struct {
			image.Rectangle
			of image.Image
		}{{image.Rect(0, 0, 28, 28), black}, {image.Rect(4, 4, 24, 24), image.White}, {image.Rect(8, 8, 20, 20), black}} {
			draw.Draw(m, r.Add(at), r.of, image.Point{}, draw.Src)
		}
	}
	return m
}

// A page full of finder patterns takes the library's search minutes. The code
// among them is found where its modules are of another size, and in any case
// the search ends.
func TestDecodeIsBounded(t *testing.T) {
	many := []int{50, 200, 400, 1600}
	if testing.Short() { // under the race detector the search is ten times slower
		many = many[:2]
	}
	for _, n := range many {
		page := icons(n, 58)
		small := code(t, uri, 3, 4, color.Black, color.White)
		draw.Draw(page, small.Rect.Add(image.Pt(3400, 1900)), small, image.Point{}, draw.Src)
		start := time.Now()
		got := decode(t, page)
		took := time.Since(start)
		t.Logf("%d icons: %v, found %t", n, took.Round(time.Millisecond), slices.Contains(got, uri))
		if !slices.Contains(got, uri) {
			t.Errorf("%d icons: the code among them is not found", n)
		}
		if took > 10*time.Second {
			t.Errorf("%d icons: took %v", n, took)
		}
	}
	// Without a code among them the search ends too: with nothing, or because it
	// has taken long enough.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	got, err := qr.Decode(ctx, icons(2300, 50))
	if len(got) != 0 || ctx.Err() != nil || err != nil && !errors.Is(err, qr.ErrSlow) && !errors.Is(err, qr.ErrNoCode) {
		t.Errorf("a page of icons alone: got %d codes and %v (%v)", len(got), err, ctx.Err())
	}
}

func TestDecodeObeysItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := qr.Decode(ctx, icons(400, 58)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := qr.ReadPicture(ctx, bytes.NewReader(nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: got %v", err)
	}
}

type flat struct{ w, h int }

func (flat) ColorModel() color.Model   { return color.GrayModel }
func (f flat) Bounds() image.Rectangle { return image.Rect(0, 0, f.w, f.h) }
func (flat) At(int, int) color.Color   { return color.White }

func TestDecodeOddSizes(t *testing.T) {
	for _, s := range []image.Point{{0, 0}, {0, 9}, {1, 1}, {1, 500}, {500, 1}, {2, 3}, {39, 39}, {41, 7}} {
		if got, err := qr.Decode(context.Background(), flat{s.X, s.Y}); !errors.Is(err, qr.ErrNoCode) {
			t.Errorf("%v: got %v, %v", s, got, err)
		}
	}
	for _, s := range []image.Point{{qr.MaxPixels, 2}, {1 << 30, 1 << 30}, {1 << 40, 1 << 40}} {
		if _, err := qr.Decode(context.Background(), flat{s.X, s.Y}); !errors.Is(err, qr.ErrTooManyPixels) {
			t.Errorf("%v: got %v, want %v", s, err, qr.ErrTooManyPixels)
		}
	}
}

func TestReadPicture(t *testing.T) {
	m := code(t, uri, 3, 4, color.Black, color.White)
	var asPNG, asGIF bytes.Buffer
	if err := png.Encode(&asPNG, m); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&asGIF, m, nil); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"PNG": asPNG.Bytes(), "GIF": asGIF.Bytes()} {
		got, err := qr.ReadPicture(context.Background(), bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if texts := decode(t, got); !slices.Equal(texts, []string{uri}) {
			t.Errorf("%s: got %d texts", name, len(texts))
		}
		// Cut anywhere it is an error, and never a panic.
		for cut := 0; cut < len(b)-1; cut += 7 {
			if _, err := qr.ReadPicture(context.Background(), bytes.NewReader(b[:cut])); !errors.Is(err, qr.ErrNotPicture) {
				// A GIF may end early after its last pixel.
				if err != nil || name != "GIF" {
					t.Errorf("%s cut at %d: got %v", name, cut, err)
				}
			}
		}
	}
	for name, text := range map[string]string{"empty": "", "text": "JBSWY3DPEHPK3PXP", "half a header": "\x89PNG\r\n\x1a\n"} {
		if _, err := qr.ReadPicture(context.Background(), strings.NewReader(text)); !errors.Is(err, qr.ErrNotPicture) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// endless is a file without an end that begins like a picture.
type endless struct {
	head []byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	if len(e.head) > 0 {
		n := copy(p, e.head)
		e.head = e.head[n:]
		return n, nil
	}
	return len(p), nil
}

func TestReadPictureIsBounded(t *testing.T) {
	// A header that promises more pixels than memory, in 33 bytes.
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	bomb := slices.Clone(b.Bytes()[:33])
	copy(bomb[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff})
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, err := qr.ReadPicture(context.Background(), bytes.NewReader(bomb)); !errors.Is(err, qr.ErrTooManyPixels) {
		t.Errorf("a header of 65535 × 65535: got %v, want %v", err, qr.ErrTooManyPixels)
	}
	// JPEG skips what it does not know, segment by segment.
	for name, head := range map[string][]byte{"zeros": nil, "JPEG": {0xff, 0xd8, 0xff, 0xe0, 0, 2}, "GIF": []byte("GIF89a\x10\x00\x10\x00\x00\x00\x00")} {
		e := &endless{head: head}
		_, err := qr.ReadPicture(context.Background(), e)
		if err == nil {
			t.Errorf("%s without end: got no error", name)
		}
		if e.read > 2*qr.MaxPictureBytes {
			t.Errorf("%s without end: read %d bytes", name, e.read)
		}
	}
}

func FuzzReadPicture(f *testing.F) {
	c, err := rsc.Encode("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", rsc.L)
	if err != nil {
		f.Fatal(err)
	}
	m := modules(c.Size, c.Black, 2, 2, color.Black, color.White)
	var b bytes.Buffer
	for _, encode := range []func(io.Writer) error{
		func(w io.Writer) error { return png.Encode(w, m) },
		func(w io.Writer) error { return gif.Encode(w, m, nil) },
		func(w io.Writer) error { return jpeg.Encode(w, m, nil) },
	} {
		b.Reset()
		if err := encode(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(slices.Clone(b.Bytes()))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := qr.ReadPicture(context.Background(), bytes.NewReader(file))
		if err != nil {
			return
		}
		if size := m.Bounds().Size(); size.X*size.Y > 1_000_000 {
			return // correct, and too slow for a fuzzer
		}
		if _, err := qr.Decode(context.Background(), m); err != nil && !errors.Is(err, qr.ErrNoCode) && !errors.Is(err, qr.ErrPartial) {
			t.Fatal(err)
		}
	})
}
