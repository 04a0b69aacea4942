package cmd

import (
	"context"

	"sandi/internal/fault"
	"sandi/internal/terminal"
)

var errNoAside = fault.New("cmd.no-aside", "the terminal has no screen that can be taken away again")

// aside shows what must not stay in the terminal's memory: on a screen of its
// own, which is emptied and taken away when show returns, however it does.
func (a *app) aside(ctx context.Context, show func(*terminal.Terminal) error) error {
	if err := a.canAside(); err != nil {
		return err
	}
	t, err := a.terminal()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t.Print("\x1b[?1049h\x1b[H\x1b[2J")
	// The alternate screen keeps its content until somebody uses it again.
	defer t.Print("\x1b[H\x1b[2J\x1b[?1049l")
	return show(t)
}

// canAside reports whether there is a terminal with such a screen.
func (a *app) canAside() error {
	if _, err := a.terminal(); err != nil {
		return err
	}
	if term := a.sys.Getenv("TERM"); a.sys.GOOS != "windows" && (term == "" || term == "dumb") {
		return errNoAside
	}
	return nil
}
