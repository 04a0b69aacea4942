package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"sandi/vault"
)

func newInitCommand(a *app) *cobra.Command {
	var factor int
	var recovery, code bool
	var sheet string
	c := &cobra.Command{
		Use:     "init",
		Short:   "cmd.init.short",
		Long:    "cmd.init.long",
		Example: "sandi init\nsandi init --recovery\nsandi init --recovery --sheet recovery.html\nsandi init --work-factor 18\nsandi init --vault DIR --password-file FILE",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("work-factor") {
				if factor < vault.MinWorkFactor || factor > vault.MaxWorkFactor {
					return wrongly(vault.ErrNotWorkFactor.With("min", vault.MinWorkFactor, "max", vault.MaxWorkFactor))
				}
				a.sys.Vault.WorkFactor = factor
			}
			if sheet != "" || code {
				recovery = true
			}
			if recovery {
				// Before there is a vault without one.
				if err := a.canShowRecovery(sheet); err != nil {
					return err
				}
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
			made := initJSON{Vault: v.Dir()}
			if recovery {
				if err := a.makeRecoveryQuietly(c.Context(), v, sheet, code); err != nil {
					return err
				}
				for _, r := range v.RecoveryKeys() {
					made.Recovery = &r.Recipient
				}
			}
			if a.flags.json {
				return a.writeJSON(made)
			}
			return nil
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&recovery, "recovery", false, "cmd.flag.recovery")
	f.StringVar(&sheet, "sheet", "", "cmd.flag.recovery-sheet")
	f.BoolVar(&code, "qr", false, "cmd.flag.recovery-qr")
	f.IntVar(&factor, "work-factor", 0, "cmd.flag.work-factor")
	return c
}

type initJSON struct {
	Vault    string  `json:"vault"`
	Recovery *string `json:"recovery_recipient,omitempty"`
}

// makeRecoveryQuietly is makeRecovery without a JSON document of its own.
func (a *app) makeRecoveryQuietly(ctx context.Context, v *vault.Vault, sheet string, code bool) error {
	asJSON := a.flags.json
	a.flags.json = false
	defer func() { a.flags.json = asJSON }()
	return a.makeRecovery(ctx, v, sheet, code)
}
