package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/vault"
)

// watch prints codes until it is interrupted. On a terminal it redraws them in
// place every second and wipes them in the end, so that no code stays in the
// scrollback, also when it is stopped; elsewhere it prints them again whenever
// one has changed.
func (a *app) watch(ctx context.Context, entries []vault.Entry, flags *codeFlags, with reckoning) (err error) {
	redraw := terminal.IsTerminal(a.sys.Out) && a.sys.Getenv("TERM") != "dumb"
	drawn := 0
	wipe := func() string {
		if drawn == 0 {
			return ""
		}
		return fmt.Sprintf("\x1b[%dA\r\x1b[J", drawn)
	}
	guard := a.guardWatch(redraw)
	defer func() { guard.end(err) }()
	last := ""
	for {
		now := with.clock.Now()
		readings, err := sound(read(entries, now))
		if err != nil && len(readings) == 0 {
			return err
		}
		text := a.table(a.codeRows(readings, now, flags.next), 3, 4)
		if redraw {
			mark := a.simulationLine()
			text = mark + a.clip(text, strings.Count(mark, "\n"))
			err = a.print(wipe() + text)
			drawn = strings.Count(text, "\n")
		} else if codes := fingerprint(readings); codes != last {
			if last != "" {
				text = "\n" + text
			}
			err, last = a.print(text), codes
		}
		if err != nil && !errors.Is(err, errPartly) {
			return err
		}
		if err := guard.pause(ctx, now.Truncate(time.Second).Add(time.Second).Sub(now)); err != nil {
			_ = a.print(wipe())
			return err
		}
	}
}

// clip keeps as many lines as the window can show and redraw below the lines
// above.
func (a *app) clip(text string, above int) string {
	cols, rows, ok := terminal.Size(a.sys.Out)
	if !ok {
		return text
	}
	text = narrow(text, cols)
	lines := strings.SplitAfter(text, "\n")
	if rows -= above; len(lines) < rows {
		return text
	}
	keep := max(1, rows-2)
	return strings.Join(lines[:keep], "") + a.l.T("cmd.watch.more", "n", len(lines)-1-keep) + "\n"
}

// narrow cuts each line to the window's width: one that wraps would take more
// rows than are wiped, and leave codes behind.
func narrow(text string, cols int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if printable.Width(line) > cols {
			lines[i] = printable.Cut(line, cols)
		}
	}
	return strings.Join(lines, "\n")
}

// fingerprint changes whenever a code does.
func fingerprint(readings []reading) string {
	var b strings.Builder
	for _, r := range readings {
		b.WriteString(r.code.Reveal() + "\n")
	}
	return b.String()
}

// wholeSeconds rounds up, so that a code which is still good never shows 0.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
