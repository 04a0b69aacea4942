package cmd

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/device"
	"sandi/internal/fault"
	"sandi/vault"
)

var (
	errSheetNeeded   = fault.New("cmd.recovery.sheet-needed", "a recovery key can only be written to a sheet here")
	errNotTypedBack  = fault.New("cmd.recovery.not-typed-back", "the recovery key was not typed back")
	errWhichRecovery = fault.New("cmd.recovery.which", "which recovery key")
)

func newVaultRecoveryCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "recovery",
		Short:   "cmd.vault.recovery.short",
		Long:    "cmd.vault.recovery.long",
		Example: "sandi vault recovery new --sheet recovery.html\nsandi vault recovery test\nsandi vault recovery use",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return a.runRecoveryStatus(c.Context()) },
	}
	for _, sub := range []*cobra.Command{
		newRecoveryNewCommand(a), newRecoveryTestCommand(a), newRecoveryUseCommand(a), newRecoveryRemoveCommand(a),
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}

func newRecoveryTestCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "test [FILE|-]",
		Short:   "cmd.vault.recovery.test.short",
		Long:    "cmd.vault.recovery.test.long",
		Example: "sandi vault recovery test\nsandi vault recovery test photo.png",
		Args:    arguments(0, 1),
		RunE:    func(c *cobra.Command, args []string) error { return a.runRecoveryTest(c.Context(), args) },
	}
}

func newRecoveryUseCommand(a *app) *cobra.Command {
	var newFile string
	c := &cobra.Command{
		Use:     "use [FILE|-]",
		Short:   "cmd.vault.recovery.use.short",
		Long:    "cmd.vault.recovery.use.long",
		Example: "sandi vault recovery use\nsandi vault recovery use photo.png",
		Args:    arguments(0, 1),
		RunE:    func(c *cobra.Command, args []string) error { return a.runRecoveryUse(c.Context(), args, newFile) },
	}
	c.Flags().StringVar(&newFile, "new-password-file", "", "cmd.flag.new-password-file")
	return c
}

func newRecoveryRemoveCommand(a *app) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "remove [RECIPIENT]",
		Short:   "cmd.vault.recovery.remove.short",
		Long:    "cmd.vault.recovery.remove.long",
		Example: "sandi vault recovery remove\nsandi vault recovery remove age1qz5x",
		Args:    arguments(0, 1),
		RunE:    func(c *cobra.Command, args []string) error { return a.runRecoveryRemove(c.Context(), args, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}

type recoveryJSON struct {
	Recipient string  `json:"recipient"`
	Created   *string `json:"created"`
	Tested    *string `json:"tested"`
}

// recoveryKeys is what is known of the vault's recovery keys, with the tests that
// only this device remembers: a test needs no password, so the vault may not
// know of it.
func (a *app) recoveryKeys(v *vault.Vault) []vault.Recovery {
	list, tested := v.RecoveryKeys(), a.memory().Get(v.Dir()).Tested
	for i := range list {
		if at := tested[list[i].Recipient]; at.After(list[i].Tested) {
			list[i].Tested = at
		}
	}
	return list
}

func (a *app) runRecoveryStatus(ctx context.Context) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	list := a.recoveryKeys(v)
	if a.flags.json {
		out := []recoveryJSON{}
		for _, r := range list {
			out = append(out, recoveryJSON{r.Recipient, stampOrNil(r.Created), stampOrNil(r.Tested)})
		}
		return a.writeJSON(out)
	}
	if len(list) == 0 {
		a.say("cmd.recovery.none")
		return nil
	}
	rows := [][]string{{a.l.T("cmd.recovery.column-recipient"), a.l.T("cmd.recovery.column-created"), a.l.T("cmd.recovery.column-tested")}}
	for _, r := range list {
		rows = append(rows, []string{r.Recipient, a.day(r.Created), a.day(r.Tested)})
	}
	return a.print(a.table(rows, 0))
}

// day is a moment's date, or a word for one that is not known.
func (a *app) day(at time.Time) string {
	if at.IsZero() {
		return a.l.T("cmd.recovery.never")
	}
	return at.Local().Format("2006-01-02")
}

func (a *app) runRecoveryTest(ctx context.Context, args []string) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	k, test, err := a.testedKey(ctx, dir, args)
	if err != nil {
		return err
	}
	defer k.Wipe()
	a.rememberTest(ctx, dir, test.Recipient)
	if a.flags.json {
		return a.writeJSON(struct {
			Opens       bool   `json:"opens"`
			Recipient   string `json:"recipient"`
			Generation  uint64 `json:"generation"`
			Entries     int    `json:"entries"`
			Quarantined int    `json:"quarantined"`
		}{true, test.Recipient, test.Generation, test.Entries, test.Quarantined})
	}
	a.sayN("cmd.recovery.opens", test.Entries)
	if test.Quarantined > 0 {
		a.sayN("cmd.recovery.quarantined", test.Quarantined)
	}
	return nil
}

// testedKey asks for a recovery key and tries it on the vault. A key that is
// mistyped is asked for again.
func (a *app) testedKey(ctx context.Context, dir string, args []string) (k vault.RecoveryKey, test vault.RecoveryTest, err error) {
	if exists, err := vault.Exists(dir); err != nil {
		return k, test, err
	} else if !exists {
		return k, test, vault.ErrNoVault.With("dir", dir)
	}
	if k, err = a.recoveryKey(ctx, args); err != nil {
		return k, test, err
	}
	if test, err = vault.TestRecovery(dir, k, a.sys.Vault); err != nil {
		k.Wipe()
	}
	return k, test, err
}

// rememberTest notes that a recovery key opened the vault: on this device, and
// in the vault where that opens without a question.
func (a *app) rememberTest(ctx context.Context, dir, recipient string) {
	_ = a.memory().Update(dir, func(f *device.Facts) {
		if f.Tested == nil {
			f.Tested = map[string]time.Time{}
		}
		f.Tested[recipient] = a.simulation.real.Now().UTC().Truncate(time.Second)
	})
	password, given, err := a.givenPassword(ctx)
	if err != nil || !given {
		return
	}
	if v, err := a.unlock(ctx, dir, password); err == nil {
		defer v.Close()
		_ = v.RecoveryTested(ctx, recipient)
	}
}

func (a *app) runRecoveryUse(ctx context.Context, args []string, newFile string) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	k, test, err := a.testedKey(ctx, dir, args)
	if err != nil {
		return err
	}
	defer k.Wipe()
	a.sayN("cmd.recovery.opens-now", test.Entries)
	password, err := a.nextPassword(ctx, newFile, vault.DefaultWorkFactor)
	if err != nil {
		return err
	}
	defer clear(password)
	v, err := vault.Recover(ctx, dir, k, password, a.sys.Vault)
	if err != nil {
		return err
	}
	defer v.Close()
	a.say("cmd.recovery.used", "dir", v.Dir())
	a.renewKeyring(ctx, v)
	if a.flags.json {
		return a.writeJSON(struct {
			Vault      string `json:"vault"`
			Generation uint64 `json:"generation"`
			Entries    int    `json:"entries"`
		}{v.Dir(), v.Generation(), test.Entries})
	}
	return nil
}

func (a *app) runRecoveryRemove(ctx context.Context, args []string, yes bool) error {
	v, password, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	defer clear(password)
	r, err := a.oneRecovery(v, args)
	if err != nil {
		return err
	}
	if !yes {
		if err := a.confirm(ctx, a.l.T("cmd.recovery.remove-question", "recipient", r.Recipient, "created", a.day(r.Created))); err != nil {
			return err
		}
	}
	if err := v.RemoveRecovery(ctx, r.Recipient); err != nil {
		return err
	}
	_ = a.memory().Update(v.Dir(), func(f *device.Facts) { delete(f.Tested, r.Recipient) })
	a.say("cmd.recovery.removed")
	if a.flags.json {
		return a.writeJSON(recoveryJSON{r.Recipient, stampOrNil(r.Created), stampOrNil(r.Tested)})
	}
	return nil
}

// oneRecovery finds the recovery key that is meant: by the beginning of its
// recipient, or because there is only one.
func (a *app) oneRecovery(v *vault.Vault, args []string) (vault.Recovery, error) {
	var found []vault.Recovery
	for _, r := range a.recoveryKeys(v) {
		if len(args) == 0 || strings.HasPrefix(r.Recipient, strings.TrimSpace(args[0])) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && len(args) == 0:
		return vault.Recovery{}, vault.ErrNoRecovery.With("recipient", "")
	case len(found) == 0:
		return vault.Recovery{}, vault.ErrNoRecovery.With("recipient", args[0])
	}
	return vault.Recovery{}, errWhichRecovery.With("n", len(found))
}

// lockedOut reports whether a recovery key did not do.
func lockedOut(err error) bool {
	return errors.Is(err, vault.ErrRecoveryKey) || errors.Is(err, vault.ErrNotRecovery)
}
