package qr_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"sandi/internal/qr"
)

// usual is a key as the portals hand it out, defaults left out: 111 characters.
const usual = "otpauth://totp/Portal%20Latihan:penyedia01.demo?secret=JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ&issuer=Portal%20Latihan"

func encode(t *testing.T, text string) qr.Code {
	t.Helper()
	code, err := qr.Encode(text)
	if err != nil {
		t.Fatalf("Encode of %d bytes: %v", len(text), err)
	}
	return code
}

// texts covers what changes the encoding: bytes, alphanumeric, numeric, keys
// full of digits, and every length class up to a large code.
var texts = []struct{ name, text string }{
	{"usual key", usual},
	{"short", "x"},
	{"secret of letters", "JBSWY3DPEHPK3PXP"},
	{"secret full of digits", "2345672345672345A2345672345B7654"},
	{"digits and letters by turns", "A2B3C4D5E6F7A2B3C4D5E6F7"},
	{"digits", "3141592653589793238462643383279502884197"},
	{"URI of a secret full of digits", "otpauth://totp/X:y?secret=22223333444455556666777723456723&issuer=X"},
	{"upper-case URI", "OTPAUTH://TOTP/X:Y.Z"},
	{"all parameters", "otpauth://hotp/Example%20Corp:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Corp&algorithm=SHA512&digits=8&counter=42"},
	{"not ASCII", "otpauth://totp/Ünï:名前?secret=JBSWY3DPEHPK3PXP"},
	{"large", "otpauth://totp/a?secret=" + strings.Repeat("JBSWY3DPEHPK3PXP", 24)},
}

// ascii tells the texts that every reader agrees on. A QR code does not say
// that its bytes are UTF-8, and zbar takes others for Shift_JIS; the URIs that
// sandi writes are percent-encoded.
func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

func TestTerminalIsReadOnEveryTheme(t *testing.T) {
	for _, tt := range texts {
		code := encode(t, tt.text)
		for _, quiet := range []int{qr.QuietFull, qr.QuietSmall} {
			for _, th := range themes {
				t.Run(fmt.Sprintf("%s/quiet %d/%s", tt.name, quiet, th.name), func(t *testing.T) {
					img := raster(t, code.Terminal(quiet), th)
					if got := gozxingDecode(t, img); got != tt.text {
						t.Errorf("gozxing: got %q, want %q", got, tt.text)
					}
					if !ascii(tt.text) {
						return
					}
					if got := zbarDecode(t, img); got != tt.text {
						t.Errorf("zbarimg: got %q, want %q", got, tt.text)
					}
				})
			}
		}
	}
}

func TestUsualKeyFitsAStandardWindow(t *testing.T) {
	for _, tt := range []struct {
		text       string
		cols, rows int
		want       qr.Fit
		ok         bool
	}{
		{usual, 80, 24, qr.Fit{Cols: 45, Rows: 23, Quiet: 2}, true},
		{usual, 80, 23, qr.Fit{Cols: 45, Rows: 23, Quiet: 2}, true},
		{usual, 80, 25, qr.Fit{Cols: 49, Rows: 25, Quiet: 4}, true},
		{usual, 120, 40, qr.Fit{Cols: 49, Rows: 25, Quiet: 4}, true},
		{usual, 80, 22, qr.Fit{}, false},
		{usual, 44, 40, qr.Fit{}, false},
		{usual, 48, 40, qr.Fit{Cols: 45, Rows: 23, Quiet: 2}, true},
		{usual, 0, 0, qr.Fit{}, false},
		{usual, -1, -1, qr.Fit{}, false},
		// The last text of version 5 has room for the full quiet zone, and
		// the last of version 6 is the last that an 80×24 window can show.
		{strings.Repeat("a", 106), 80, 23, qr.Fit{Cols: 45, Rows: 23, Quiet: 4}, true},
		{strings.Repeat("a", 107), 80, 23, qr.Fit{Cols: 45, Rows: 23, Quiet: 2}, true},
		{strings.Repeat("a", 134), 80, 23, qr.Fit{Cols: 45, Rows: 23, Quiet: 2}, true},
		{strings.Repeat("a", 135), 80, 24, qr.Fit{}, false},
	} {
		got, ok := encode(t, tt.text).Fit(tt.cols, tt.rows)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%d bytes in %d×%d: got %+v, %v, want %+v, %v", len(tt.text), tt.cols, tt.rows, got, ok, tt.want, tt.ok)
		}
	}
}

func TestNeedIsTheSmallestWindow(t *testing.T) {
	for _, tt := range texts {
		code := encode(t, tt.text)
		cols, rows := code.Need()
		if _, ok := code.Fit(cols, rows); !ok {
			t.Errorf("%s: does not fit the %d×%d that it needs", tt.name, cols, rows)
		}
		for _, smaller := range [][2]int{{cols - 1, rows}, {cols, rows - 1}} {
			if f, ok := code.Fit(smaller[0], smaller[1]); ok {
				t.Errorf("%s: fits %v as %+v, less than it needs (%d×%d)", tt.name, smaller, f, cols, rows)
			}
		}
	}
}

func TestTerminalTakesTheRoomThatFitPromised(t *testing.T) {
	for _, tt := range texts {
		code := encode(t, tt.text)
		for _, window := range [][2]int{{1000, 1000}, {code.Size() + 4, 1000}} {
			f, ok := code.Fit(window[0], window[1])
			if !ok {
				t.Fatalf("%s: does not fit %v", tt.name, window)
			}
			lines := strings.Split(code.Terminal(f.Quiet), "\n")
			if len(lines) != f.Rows {
				t.Errorf("%s, quiet %d: got %d rows, want %d", tt.name, f.Quiet, len(lines), f.Rows)
			}
			for i, line := range lines {
				if got := cells(t, line); got != f.Cols {
					t.Errorf("%s, quiet %d, row %d: got %d columns, want %d", tt.name, f.Quiet, i, got, f.Cols)
				}
			}
		}
	}
}

// A line that is clipped, indented or followed by other text must neither lose
// its colours nor lend them.
func TestEveryLineStandsAlone(t *testing.T) {
	for i, line := range strings.Split(encode(t, usual).Terminal(qr.QuietFull), "\n") {
		if !strings.HasPrefix(line, "\x1b[38;5;16;48;5;231m\u00a0") {
			t.Errorf("row %d does not start with explicit colours in its quiet zone: %q", i, line)
		}
		if !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("row %d does not end with a reset: %q", i, line)
		}
		if strings.Contains(line, " ") {
			t.Errorf("row %d holds blanks that a renderer may erase instead of painting: %q", i, line)
		}
	}
}

// The quiet zone is white all around: no half row is left to the terminal's
// own background.
func TestTheBorderIsWhite(t *testing.T) {
	for _, quiet := range []int{1, qr.QuietSmall, 3, qr.QuietFull} {
		text := encode(t, usual).Terminal(quiet)
		img := raster(t, text, themes[0])
		const margin = 2
		b := img.Bounds()
		b.Min.X += margin * cellWidth
		b.Max.X -= margin * cellWidth
		b.Min.Y += margin * cellHeight
		b.Max.Y -= margin * cellHeight
		const half = cellHeight / 2
		for x := b.Min.X; x < b.Max.X; x++ {
			for d := range qr.QuietSmall * half {
				if v, _, _, _ := img.At(x, b.Min.Y+d).RGBA(); v != 0xffff {
					t.Fatalf("quiet %d: pixel %d,%d from the top edge is not white", quiet, x, d)
				}
				if v, _, _, _ := img.At(x, b.Max.Y-1-d).RGBA(); v != 0xffff {
					t.Fatalf("quiet %d: pixel %d,%d from the bottom edge is not white", quiet, x, d)
				}
			}
		}
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for d := range qr.QuietSmall * cellWidth {
				left, _, _, _ := img.At(b.Min.X+d, y).RGBA()
				right, _, _, _ := img.At(b.Max.X-1-d, y).RGBA()
				if left != 0xffff || right != 0xffff {
					t.Fatalf("quiet %d: pixel %d of row %d at the side is not white", quiet, d, y)
				}
			}
		}
	}
}

// ink returns the smallest rectangle around everything that is not white.
func ink(img image.Image) (r image.Rectangle) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if v, _, _, _ := img.At(x, y).RGBA(); v != 0xffff {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestPNG(t *testing.T) {
	for _, tt := range texts {
		for _, scale := range []int{3, 8} {
			code := encode(t, tt.text)
			var b bytes.Buffer
			if err := code.PNG(&b, scale); err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(&b)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := img.Bounds().Dx(), (code.Size()+2*qr.QuietFull)*scale; got != want || img.Bounds().Dy() != want {
				t.Errorf("%s: picture is %v, want %d pixels a side", tt.name, img.Bounds(), want)
			}
			if got, want := ink(img), image.Rect(0, 0, code.Size()*scale, code.Size()*scale).Add(image.Pt(qr.QuietFull*scale, qr.QuietFull*scale)); got != want {
				t.Errorf("%s, scale %d: black within %v, want %v", tt.name, scale, got, want)
			}
			if got := gozxingDecode(t, img); got != tt.text {
				t.Errorf("%s, scale %d: gozxing: got %q, want %q", tt.name, scale, got, tt.text)
			}
			if !ascii(tt.text) {
				continue
			}
			if got := zbarDecode(t, img); got != tt.text {
				t.Errorf("%s, scale %d: zbarimg: got %q, want %q", tt.name, scale, got, tt.text)
			}
		}
	}
}

func TestPNGRefusesAbsurdScales(t *testing.T) {
	for _, scale := range []int{-1, 0, 65, 1 << 30} {
		var b bytes.Buffer
		if err := encode(t, usual).PNG(&b, scale); err == nil || b.Len() != 0 {
			t.Errorf("scale %d: error %v and %d bytes, want an error and none", scale, err, b.Len())
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	if _, err := qr.Encode(""); err == nil {
		t.Error("an empty text was encoded")
	}
	if _, err := qr.Encode(strings.Repeat("a", 2954)); !errors.Is(err, qr.ErrTooLong) {
		t.Errorf("2,954 bytes: got %v, want ErrTooLong", err)
	}
	if code := encode(t, strings.Repeat("a", 2953)); code.Size() != 177 {
		t.Errorf("2,953 bytes: got size %d, want 177", code.Size())
	}
}

func TestCodeNeverPrintsItsText(t *testing.T) {
	code := encode(t, usual)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{code, &code, struct{ C qr.Code }{code}} {
			if got := fmt.Sprintf(verb, v); !strings.Contains(got, "‹redacted›") || strings.Contains(got, "JBSW") {
				t.Errorf("%s of %T prints %q", verb, v, got)
			}
		}
	}
}

func TestZeroCodeIsHarmless(t *testing.T) {
	var code qr.Code
	if code.Size() != 0 || code.Terminal(4) != "" {
		t.Error("the zero code draws something")
	}
	if _, ok := code.Fit(80, 24); ok {
		t.Error("the zero code fits a window")
	}
	if err := code.PNG(&bytes.Buffer{}, 1); err == nil {
		t.Error("the zero code writes a picture")
	}
}

// white surrounds the code with more of its quiet zone.
var white = theme{"white", color.Gray{0}, color.Gray{0xff}}

func FuzzEncode(f *testing.F) {
	for _, tt := range texts {
		f.Add(tt.text, 80, 24)
	}
	f.Add(strings.Repeat("7", 2953), 200, 100)
	f.Fuzz(func(t *testing.T, text string, cols, rows int) {
		code, err := qr.Encode(text)
		if err != nil {
			return
		}
		if code.Size()%4 != 1 || code.Size() < 21 || code.Size() > 177 {
			t.Fatalf("size %d is no QR code's", code.Size())
		}
		fit, ok := code.Fit(cols, rows)
		if !ok {
			fit.Cols, fit.Rows = code.Need()
			fit.Quiet = qr.QuietSmall
		} else if fit.Cols > cols || fit.Rows > rows {
			t.Fatalf("%+v does not fit %d×%d", fit, cols, rows)
		}
		drawn := code.Terminal(fit.Quiet)
		if got := strings.Count(drawn, "\n") + 1; got != fit.Rows {
			t.Fatalf("%d rows, promised %d", got, fit.Rows)
		}
		if !ascii(text) || code.Size() > 57 {
			return // reading large pictures is slow, and the small ones have all modes
		}
		if got := gozxingExtract(t, raster(t, drawn, white)); got != text {
			t.Fatalf("read back %q, want %q", got, text)
		}
	})
}
