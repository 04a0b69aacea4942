package tui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
)

// veilTime is how long the veil is drawn after a lock: some pictures.
const veilTime = 10 * frame

// veil fills the empty part of a picture with blanks of changing attributes. It
// looks like nothing, and makes the library write more than any picture of
// codes into the buffer of its output, whose end would otherwise keep them.
func veil(picture string, width, height int) string {
	lines := strings.Split(picture, "\n")
	for i := range lines[:min(len(lines), height)] {
		free := width - lipgloss.Width(lines[i])
		lines[i] += strings.Repeat("\x1b[1m \x1b[0;2m \x1b[0m", max(free, 0)/2)
	}
	return strings.Join(lines, "\n")
}

// veiled reports whether the lock is so recent that the veil is due.
func (a *app) veiled() bool {
	return a.vault == nil && a.auto.locked > 0 && elapsed(a.sample)-a.auto.locked < time.Duration(veilTime)
}
