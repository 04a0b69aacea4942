package cmd

import "github.com/spf13/cobra"

func newLabCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "lab",
		Short:   "lab.short",
		Long:    "lab.long",
		Example: "sandi lab timeline --offset -40s --typing 10s\nsandi lab matrix 1,0 1,1 --heat",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		// Without a word of its own it says what there is.
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, sub := range []*cobra.Command{
		newLabTimelineCommand(a),
		newLabMatrixCommand(a),
		newLabRunCommand(a),
		newLabScenariosCommand(a),
		newLabProbeCommand(a),
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}
