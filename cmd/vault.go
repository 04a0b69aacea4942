package cmd

import "github.com/spf13/cobra"

func newVaultCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "vault",
		Short:   "cmd.vault.short",
		Long:    "cmd.vault.long",
		Example: "sandi vault info\nsandi vault passwd\nsandi vault backup DIR",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		// Without a word of its own it says what there is.
		RunE: func(c *cobra.Command, _ []string) error { return a.runVaultInfo(c.Context()) },
	}
	for _, sub := range []*cobra.Command{
		newVaultInfoCommand(a),
		newVaultVerifyCommand(a),
		newVaultBackupCommand(a),
		newVaultRestoreCommand(a),
		newVaultMergeCommand(a),
		newVaultPasswdCommand(a),
		newVaultRotateCommand(a),
		newVaultHardwareCommand(a),
		newVaultRecoveryCommand(a),
		newVaultKeyringCommand(a),
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}
