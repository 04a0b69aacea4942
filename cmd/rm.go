package cmd

import (
	"github.com/spf13/cobra"

	"sandi/vault"
)

func newRemoveCommand(a *app) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "rm QUERY",
		Short:   "cmd.rm.short",
		Long:    "cmd.rm.long",
		Example: "sandi rm spse:budi",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, e, err := a.openOne(c.Context(), args[0])
		if err != nil {
			return err
		}
		defer v.Close()
		if !yes {
			a.say("cmd.rm.note")
			if err := a.confirm(c.Context(), a.l.T("cmd.rm.question", "name", name(e))); err != nil {
				return err
			}
		}
		if err := v.Update(c.Context(), func(tx *vault.Tx) error { return tx.Remove(e.ID) }); err != nil {
			return err
		}
		a.say("cmd.rm.done", "name", name(e))
		if a.flags.json {
			return a.writeJSON(toJSON(e))
		}
		return nil
	}
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}
