package cmd

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/locale"
)

func TestWrapPlain(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 0, []string{"one two three"}},
		{"one two three", 13, []string{"one two three"}},
		{"one two three", 12, []string{"one two", "three"}},
		{"  1. one two", 8, []string{"  1. one", "  two"}},
		{"a-b --png", 4, []string{"a-b", "--png"}},
		{"unbreakable x", 5, []string{"unbreakable", "x"}},
		{"", 10, []string{""}},
		{"wait " + locale.New(locale.EN).Duration(30*time.Second), 6, []string{"wait", locale.New(locale.EN).Duration(30 * time.Second)}},
	} {
		if d := cmp.Diff(tt.want, wrapPlain(tt.text, tt.width)); d != "" {
			t.Errorf("%q in %d (-want +got):\n%s", tt.text, tt.width, d)
		}
	}
	if strings.Contains(strings.Join(wrapPlain("a b", 1), ""), " ") {
		t.Error("a blank is left at a line's end")
	}
}
