package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"sandi/vault"
)

func newBinCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "bin",
		Short:   "cmd.bin.short",
		Long:    "cmd.bin.long",
		Example: "sandi bin\nsandi bin restore spse:budi\nsandi bin erase spse:budi\nsandi bin empty",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return a.runBinList(c.Context()) },
	}
	var yes bool
	erase := &cobra.Command{
		Use: "erase QUERY", Short: "cmd.bin.erase.short", Args: arguments(1, 1),
		RunE: func(c *cobra.Command, args []string) error { return a.runBinErase(c.Context(), args[0], yes) },
	}
	empty := &cobra.Command{
		Use: "empty", Short: "cmd.bin.empty.short", Args: arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error { return a.runBinEmpty(c.Context(), yes) },
	}
	for _, sub := range []*cobra.Command{
		{
			Use: "list", Short: "cmd.bin.list.short", Args: arguments(0, 0),
			RunE: func(c *cobra.Command, _ []string) error { return a.runBinList(c.Context()) },
		},
		{
			Use: "restore QUERY", Short: "cmd.bin.restore.short", Args: arguments(1, 1),
			RunE: func(c *cobra.Command, args []string) error { return a.runBinRestore(c.Context(), args[0]) },
		},
		erase, empty,
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	for _, sub := range []*cobra.Command{erase, empty} {
		sub.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	}
	return c
}

// removedJSON is an entry in the bin.
type removedJSON struct {
	entryJSON
	Removed *string `json:"removed"`
	Expires *string `json:"expires"`
}

func toRemovedJSON(v *vault.Vault, r vault.Removed) removedJSON {
	j := removedJSON{entryJSON: toJSON(r.Entry), Removed: stampOrNil(r.At)}
	if at, ok := v.BinExpires(r); ok {
		j.Expires = stampOrNil(at)
	}
	return j
}

func (a *app) runBinList(ctx context.Context) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	list := v.Bin()
	if a.flags.json {
		shapes := make([]removedJSON, len(list))
		for i, r := range list {
			shapes[i] = toRemovedJSON(v, r)
		}
		return a.writeJSON(shapes)
	}
	if len(list) == 0 {
		a.say("cmd.bin.none")
		return nil
	}
	rows := make([][]string, len(list))
	for i, r := range list {
		until := a.l.T("cmd.bin.for-ever")
		if at, ok := v.BinExpires(r); ok {
			until = a.l.T("cmd.bin.until", "at", clockTime(at))
		}
		rows[i] = []string{r.ID, r.Key.Issuer, r.Key.Account, a.remarks(r.Entry), a.l.T("cmd.bin.removed", "at", clockTime(r.At)), until}
	}
	return a.print(a.table(rows, 1, 2, 3))
}

// openBin opens the vault and returns what a query names in its bin. The caller
// closes the vault.
func (a *app) openBin(ctx context.Context, query string) (*vault.Vault, vault.Removed, error) {
	v, err := a.openVault(ctx)
	if err != nil {
		return nil, vault.Removed{}, err
	}
	list := v.Bin()
	entries := make([]vault.Entry, len(list))
	for i, r := range list {
		entries[i] = r.Entry
	}
	e, err := a.pick(entries, query)
	if err != nil {
		v.Close()
		return nil, vault.Removed{}, err
	}
	for _, r := range list {
		if r.ID == e.ID {
			return v, r, nil
		}
	}
	v.Close()
	return nil, vault.Removed{}, vault.ErrNoEntry.With("query", query)
}

func (a *app) runBinRestore(ctx context.Context, query string) error {
	v, r, err := a.openBin(ctx, query)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.PutBack(r.ID) }); err != nil {
		return err
	}
	a.say("cmd.bin.restored", "name", name(r.Entry))
	if a.flags.json {
		return a.writeJSON(toJSON(r.Entry))
	}
	return nil
}

func (a *app) runBinErase(ctx context.Context, query string, yes bool) error {
	v, r, err := a.openBin(ctx, query)
	if err != nil {
		return err
	}
	defer v.Close()
	if !yes {
		if err := a.confirm(ctx, a.l.T("cmd.bin.erase.question", "name", name(r.Entry))); err != nil {
			return err
		}
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.Erase(r.ID) }); err != nil {
		return err
	}
	a.say("cmd.bin.erased", "name", name(r.Entry))
	if a.flags.json {
		return a.writeJSON(toRemovedJSON(v, r))
	}
	return nil
}

func (a *app) runBinEmpty(ctx context.Context, yes bool) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	n := len(v.Bin())
	if n > 0 && !yes {
		if err := a.confirm(ctx, a.l.N("cmd.bin.empty.question", n)); err != nil {
			return err
		}
	}
	if n > 0 {
		err = v.Update(ctx, func(tx *vault.Tx) error { n = tx.EmptyBin(time.Time{}); return nil })
	}
	if err != nil {
		return err
	}
	a.sayN("cmd.bin.emptied", n)
	if a.flags.json {
		return a.writeJSON(map[string]int{"erased": n})
	}
	return nil
}
