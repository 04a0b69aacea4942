package cmd

import "github.com/spf13/cobra"

func newVaultRotateCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "rotate",
		Short:   "cmd.vault.rotate.short",
		Long:    "cmd.vault.rotate.long",
		Example: "sandi vault rotate",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return nil },
	}
}
