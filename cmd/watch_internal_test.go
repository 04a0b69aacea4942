package cmd

import (
	"strings"
	"testing"

	"sandi/internal/printable"
)

// A line that wraps would stay behind when the codes are drawn anew.
func TestNoLineOfAWatchWraps(t *testing.T) {
	text := "123 456  12 s  SPSE  budi  (practice) (enrolment not yet confirmed)\n654 321  山田太郎 山田太郎\n"
	for cols := 1; cols < 80; cols++ {
		got := narrow(text, cols)
		lines := strings.Split(got, "\n")
		if len(lines) != 3 || lines[2] != "" {
			t.Fatalf("%d columns: %q", cols, got)
		}
		for _, line := range lines {
			if printable.Width(line) > cols {
				t.Errorf("%d columns: %q", cols, line)
			}
		}
	}
	if got := narrow(text, 80); got != text {
		t.Errorf("got %q of what fits", got)
	}
}
