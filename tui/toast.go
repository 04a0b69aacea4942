package tui

import (
	"time"

	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// toast is a line that passes.
type toast struct {
	text  string
	tone  screen.Tone
	until time.Duration // in time that passes
}

// say shows a line for a few seconds: longer where it needs attention.
func (a *app) say(tone screen.Tone, text string) {
	stay := 6 * time.Second
	if tone == screen.Warn || tone == screen.Bad {
		stay = 10 * time.Second
	}
	a.toast = toast{text: printable.Text(text), tone: tone, until: a.sample.Mono + stay}
}

// sayError shows an error and its next step.
func (a *app) sayError(err error) {
	what, hint := a.l.Describe(err)
	if hint != "" {
		what += " " + hint
	}
	a.say(screen.Bad, what)
}

// toastLines is how many lines a message may take in a window of 60 cells or
// more; narrow ones need one more for the same words.
const toastLines = 3

func (t toast) lines(width int, th *theme.Theme) []string {
	if t.text == "" {
		return nil
	}
	mark, style := "›", th.Info
	switch t.tone {
	case screen.Good:
		mark, style = "✓", th.Good
	case screen.Warn:
		mark, style = "!", th.Warn
	case screen.Bad:
		mark, style = "✕", th.Bad
	}
	lines := widget.Wrap(mark+" "+t.text, width)
	most := toastLines
	if width < 60 {
		most++
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = widget.Cut(lines[most-1], width-2) + " …"
	}
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}
