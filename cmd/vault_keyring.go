package cmd

import (
	"bytes"
	"context"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/device"
	"sandi/internal/fault"
	"sandi/vault"
)

var (
	errKeyringStale = fault.New("cmd.keyring.stale", "the keyring holds an old key")
	errKeyringLost  = fault.New("cmd.keyring.lost", "the keyring does not give back what it was given")
	errKeyringLeft  = fault.New("cmd.keyring.left", "the key may still be in the keyring")
)

// keyringQuestion is how long a person has for the keyring's own question, where
// they have just asked for something to be kept there.
const keyringQuestion = 2 * time.Minute

func newVaultKeyringCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "keyring",
		Short:   "cmd.vault.keyring.short",
		Long:    "cmd.vault.keyring.long",
		Example: "sandi vault keyring on\nsandi vault keyring status\nsandi vault keyring off",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return a.runKeyringStatus(c.Context()) },
	}
	for _, sub := range []*cobra.Command{
		{
			Use: "on", Short: "cmd.vault.keyring.on.short", Args: arguments(0, 0),
			RunE: func(c *cobra.Command, _ []string) error { return a.runKeyringOn(c.Context()) },
		},
		{
			Use: "off", Short: "cmd.vault.keyring.off.short", Args: arguments(0, 0),
			RunE: func(c *cobra.Command, _ []string) error { return a.runKeyringOff(c.Context()) },
		},
		{
			Use: "status", Short: "cmd.vault.keyring.status.short", Args: arguments(0, 0),
			RunE: func(c *cobra.Command, _ []string) error { return a.runKeyringStatus(c.Context()) },
		},
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}

// keepInKeyring puts the key of an open vault into the keyring, reads it back,
// and remembers that it is there.
func (a *app) keepInKeyring(ctx context.Context, v *vault.Vault) error {
	ctx, cancel := context.WithTimeout(ctx, keyringQuestion)
	defer cancel()
	identity := v.Identity()
	defer clear(identity)
	account, k := keyringAccount(v.Dir()), a.keyring()
	if err := k.Set(ctx, account, identity); err != nil {
		return err
	}
	back, err := k.Get(ctx, account)
	defer clear(back)
	if err == nil && !bytes.Equal(back, identity) {
		err = errKeyringLost
	}
	if err != nil {
		_ = k.Delete(ctx, account)
		return err
	}
	if err := a.memory().Update(v.Dir(), func(f *device.Facts) { f.Keyring = true }); err != nil {
		_ = k.Delete(ctx, account)
		return errKeyringLost.Because(err)
	}
	return nil
}

// forgetKeyring takes the key out of the keyring. That it is not asked any more
// is certain, even where it does not answer.
func (a *app) forgetKeyring(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, keyringQuestion)
	defer cancel()
	err := a.memory().Update(dir, func(f *device.Facts) { f.Keyring = false })
	if err == nil {
		err = a.keyring().Delete(ctx, keyringAccount(dir))
	}
	if err != nil {
		return errKeyringLeft.Because(err)
	}
	return nil
}

type keyringJSON struct {
	On bool `json:"on"`
	// Opens says whether the keyring's key opens the vault; null if it is off.
	Opens *bool   `json:"opens"`
	Error *string `json:"error"`
}

func (a *app) runKeyringOn(ctx context.Context) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := a.keepInKeyring(ctx, v); err != nil {
		return err
	}
	a.say("cmd.keyring.on")
	if a.flags.json {
		yes := true
		return a.writeJSON(keyringJSON{On: true, Opens: &yes})
	}
	return nil
}

func (a *app) runKeyringOff(ctx context.Context) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	if !a.memory().Get(dir).Keyring {
		a.say("cmd.keyring.was-off")
	} else if err := a.forgetKeyring(ctx, dir); err != nil {
		return err
	} else {
		a.say("cmd.keyring.off")
	}
	if a.flags.json {
		return a.writeJSON(keyringJSON{})
	}
	return nil
}

func (a *app) runKeyringStatus(ctx context.Context) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	status := keyringJSON{On: a.memory().Get(dir).Keyring}
	text := a.l.T("cmd.keyring.is-off")
	if status.On {
		v, _, err := a.keyringVault(ctx, dir)
		opens := err == nil
		status.Opens = &opens
		text = a.l.T("cmd.keyring.is-on")
		if opens {
			v.Close()
		} else if !keyringTrouble(err) {
			return err
		} else {
			what, _ := a.l.Describe(err)
			status.Error = &what
			text = a.l.T("cmd.keyring.is-on-but", "why", what)
		}
	}
	if a.flags.json {
		return a.writeJSON(status)
	}
	return a.print(text + "\n")
}
