package web_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var variable = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`)

// palettes reads the colours of the light and the dark scheme from the style.
func palettes(t *testing.T) (light, dark map[string]float64) {
	t.Helper()
	b, err := os.ReadFile("assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	first, second, ok := strings.Cut(string(b), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("the style has no dark scheme")
	}
	read := func(css string) map[string]float64 {
		all := map[string]float64{}
		for _, m := range variable.FindAllStringSubmatch(css, -1) {
			all[m[1]] = luminance(t, m[2])
		}
		return all
	}
	return read(first), read(second)
}

// luminance is the relative luminance of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(shift int) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func TestContrast(t *testing.T) {
	light, dark := palettes(t)
	if len(light) != len(dark) || len(light) < 10 {
		t.Fatalf("the schemes have %d and %d colours", len(light), len(dark))
	}
	for name, p := range map[string]map[string]float64{"light": light, "dark": dark} {
		for _, tt := range []struct {
			over, under string
			least       float64
		}{
			{"ink", "paper", 7},
			{"ink", "panel", 7},
			{"soft", "paper", 7},
			{"soft", "panel", 7},
			{"link", "paper", 7},
			{"act-ink", "act", 7},
			{"act", "paper", 7},
			{"act", "panel", 7},
			{"paper", "danger", 7},
			{"warn-ink", "warn", 7},
			{"bad-ink", "bad", 7},
			{"good-ink", "good", 7},
			{"line", "paper", 3},
		} {
			a, b := p[tt.over], p[tt.under]
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < tt.least {
				t.Errorf("%s: %s on %s has %.2f:1, want %.0f:1", name, tt.over, tt.under, got, tt.least)
			}
		}
	}
}
