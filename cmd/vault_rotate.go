package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func newVaultRotateCommand(a *app) *cobra.Command {
	var newFile string
	c := &cobra.Command{
		Use:     "rotate",
		Short:   "cmd.vault.rotate.short",
		Long:    "cmd.vault.rotate.long",
		Example: "sandi vault rotate\nsandi vault rotate --json",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.runRotate(c.Context(), newFile) },
	}
	c.Flags().StringVar(&newFile, "new-password-file", "", "cmd.flag.new-password-file")
	return c
}

type rotateJSON struct {
	Vault string `json:"vault"`
	// Rotated says that the vault has a new key; Finished that it got it by
	// ending a rotation that had been interrupted.
	Rotated  bool `json:"rotated"`
	Finished bool `json:"finished"`
}

func (a *app) runRotate(ctx context.Context, newFile string) error {
	v, password, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	defer clear(password)
	finished, err := v.FinishRotation(ctx)
	if err != nil {
		return err
	}
	if finished {
		a.renewKeyring(ctx, v)
		a.say("cmd.vault.rotate.finished")
	} else {
		if newFile != "" || password == nil { // a hardware key opened it
			clear(password)
			if password, err = a.nextPassword(ctx, newFile, v.WantedWorkFactor()); err != nil {
				return err
			}
			defer clear(password)
		}
		if err := a.rotate(ctx, v, password); err != nil {
			return err
		}
		a.say("cmd.vault.rotate.done")
		a.say("cmd.vault.rotate.copies")
	}
	if a.flags.json {
		return a.writeJSON(rotateJSON{v.Dir(), true, finished})
	}
	return nil
}
