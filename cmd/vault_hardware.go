package cmd

import "github.com/spf13/cobra"

func newVaultHardwareCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "hardware",
		Short:   "cmd.vault.hardware.short",
		Long:    "cmd.vault.hardware.long",
		Example: "sandi vault hardware list\nage-plugin-yubikey --identity | sandi vault hardware add kantor -\nsandi --unlock hardware",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return nil },
	}
}
