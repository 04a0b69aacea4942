package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sandi/tui/theme"
)

// lookup returns a variable of the environment.
func lookup(environ []string, name string) string {
	value := ""
	for _, pair := range environ {
		if n, v, ok := strings.Cut(pair, "="); ok && n == name {
			value = v
		}
	}
	return value
}

// wantsColour reports whether the interface may use colours: NO_COLOR with any
// value but the empty one forbids them (no-color.org).
func wantsColour(environ []string) bool { return lookup(environ, "NO_COLOR") == "" }

// profile chooses how many colours are sent. NO_COLOR does not lower it,
// because QR codes need their two colours to be readable on a light background;
// the theme is colourless instead. Deciding here, from the environment alone,
// also keeps the library from running "tmux info" to find out.
func profile(environ []string) colorprofile.Profile {
	kept := make([]string, 0, len(environ))
	for _, pair := range environ {
		if !strings.HasPrefix(pair, "NO_COLOR=") {
			kept = append(kept, pair)
		}
	}
	p := colorprofile.Env(kept)
	if !wantsColour(environ) {
		return max(p, colorprofile.ANSI256)
	}
	return max(p, colorprofile.ANSI)
}

// told is the background that the terminal has told.
func told(msg tea.BackgroundColorMsg) theme.Background {
	if msg.IsDark() {
		return theme.Dark
	}
	return theme.Light
}

// guessBackground is the background to begin with, until the terminal tells its
// own: from COLORFGBG where a terminal sets it ("foreground;background", in the
// sixteen colours).
func guessBackground(environ []string) theme.Background {
	fields := strings.Split(lookup(environ, "COLORFGBG"), ";")
	switch fields[len(fields)-1] {
	case "7", "15":
		return theme.Light
	case "0", "1", "2", "3", "4", "5", "6", "8":
		return theme.Dark
	}
	return theme.Unknown
}
