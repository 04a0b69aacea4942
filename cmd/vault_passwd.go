package cmd

import "github.com/spf13/cobra"

func newVaultPasswdCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "passwd",
		Short:   "cmd.vault.passwd.short",
		Long:    "cmd.vault.passwd.long",
		Example: "sandi vault passwd\nsandi vault passwd --rotate\nsandi vault passwd --work-factor 18\nsandi vault passwd --password-file OLD --new-password-file NEW",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return nil },
	}
}
