package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sandi/internal/qr"
	"sandi/tui/widget"
)

func TestQR(t *testing.T) {
	code, err := qr.Encode("otpauth://totp/SPSE:andi?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=SPSE")
	if err != nil {
		t.Fatal(err)
	}
	cols, rows := code.Need()
	side := func(width int) []string { return widget.Wrap("scan this with another app; esc back", width) }
	for w := 1; w < 130; w += 3 {
		for h := 1; h < 45; h++ {
			lines, ok, needCols, needRows := widget.QR(code, side, w, h)
			if want := w >= cols && h >= rows; ok != want {
				t.Fatalf("%dx%d: drawn %v, want %v", w, h, ok, want)
			}
			if needCols != cols || needRows != rows {
				t.Fatalf("%dx%d: told %dx%d, want %dx%d", w, h, needCols, needRows, cols, rows)
			}
			if len(lines) > h {
				t.Fatalf("%dx%d: %d lines", w, h, len(lines))
			}
			for _, line := range lines {
				if width := widget.Width(line); width > w {
					t.Fatalf("%dx%d: a line of %d cells", w, h, width)
				}
			}
			// The way out is told wherever there is a line or a column for it.
			told := strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "back")
			if ok && (h > rows || w > cols+30) && !told {
				t.Fatalf("%dx%d: no way out is told:\n%s", w, h, ansi.Strip(strings.Join(lines, "\n")))
			}
		}
	}
}
