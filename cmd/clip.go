package cmd

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/desktop"
	"sandi/internal/otp"
	"sandi/internal/terminal"
)

// clearAfterLeast is how long a copied code stays on the clipboard at least,
// also if it expires sooner: somebody may be about to paste it.
const clearAfterLeast = 20 * time.Second

// clipboard returns the clipboard of the desktop or the terminal.
func (a *app) clipboard() desktop.Clipboard {
	o := desktop.Options{GOOS: a.sys.GOOS, Getenv: a.sys.Getenv}
	if t, err := a.terminal(); err == nil {
		o.Terminal = t
	}
	return desktop.New(o)
}

// clipboardDeferring returns the clipboard for the interface, which sends OSC 52
// itself because it owns the terminal.
func (a *app) clipboardDeferring() desktop.Clipboard {
	return desktop.New(desktop.Options{GOOS: a.sys.GOOS, Getenv: a.sys.Getenv, Defer: true, Stays: true})
}

// copyCode puts a code on the clipboard in place of printing it, and leaves a
// helper process behind that takes it off again.
func (a *app) copyCode(ctx context.Context, r reading, flags *codeFlags) error {
	code := r.code
	stays := clearAfterLeast
	switch {
	case flags.next:
		code = r.next
	case flags.previous:
		code = r.previous
	}
	if r.key.Type != otp.HOTP {
		stays = max(stays, time.Duration(r.key.Period)*time.Second)
	}
	stays = min(stays, time.Minute)
	via, err := a.clipboard().Copy(ctx, code.Reveal())
	if err != nil {
		return err
	}
	if a.simulation.by != 0 {
		a.say("simulate.copied")
	}
	switch {
	case !via.Verified:
		a.say("cmd.copy.sent", "name", name(*r.entry))
	default:
		a.say("cmd.copy.done", "name", name(*r.entry))
	}
	if via.Method == desktop.OSC52 {
		return nil // it cannot be read back, so it is not cleared either
	}
	if err := a.clearLater(code.Reveal(), stays); err == nil && via.Method == desktop.Native {
		a.say("cmd.copy.clears", "after", stays)
	}
	return nil
}

// clearLater starts this program once more, apart from the terminal, to clear
// the clipboard after some time. The code goes to it through a pipe.
func (a *app) clearLater(text string, after time.Duration) error {
	self, err := a.sys.Self()
	if err != nil {
		return err
	}
	c := exec.Command(self, unclipVerb, after.String()) //nolint:noctx // it outlives this process on purpose
	c.SysProcAttr = detached()
	pipe, err := c.StdinPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	_, err = io.WriteString(pipe, text)
	_ = pipe.Close()
	_ = c.Process.Release()
	return err
}

// clearPatience is how long the helper may take to clear, at a log-out too.
const clearPatience = 3 * time.Second

const unclipVerb = "unclip"

// newUnclipCommand is the helper behind clearLater. It is not for people, so
// help does not list it.
func newUnclipCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    unclipVerb + " DURATION",
		Short:  "cmd.unclip.short",
		Hidden: true,
		Args:   arguments(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			after, err := time.ParseDuration(args[0])
			if err != nil || after < 0 || after > time.Hour {
				return wrongly(errInstant)
			}
			text, err := io.ReadAll(io.LimitReader(a.sys.In, terminal.MaxAnswer))
			if err != nil {
				return err
			}
			// Asked to end before, by a log-out perhaps, it clears at once.
			early := sleep(c.Context(), after)
			ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), clearPatience)
			defer cancel()
			defer clear(text)
			return errors.Join(early, desktop.New(desktop.Options{GOOS: a.sys.GOOS, Getenv: a.sys.Getenv}).Clear(ctx, string(text)))
		},
	}
}
