package qr_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// theme is a terminal's own pair of colours: what every cell shows that does
// not name its colours.
type theme struct {
	name   string
	fg, bg color.Gray
}

var themes = []theme{
	{"dark", color.Gray{0xdd}, color.Gray{0x10}},
	{"light", color.Gray{0x20}, color.Gray{0xfa}},
}

// A cell of the test's terminal, in pixels: as narrow as real fonts are.
const cellWidth, cellHeight = 8, 16

// raster draws terminal text as a terminal would: it knows SGR with 256-colour
// black and white and reset, the no-break space, ▄ and ▀, and fails on anything else. A
// margin in the theme's background surrounds the text.
func raster(t *testing.T, text string, th theme) image.Image {
	t.Helper()
	lines := strings.Split(text, "\n")
	widest := 0
	for _, line := range lines {
		widest = max(widest, cells(t, line))
	}
	const margin = 2
	img := image.NewGray(image.Rect(0, 0, (widest+2*margin)*cellWidth, (len(lines)+2*margin)*cellHeight))
	fill := func(r image.Rectangle, c color.Gray) {
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(img.Bounds(), th.bg)
	for y, line := range lines {
		fg, bg := th.fg, th.bg
		x := margin
		for rest := line; rest != ""; {
			if sgr, after, ok := cutSGR(rest); ok {
				fg, bg = apply(t, sgr, fg, bg, th)
				rest = after
				continue
			}
			r := []rune(rest)[0]
			rest = rest[len(string(r)):]
			cell := image.Rect(0, 0, cellWidth, cellHeight).Add(image.Pt(x*cellWidth, (y+margin)*cellHeight))
			fill(cell, bg)
			half := cell
			switch r {
			case '\u00a0':
				half = image.Rectangle{}
			case '▄':
				half.Min.Y += cellHeight / 2
			case '▀':
				half.Max.Y -= cellHeight / 2
			default:
				t.Fatalf("the drawing holds %q", r)
			}
			fill(half, fg)
			x++
		}
	}
	return img
}

// cutSGR takes an escape sequence ESC [ … m off the front of a text.
func cutSGR(s string) (params, rest string, ok bool) {
	body, ok := strings.CutPrefix(s, "\x1b[")
	if !ok {
		return "", s, false
	}
	return strings.Cut(body, "m")
}

func apply(t *testing.T, params string, fg, bg color.Gray, th theme) (color.Gray, color.Gray) {
	t.Helper()
	if params == "" || params == "0" {
		return th.fg, th.bg
	}
	p := strings.Split(params, ";")
	for len(p) >= 3 && p[1] == "5" {
		var c color.Gray
		switch p[2] {
		case "16":
			c = color.Gray{0}
		case "231":
			c = color.Gray{0xff}
		default:
			t.Fatalf("colour %s is neither black nor white of the cube", p[2])
		}
		switch p[0] {
		case "38":
			fg = c
		case "48":
			bg = c
		}
		p = p[3:]
	}
	if len(p) != 0 {
		t.Fatalf("unknown colours %q", params)
	}
	return fg, bg
}

// cells counts the columns of a line without its escape sequences.
func cells(t *testing.T, line string) int {
	t.Helper()
	n := 0
	for rest := line; rest != ""; {
		if _, after, ok := cutSGR(rest); ok {
			rest = after
			continue
		}
		r := []rune(rest)[0]
		rest = rest[len(string(r)):]
		n++
	}
	return n
}

// gozxingDecode reads a picture with the pure Go port of ZXing.
func gozxingDecode(t *testing.T, img image.Image) string {
	t.Helper()
	return decodeWith(t, img, gozxing.DecodeHintType_TRY_HARDER)
}

// gozxingExtract reads a picture that shows nothing but an upright code. It
// skips the search for the finder patterns, at which gozxing fails on one
// sound code in 200 or so.
func gozxingExtract(t *testing.T, img image.Image) string {
	t.Helper()
	return decodeWith(t, img, gozxing.DecodeHintType_PURE_BARCODE)
}

func decodeWith(t *testing.T, img image.Image, hint gozxing.DecodeHintType) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	res, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{hint: true})
	if err != nil {
		t.Errorf("gozxing cannot read the code: %v", err)
		return ""
	}
	return res.GetText()
}

// zbarDecode reads a picture with zbarimg, a reader of other descent. CI must
// have it; elsewhere its absence skips the test.
func zbarDecode(t *testing.T, img image.Image) string {
	t.Helper()
	tool, err := exec.LookPath("zbarimg")
	if err != nil {
		if ci, _ := strconv.ParseBool(os.Getenv("CI")); ci {
			t.Fatal("zbarimg is missing (Debian: zbar-tools)")
		}
		t.Skip("zbarimg is not installed")
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "--quiet", "--raw", "-S*.disable", "-Sqrcode.enable", file).Output()
	if err != nil {
		t.Errorf("zbarimg cannot read the code: %v", err)
		return ""
	}
	return strings.TrimSuffix(string(out), "\n")
}
