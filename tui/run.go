package tui

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// endPatience is how long leaving may take: the clipboard's helper programs and
// the practice portal are given that long and no longer.
const endPatience = 3 * time.Second

// frame is the time between two pictures.
const frame = time.Second / 30

// Run shows the interface until the user leaves it or ctx ends. The terminal is
// restored in every case, a hang-up and a panic included. The error is
// context.Canceled where Ctrl-C, a signal or ctx ended it.
func Run(ctx context.Context, d Deps, s Start) error {
	exists, err := d.Store.Exists()
	if err != nil {
		return err
	}
	return run(ctx, func(ctx context.Context) *app { return newApp(ctx, d, s, exists) })
}

// run shows what open returns, which is given the context that ends with the
// interface.
func run(ctx context.Context, open func(context.Context) *app) error {
	// With these set the library writes what is typed and drawn, passwords and
	// codes included, into files.
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG"} {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	ended, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer cancel()

	a := open(ended)
	p := tea.NewProgram(a, a.options()...)
	// Leaving in the usual way, and not tea.WithContext, which kills: it would
	// close the terminal under the goroutine that reads it.
	defer context.AfterFunc(ended, p.Quit)()
	suspends, deaf := listen(p)
	a.auto.suspends = suspends
	defer deaf()
	_, err := p.Run()
	asked := ended.Err() // by a signal or by the caller
	cancel()
	a.end(context.WithoutCancel(ctx))
	switch {
	case a.crash != nil:
		return a.crash
	case errors.Is(err, tea.ErrProgramPanic):
		return errCrashed.With("where", "?")
	case asked != nil:
		return asked
	case err == nil && a.interrupted:
		return context.Canceled
	}
	return err
}

func (a *app) options() []tea.ProgramOption {
	options := []tea.ProgramOption{
		tea.WithoutSignalHandler(), // Run has its own, for SIGHUP too
		tea.WithColorProfile(profile(a.d.Environ)),
		// Nothing here moves faster than the eye follows, and every frame that
		// is not drawn saves a wake-up.
		tea.WithFPS(int(time.Second / frame)),
	}
	if a.d.Environ != nil {
		options = append(options, tea.WithEnvironment(a.d.Environ))
	}
	if a.d.In != nil {
		options = append(options, input(a.d.In))
	}
	if a.d.Out != nil {
		options = append(options, tea.WithOutput(a.d.Out))
	}
	return options
}

// end gives back what the interface held: the vault's keys, the portal, the
// clipboard's content if it is still ours.
func (a *app) end(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, endPatience)
	defer cancel()
	for _, s := range a.stack {
		wipe(s)
	}
	// First, and with little patience: whoever closes the terminal or shuts the
	// machine down gives a process a second or two.
	a.clip.forget(ctx, a.d.Clipboard)
	for i := range a.entries {
		a.entries[i].Key.Secret.Wipe()
	}
	done := make(chan struct{})
	stop, v := a.stop, a.vault
	go func() {
		defer close(done)
		if stop != nil {
			_ = stop()
		}
		if v != nil {
			v.Close()
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
