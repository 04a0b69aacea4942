package cmd

import (
	"slices"

	"github.com/spf13/cobra"

	"sandi/vault"
)

func newRemoveCommand(a *app) *cobra.Command {
	var yes, practice, forGood bool
	c := &cobra.Command{
		Use:     "rm QUERY",
		Short:   "cmd.rm.short",
		Long:    "cmd.rm.long",
		Example: "sandi rm spse:budi\nsandi rm --for-good spse:budi\nsandi rm --practice",
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if practice && len(args) > 0 {
			return wrongly(errFlagsClash.With("one", "--practice", "other", "QUERY"))
		}
		if practice {
			return nil
		}
		return arguments(1, 1)(c, args)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if practice {
			return a.removePractice(c, yes)
		}
		v, e, err := a.openOne(c.Context(), args[0])
		if err != nil {
			return err
		}
		defer v.Close()
		forGood := forGood || e.Practice() // nobody wants those back
		if !yes {
			if !e.Practice() {
				a.say("cmd.rm.note")
			}
			question := "cmd.rm.question"
			if forGood {
				question = "cmd.rm.question-for-good"
			}
			if err := a.confirm(c.Context(), a.l.T(question, "name", name(e))); err != nil {
				return err
			}
		}
		remove := (*vault.Tx).Remove
		if forGood {
			remove = (*vault.Tx).Erase
		}
		if err := v.Update(c.Context(), func(tx *vault.Tx) error { return remove(tx, e.ID) }); err != nil {
			return err
		}
		a.say("cmd.rm.done", "name", name(e))
		if days := a.settings.get().BinDays; !forGood && days > 0 {
			a.sayN("cmd.rm.in-bin", days)
		}
		if a.flags.json {
			return a.writeJSON(toJSON(e))
		}
		return nil
	}
	c.Flags().BoolVar(&practice, "practice", false, "cmd.flag.rm-practice")
	c.Flags().BoolVar(&forGood, "for-good", false, "cmd.flag.for-good")
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}

// removePractice removes every entry of a practice portal, and nothing else, in
// one transaction. Whatever another process adds while the question is open
// stays.
func (a *app) removePractice(c *cobra.Command, yes bool) error {
	ctx := c.Context()
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	entries := slices.DeleteFunc(v.Entries(), func(e vault.Entry) bool { return !e.Practice() })
	if len(entries) > 0 && !yes {
		for _, e := range entries {
			a.say("cmd.rm.practice-entry", "name", name(e), "status", a.status(e.Status))
		}
		if err := a.confirm(ctx, a.l.N("cmd.rm.practice-question", len(entries))); err != nil {
			return err
		}
	}
	removed := []entryJSON{}
	remove := func(tx *vault.Tx) error {
		removed = removed[:0]
		for _, e := range entries {
			if now, err := tx.Get(e.ID); err != nil || !now.Practice() {
				continue // somebody else was faster
			}
			// They open nothing: nobody wants them back.
			if err := tx.Erase(e.ID); err != nil {
				return err
			}
			removed = append(removed, toJSON(e))
		}
		return nil
	}
	if len(entries) > 0 {
		err = v.Update(ctx, remove)
	}
	if err != nil {
		return err
	}
	if len(removed) == 0 {
		a.say("cmd.rm.practice-none")
	} else {
		a.sayN("cmd.rm.practice-done", len(removed))
	}
	if a.flags.json {
		return a.writeJSON(removed)
	}
	return nil
}
