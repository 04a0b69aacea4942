package cmd

import "github.com/spf13/cobra"

func newInitCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "init",
		Short:   "cmd.init.short",
		Long:    "cmd.init.long",
		Example: "sandi init\nsandi init --vault DIR --password-file FILE",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			v, err := a.createVault(c.Context())
			if err != nil {
				return err
			}
			defer v.Close()
			a.say("cmd.init.done", "dir", v.Dir())
			if a.flags.json {
				return a.writeJSON(struct {
					Vault string `json:"vault"`
				}{v.Dir()})
			}
			return nil
		},
	}
}
