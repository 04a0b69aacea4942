package tui

import (
	"strings"
	"time"

	"sandi/tui/screen"
	"sandi/tui/screen/bin"
	"sandi/tui/widget"
)

// layout divides the window: all of it, or what the banner of a simulated clock
// leaves. In the smallest windows that one takes the header's place.
func (a *app) layout() rooms {
	r := layout(a.width, a.height)
	if a.d.Simulated == 0 || r.tooSmall || a.height == minHeight {
		return r
	}
	return layout(a.width, a.height-1).lower(1)
}

// lower moves everything down.
func (r rooms) lower(rows int) rooms {
	for _, row := range []*int{&r.header, &r.body, &r.toast, &r.status, &r.footer} {
		if *row >= 0 {
			*row += rows
		}
	}
	return r
}

// bareTop is the first row of a screen that fills the window.
func (a *app) bareTop() int {
	if a.d.Simulated != 0 {
		return 1
	}
	return 0
}

// banner says that the clock is a simulated one, across the window: nobody may
// take its codes for real, with or without colours.
func (a *app) banner() string {
	by, margin := a.d.Simulated, layout(a.width, a.height).margin
	width := a.width - 2*margin
	key := "simulate.banner.fast"
	if by < 0 {
		key = "simulate.banner.slow"
	}
	text := "◆ " + a.l.T(key, "by", a.l.Exactly(by))
	if widget.Width(text) > width {
		sign := "+"
		if by < 0 {
			sign = "−"
		}
		text = "◆ " + a.l.T("simulate.banner-short", "by", sign+a.l.Exactly(by))
	}
	return strings.Repeat(" ", margin) + a.theme.Warn.Reverse(true).Render(widget.PadRight(widget.Cut(text, width), width))
}

// under puts the banner above a screen that fills the window.
func (a *app) under(picture string) string {
	if a.d.Simulated == 0 {
		return picture
	}
	return a.banner() + "\n" + picture
}

// vaultTime is what this computer's own clock shows: the vault goes by it.
func (a *app) vaultTime() time.Time { return a.local().Add(-a.d.Simulated) }

// timeFor is the time that a screen goes by.
func (a *app) timeFor(s screen.Screen) time.Time {
	switch {
	case isEnroll(s) || isGuided(s):
		// The wizard has a correction of its own, for the portal's clock.
		return a.local()
	case isBin(s):
		return a.vaultTime()
	}
	return a.codeTime()
}

func isBin(s screen.Screen) bool {
	_, ok := s.(*bin.Model)
	return ok
}

// longestCode is how many characters a code has at most: what else is copied,
// keys and texts, is longer.
const longestCode = 10

// copyNote is what is told before how a text was copied: of a code that it is of
// a simulated clock.
func (a *app) copyNote(note string, text []byte) string {
	if a.d.Simulated == 0 || len(text) > longestCode {
		return note
	}
	return strings.TrimSpace(a.l.T("simulate.copied") + " " + note)
}
