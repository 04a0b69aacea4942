package widget_test

import (
	"strings"
	"testing"

	"sandi/tui/widget"
)

func TestBigTakesTheRoomThereIs(t *testing.T) {
	for _, tt := range []struct {
		code                string
		width, height       int
		lines, wide, atMost int
	}{
		{"123 456", 38, 8, 7, 37, 37},      // twice as high as wide
		{"123 456", 38, 5, 4, 37, 37},      // square dots
		{"123 456", 76, 15, 11, 74, 74},    // two cells a dot
		{"1234 5678", 38, 9, 9, 23, 23},    // a group on each line
		{"123 456", 20, 4, 1, 7, 7},        // no room: as text
		{"123 456", 116, 27, 14, 111, 111}, // three cells a dot
	} {
		got := widget.Big(tt.code, tt.width, tt.height)
		wide := 0
		for _, line := range got {
			wide = max(wide, widget.Width(line))
		}
		if len(got) != tt.lines || wide > tt.atMost || wide < tt.wide-2 {
			t.Errorf("%s in %d×%d: %d lines, %d wide, want %d, %d\n%s", tt.code, tt.width, tt.height, len(got), wide, tt.lines, tt.wide, strings.Join(got, "\n"))
		}
	}
}

// Every character that a code can have looks different from every other.
func TestBigCharactersDiffer(t *testing.T) {
	seen := map[string]rune{}
	for _, r := range "0123456789BCDFGHJKMNPQRTVWXY•" {
		picture := strings.Join(widget.Big(string(r), 5, 7), "\n")
		if other, taken := seen[picture]; taken {
			t.Errorf("%c looks like %c", r, other)
		}
		seen[picture] = r
	}
}
