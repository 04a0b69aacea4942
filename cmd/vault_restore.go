package cmd

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/vault"
)

var errEntryNeedsSource = fault.New("cmd.vault.restore.no-source", "--entry needs a source")

func newVaultRestoreCommand(a *app) *cobra.Command {
	var yes bool
	var queries []string
	c := &cobra.Command{
		Use:     "restore [SOURCE]",
		Short:   "cmd.vault.restore.short",
		Long:    "cmd.vault.restore.long",
		Example: "sandi vault restore\nsandi vault restore 42\nsandi vault restore /media/usb/sandi-20260131T120000Z --entry spse:budi",
		Args:    arguments(0, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 && len(queries) > 0 {
			return wrongly(errEntryNeedsSource)
		}
		source := ""
		if len(args) == 1 {
			source = args[0]
		}
		return a.runRestore(c.Context(), source, queries, yes)
	}
	c.Flags().StringArrayVar(&queries, "entry", nil, "cmd.flag.restore-entry")
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}

func (a *app) runRestore(ctx context.Context, source string, queries []string, yes bool) error {
	v, err := a.openVault(ctx)
	if errors.Is(err, vault.ErrDamaged) && !errors.Is(err, vault.ErrNoGoodBackup) && source == "" {
		return a.runRepair(ctx, err, yes)
	}
	if err != nil {
		return err
	}
	defer v.Close()
	if source == "" {
		return a.listBackups(ctx, v)
	}
	compare := func() (vault.Diff, error) { return v.CompareBackup(ctx, source) }
	restore := func(ids []string) (vault.Diff, error) { return v.Restore(ctx, source, ids) }
	d, err := compare()
	if errors.Is(err, vault.ErrOtherIdentity) {
		var other *vault.Vault
		if other, err = a.openBackup(ctx, source, err); err != nil {
			return err
		}
		defer other.Close()
		restore = func(ids []string) (vault.Diff, error) { return v.RestoreFrom(ctx, other, ids) }
		d, err = v.CompareWith(ctx, other)
	}
	if err != nil {
		return err
	}
	ids, d, err := a.onlySome(d, queries)
	if err != nil {
		return err
	}
	if d.Empty() {
		a.say("cmd.vault.restore.same")
	} else {
		a.say("cmd.vault.restore.would")
		a.tellDiff(d)
		if !yes {
			if err := a.confirm(ctx, a.l.T("cmd.vault.restore.question")); err != nil {
				return err
			}
		}
		if d, err = restore(ids); err != nil {
			return err
		}
		a.say("cmd.vault.restore.done")
	}
	if a.flags.json {
		return a.writeJSON(toDiffJSON(d))
	}
	return nil
}

// onlySome cuts a difference down to the entries that queries name in the
// backup. Without queries all stay, and the ids are nil.
func (a *app) onlySome(d vault.Diff, queries []string) ([]string, vault.Diff, error) {
	if len(queries) == 0 {
		return nil, d, nil
	}
	list := slices.Clone(d.Added)
	for _, c := range d.Changed {
		list = append(list, c.After)
	}
	var ids []string
	for _, query := range queries {
		e, err := a.pick(list, query)
		if err != nil {
			return nil, vault.Diff{}, err
		}
		if !slices.Contains(ids, e.ID) {
			ids = append(ids, e.ID)
		}
	}
	some := vault.Diff{Same: d.Same}
	for _, e := range d.Added {
		if slices.Contains(ids, e.ID) {
			some.Added = append(some.Added, e)
		}
	}
	for _, c := range d.Changed {
		if slices.Contains(ids, c.ID) {
			some.Changed = append(some.Changed, c)
		}
	}
	return ids, some, nil
}

// openBackup opens a backup of another identity, which has a password of its own.
func (a *app) openBackup(ctx context.Context, source string, cause error) (*vault.Vault, error) {
	password, err := a.askSecret(ctx, a.l.T("cmd.ask.backup-password"))
	if err != nil {
		return nil, cause
	}
	defer clear(password)
	return vault.OpenBackup(source, password, a.sys.Vault)
}

func (a *app) listBackups(ctx context.Context, v *vault.Vault) error {
	list, err := v.Backups(ctx)
	if err != nil {
		return err
	}
	if a.flags.json {
		shapes := make([]backupJSON, len(list))
		for i, b := range list {
			shapes[i] = a.toBackupJSON(b)
		}
		return a.writeJSON(shapes)
	}
	rows := make([][]string, len(list))
	for i, b := range list {
		content := a.l.N("cmd.vault.restore.entries", b.Entries+b.Quarantined)
		if b.Err != nil {
			content = a.l.T("cmd.vault.restore.bad")
		}
		rows[i] = []string{strconv.FormatUint(b.Generation, 10), clockTime(b.At), content}
	}
	if err := a.print(a.table(rows)); err != nil {
		return err
	}
	a.say("cmd.vault.restore.how")
	return nil
}

type repairJSON struct {
	File string  `json:"file"`
	From string  `json:"from"`
	Kept *string `json:"kept"`
}

// runRepair puts good copies in the place of damaged files.
func (a *app) runRepair(ctx context.Context, damage error, yes bool) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	password, given, err := a.givenPassword(ctx)
	if err != nil {
		return err
	}
	if !given {
		if password, err = a.askSecret(ctx, a.l.T("cmd.ask.vault-password")); err != nil {
			return damage
		}
	}
	defer clear(password)
	plan, err := vault.PlanRepair(dir, password, a.sys.Vault)
	if err != nil {
		return err
	}
	for _, r := range plan {
		a.say("cmd.vault.repair.would", "file", r.File, "from", r.From)
		if r.Backup.Name != "" {
			a.sayN("cmd.vault.repair.backup", r.Backup.Entries+r.Backup.Quarantined, "at", clockTime(r.Backup.At))
		}
	}
	if !yes {
		if err := a.confirm(ctx, a.l.T("cmd.vault.repair.question")); err != nil {
			return err
		}
	}
	done, err := vault.RestoreDamaged(dir, password, a.sys.Vault)
	shapes := []repairJSON{}
	for _, r := range done {
		a.say("cmd.vault.repair.done", "file", r.File)
		j := repairJSON{File: r.File, From: r.From}
		if r.Kept != "" {
			a.say("cmd.vault.repair.kept", "file", r.Kept)
			j.Kept = &r.Kept
		}
		shapes = append(shapes, j)
	}
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(shapes)
	}
	return nil
}
