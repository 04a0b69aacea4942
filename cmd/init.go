package cmd

import (
	"github.com/spf13/cobra"

	"sandi/vault"
)

func newInitCommand(a *app) *cobra.Command {
	var factor int
	c := &cobra.Command{
		Use:     "init",
		Short:   "cmd.init.short",
		Long:    "cmd.init.long",
		Example: "sandi init\nsandi init --work-factor 18\nsandi init --vault DIR --password-file FILE",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("work-factor") {
				if factor < vault.MinWorkFactor || factor > vault.MaxWorkFactor {
					return wrongly(vault.ErrNotWorkFactor.With("min", vault.MinWorkFactor, "max", vault.MaxWorkFactor))
				}
				a.sys.Vault.WorkFactor = factor
			}
			v, err := a.createVault(c.Context())
			if err != nil {
				return err
			}
			defer v.Close()
			if factor != 0 {
				// So that the next password gets it too.
				if err := v.ChooseWorkFactor(c.Context(), factor); err != nil {
					return err
				}
			}
			a.say("cmd.init.done", "dir", v.Dir())
			if a.flags.json {
				return a.writeJSON(struct {
					Vault string `json:"vault"`
				}{v.Dir()})
			}
			return nil
		},
	}
	c.Flags().IntVar(&factor, "work-factor", 0, "cmd.flag.work-factor")
	return c
}
