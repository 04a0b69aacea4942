package cmd

import (
	"context"

	"sandi/internal/fault"
	"sandi/internal/terminal"
)

var errNoScreen = fault.New("cmd.no-screen", "the interface needs a terminal")

// runInterface starts the terminal interface, if there is a terminal that can
// show it.
func (a *app) runInterface(ctx context.Context) error {
	if !terminal.IsTerminal(a.sys.In) || !terminal.IsTerminal(a.sys.Out) || a.sys.Getenv("TERM") == "dumb" {
		return wrongly(errNoScreen)
	}
	return ctx.Err()
}
