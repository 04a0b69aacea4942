package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func newUndoCommand(a *app) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "undo",
		Short:   "cmd.undo.short",
		Long:    "cmd.undo.long",
		Example: "sandi undo",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.runUndo(c.Context(), yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}

func (a *app) runUndo(ctx context.Context, yes bool) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	last, at, err := v.LastChange(ctx)
	if err != nil {
		return err
	}
	a.say("cmd.undo.last", "at", clockTime(at))
	a.tellDiff(last)
	if !yes {
		if err := a.confirm(ctx, a.l.T("cmd.undo.question")); err != nil {
			return err
		}
	}
	done, err := v.Undo(ctx)
	if err != nil {
		return err
	}
	a.say("cmd.undo.done")
	if a.flags.json {
		return a.writeJSON(toDiffJSON(done))
	}
	return nil
}
