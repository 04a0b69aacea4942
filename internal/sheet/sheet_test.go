package sheet_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sandi/internal/qr"
	"sandi/internal/sheet"
)

const key = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ345678"

func page(t *testing.T, change func(*sheet.Sheet)) string {
	t.Helper()
	s := sheet.Sheet{
		Key: key, Groups: []string{"AGE-SECRET-KEY-1", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQQQ", "QQQQ34", "5678"},
		Recipient: "age1public", Vault: "/home/ayu/.local/share/sandi", Made: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}
	if change != nil {
		change(&s)
	}
	var b bytes.Buffer
	if err := sheet.Recovery(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBothLanguagesAndTheKey(t *testing.T) {
	got := page(t, nil)
	for _, want := range []string{
		"Kunci pemulihan brankas sandi", "Recovery key of a sandi vault", "QQQQ34 5678", "AGE-SECRET-KEY-1", "age1public", "/home/ayu/.local/share/sandi",
		"2026-03-04 05:06 UTC", "<code>age -d -i key.txt vault.age</code>", "<code>sandi vault recovery use</code>", "size:A4",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// The page must not tell anybody that it was opened, or run anything.
func TestSelfContained(t *testing.T) {
	got := page(t, func(s *sheet.Sheet) { s.Vault = `/tmp/<script src="https://example.org/x.js">&` })
	if strings.Contains(got, "<script") || !strings.Contains(got, "&lt;script src=") {
		t.Error("the vault's directory is not escaped")
	}
	for _, no := range []string{"src=\"", "href=", "url(", "@import", "<link", "<img", "<iframe", "onload"} {
		if strings.Contains(got, no) {
			t.Errorf("the page holds %q", no)
		}
	}
	if n := strings.Count(got, "://"); n != strings.Count(got, "http://www.w3.org/2000/svg")+1 { // and the escaped one
		t.Errorf("the page refers to %d addresses", n)
	}
	if !strings.Contains(got, "default-src 'none'") {
		t.Error("the page does not forbid to fetch anything")
	}
}

// The drawing is read back by the decoder.
func TestTheCodeIsRead(t *testing.T) {
	got := page(t, nil)
	svg := got[strings.Index(got, "<svg"):]
	svg = svg[:strings.Index(svg, "</svg>")+len("</svg>")]
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
	side, err := strconv.Atoi(regexp.MustCompile(`viewBox="0 0 (\d+) `).FindStringSubmatch(svg)[1])
	if err != nil {
		t.Fatal(err)
	}
	const scale = 6
	m := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1`).FindAllStringSubmatch(svg, -1) {
		var x, y, n int
		if _, err := fmt.Sscan(run[1]+" "+run[2]+" "+run[3], &x, &y, &n); err != nil {
			t.Fatal(err)
		}
		for dy := range scale {
			for dx := range n * scale {
				m.SetGray(x*scale+dx, y*scale+dy, color.Gray{})
			}
		}
	}
	// A stain over a part of it.
	for y := range side * scale / 5 {
		for x := range side * scale / 5 {
			m.SetGray(side*scale/2+x, side*scale/2+y, color.Gray{200})
		}
	}
	texts, err := qr.Decode(t.Context(), m)
	if err != nil || len(texts) != 1 || texts[0] != key {
		t.Errorf("got %d texts, %v", len(texts), err)
	}
}

func TestNeverPrints(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, sheet.Sheet{Key: key}); strings.Contains(got, key) {
			t.Errorf("%s prints the key", verb)
		}
	}
}

func TestRefuses(t *testing.T) {
	if err := sheet.Recovery(io.Discard, sheet.Sheet{}); err == nil {
		t.Error("no error for an empty key")
	}
	if err := sheet.Recovery(failing{}, sheet.Sheet{Key: key}); err == nil {
		t.Error("no error where nothing can be written")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }
