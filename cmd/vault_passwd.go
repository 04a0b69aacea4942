package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/terminal"
	"sandi/vault"
)

var errKeepPassword = fault.New("cmd.keep-password", "nothing to change")

// passwdFlags is how a password is changed.
type passwdFlags struct {
	newFile          string
	factor           int
	keep             bool
	rotate, noRotate bool
}

func newVaultPasswdCommand(a *app) *cobra.Command {
	var flags passwdFlags
	c := &cobra.Command{
		Use:     "passwd",
		Short:   "cmd.vault.passwd.short",
		Long:    "cmd.vault.passwd.long",
		Example: "sandi vault passwd\nsandi vault passwd --rotate\nsandi vault passwd --keep --work-factor 18\nsandi vault passwd --password-file OLD --new-password-file NEW",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := flags.check(c.Flags().Changed); err != nil {
				return wrongly(err)
			}
			return a.runPasswd(c.Context(), flags)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.newFile, "new-password-file", "", "cmd.flag.new-password-file")
	f.IntVar(&flags.factor, "work-factor", 0, "cmd.flag.work-factor")
	f.BoolVar(&flags.keep, "keep", false, "cmd.flag.keep")
	f.BoolVar(&flags.rotate, "rotate", false, "cmd.flag.rotate")
	f.BoolVar(&flags.noRotate, "no-rotate", false, "cmd.flag.no-rotate")
	return c
}

func (f passwdFlags) check(given func(string) bool) error {
	switch {
	case given("work-factor") && (f.factor < vault.MinWorkFactor || f.factor > vault.MaxWorkFactor):
		return vault.ErrNotWorkFactor.With("min", vault.MinWorkFactor, "max", vault.MaxWorkFactor)
	case f.rotate && f.noRotate:
		return errFlagsClash.With("one", "--rotate", "other", "--no-rotate")
	case f.keep && f.newFile != "":
		return errFlagsClash.With("one", "--keep", "other", "--new-password-file")
	case f.keep && f.rotate:
		return errFlagsClash.With("one", "--keep", "other", "--rotate")
	case f.keep && f.factor == 0:
		return errKeepPassword
	}
	return nil
}

type passwdJSON struct {
	Vault      string `json:"vault"`
	WorkFactor int    `json:"work_factor"`
	Rotated    bool   `json:"rotated"`
}

func (a *app) runPasswd(ctx context.Context, flags passwdFlags) error {
	v, old, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	defer clear(old)
	if flags.keep {
		if old == nil { // a hardware key opened it
			return errNoPassword
		}
		if err := v.SetWorkFactor(ctx, flags.factor, old); err != nil {
			return err
		}
		a.say("cmd.vault.passwd.work-factor", "factor", flags.factor, "memory", a.size(1<<(flags.factor+10)), "seconds", guessSeconds(flags.factor))
		return a.passwdDone(v, false)
	}
	factor := flags.factor
	if factor == 0 {
		factor = v.WantedWorkFactor()
	}
	password, err := a.nextPassword(ctx, flags.newFile, factor)
	if err != nil {
		return err
	}
	defer clear(password)
	rotate, err := a.wantsRotation(ctx, flags)
	if err != nil {
		return err
	}
	if flags.factor != 0 {
		if err := v.ChooseWorkFactor(ctx, flags.factor); err != nil {
			return err
		}
	}
	if !rotate {
		if err := v.ChangePassword(ctx, password); err != nil {
			return err
		}
		a.say("cmd.vault.passwd.done")
		return a.passwdDone(v, false)
	}
	if err := a.rotate(ctx, v, password); err != nil {
		return err
	}
	a.say("cmd.vault.passwd.rotated")
	a.say("cmd.vault.rotate.copies")
	return a.passwdDone(v, true)
}

// rotate gives the vault a new key and the keyring too, if it has the old one.
func (a *app) rotate(ctx context.Context, v *vault.Vault, password []byte) error {
	err := v.Rotate(ctx, password)
	if err == nil || errors.Is(err, vault.ErrHalfRotated) {
		a.renewKeyring(ctx, v)
	}
	return err
}

func (a *app) passwdDone(v *vault.Vault, rotated bool) error {
	if !a.flags.json {
		return nil
	}
	factor, err := vault.WorkFactor(v.Dir())
	if err != nil {
		return err
	}
	return a.writeJSON(passwdJSON{v.Dir(), factor, rotated})
}

// nextPassword returns a new password, from a file or asked for twice, and says
// how strong it is.
func (a *app) nextPassword(ctx context.Context, file string, factor int) ([]byte, error) {
	if file != "" {
		password, err := a.passwordFromFile(file)
		if err == nil {
			a.tellStrength(password, factor)
		}
		return password, err
	}
	return a.askPasswordTwice(ctx, factor)
}

// wantsRotation reports whether the key is to be changed too. On a terminal the
// person is asked, with the reason; nobody is asked without one.
func (a *app) wantsRotation(ctx context.Context, flags passwdFlags) (bool, error) {
	if flags.rotate || flags.noRotate {
		return flags.rotate, nil
	}
	if _, err := a.terminal(); flags.newFile != "" || errors.Is(err, terminal.ErrNoTerminal) {
		return false, nil
	}
	a.say("cmd.vault.passwd.why-rotate")
	err := a.confirm(ctx, a.l.T("cmd.vault.passwd.rotate-question"))
	if errors.Is(err, errDeclined) {
		return false, nil
	}
	return err == nil, err
}
