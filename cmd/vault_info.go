package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func newVaultInfoCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "info",
		Short:   "cmd.vault.info.short",
		Long:    "cmd.vault.info.long",
		Example: "sandi vault info\nsandi vault info --json",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.runVaultInfo(c.Context()) },
	}
}

func (a *app) runVaultInfo(ctx context.Context) error { return nil }
