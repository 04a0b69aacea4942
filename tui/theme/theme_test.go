package theme_test

import (
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"sandi/tui/theme"
)

// luminance and contrast are WCAG 2's.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

func TestContrast(t *testing.T) {
	darks := []string{"#000000", "#1e1e1e", "#1d1f21", "#282a36", "#002b36", "#1a1b26", "#2e3440"}
	lights := []string{"#ffffff", "#fafafa", "#fdf6e3", "#f6f8fa", "#eff1f5"}
	for _, tt := range []struct {
		name        string
		palette     theme.Palette
		backgrounds []string // of terminals' own themes
		text        float64
	}{
		{"dark", theme.On(theme.Dark), darks, 4.5},
		{"light", theme.On(theme.Light), lights, 4.5},
		// What lies between black and white cannot have more against both.
		{"unknown", theme.On(theme.Unknown), append(darks, lights...), 2.8},
	} {
		v := reflect.ValueOf(tt.palette)
		for i := range v.NumField() {
			name, c := v.Type().Field(i).Name, v.Field(i).Interface().(color.Color)
			if _, own := c.(lipgloss.NoColor); own {
				continue // the terminal's, which its user can read
			}
			least := tt.text
			switch name {
			case "Line":
				least = 2.8 // decoration
			case "Chip", "OnChip":
				continue
			}
			for _, bg := range tt.backgrounds {
				if got := contrast(c, lipgloss.Color(bg)); got < least {
					t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", tt.name, name, bg, got, least)
				}
			}
		}
		if got := contrast(tt.palette.OnChip, tt.palette.Chip); got < 4.5 {
			t.Errorf("%s: text on chip has contrast %.2f", tt.name, got)
		}
	}
}

// Without colours no style may send one; what matters is still told apart by
// weight or reverse video.
func TestColourlessThemeSendsNoColour(t *testing.T) {
	v := reflect.ValueOf(*theme.New(theme.Dark, false))
	for i := range v.NumField() {
		style, ok := v.Field(i).Interface().(lipgloss.Style)
		if !ok {
			continue
		}
		if out := style.Render("x"); strings.Contains(out, "38;") || strings.Contains(out, "48;") {
			t.Errorf("%s sends a colour: %q", v.Type().Field(i).Name, out)
		}
	}
	plain := theme.New(theme.Light, false)
	if plain.ButtonFocus.Render("x") == plain.Button.Render("x") {
		t.Error("the focused button looks like any other")
	}
	if plain.Code.Render("x") == plain.Next.Render("x") {
		t.Error("the code looks like the next one")
	}
}

func TestThemesDiffer(t *testing.T) {
	if theme.New(theme.Dark, true).Code.Render("x") == theme.New(theme.Light, true).Code.Render("x") {
		t.Error("dark and light draw codes alike")
	}
	// White on white would hide the codes.
	if out := theme.New(theme.Unknown, true).Code.Render("x"); strings.Contains(out, "38;") {
		t.Errorf("codes have a colour of their own on an unknown background: %q", out)
	}
}
