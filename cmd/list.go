package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/order"
	"sandi/vault"
)

type listFlags struct {
	sort, status         string
	tags                 []string
	favorite, duplicates bool
}

func newListCommand(a *app) *cobra.Command {
	var flags listFlags
	c := &cobra.Command{
		Use:     "list [QUERY]",
		Short:   "cmd.list.short",
		Long:    "cmd.list.long",
		Example: "sandi list\nsandi list --sort most-used --favorite\nsandi list --tag kantor\nsandi list --duplicates\nsandi list --json",
		Args:    arguments(0, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error { return a.runList(c, &flags, args) }
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.sort, "sort", "", "cmd.flag.sort")
	f.StringArrayVar(&flags.tags, "tag", nil, "cmd.flag.only-tag")
	f.StringVar(&flags.status, "status", "", "cmd.flag.only-status")
	f.BoolVar(&flags.favorite, "favorite", false, "cmd.flag.only-favorite")
	f.BoolVar(&flags.duplicates, "duplicates", false, "cmd.flag.duplicates")
	return c
}

// check refuses values that there are not.
func (f *listFlags) check(c *cobra.Command) error {
	if c.Flags().Changed("sort") {
		if _, ok := order.Parse(f.sort); !ok {
			return wrongly(errFlagValue.With("flag", "--sort"))
		}
	}
	if c.Flags().Changed("status") && !slices.Contains(statuses, vault.Status(f.status)) {
		return wrongly(errFlagValue.With("flag", "--status"))
	}
	return nil
}

var statuses = []vault.Status{vault.Active, vault.Pending, vault.Retired, vault.Quarantined}

// leaves reports whether the flags leave an entry out.
func (f *listFlags) leaves(e vault.Entry) bool {
	if f.status != "" && e.Status != vault.Status(f.status) || f.favorite && !e.Favorite {
		return true
	}
	for _, tag := range f.tags {
		if !slices.ContainsFunc(e.Tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			return true
		}
	}
	return false
}

// listedJSON is an entry in a list.
type listedJSON struct {
	entryJSON
	// SameKeyAs is the ids of other entries with the same key, told with
	// --duplicates.
	SameKeyAs []string `json:"same_key_as,omitempty"`
}

func (a *app) runList(c *cobra.Command, flags *listFlags, args []string) error {
	if err := flags.check(c); err != nil {
		return err
	}
	v, err := a.openVault(c.Context())
	if err != nil {
		return err
	}
	defer v.Close()
	a.remind(v)
	entries := v.Entries()
	var same map[string][]string
	if flags.duplicates {
		same = order.Duplicates(entries)
	}
	switch {
	case flags.sort != "":
		order.Sort(entries, order.Order(flags.sort), v.Usage())
	case len(args) == 0:
		entries = realFirst(entries)
	}
	if len(args) == 1 {
		found := v.Find(args[0])
		if len(found) == 0 {
			return vault.ErrNoEntry.With("query", args[0])
		}
		entries = slices.DeleteFunc(entries, func(e vault.Entry) bool {
			return !slices.ContainsFunc(found, func(f vault.Entry) bool { return f.ID == e.ID })
		})
	}
	entries = slices.DeleteFunc(entries, func(e vault.Entry) bool {
		return flags.leaves(e) || flags.duplicates && len(same[e.ID]) == 0
	})
	if a.flags.json {
		shapes := make([]listedJSON, len(entries))
		for i, e := range entries {
			shapes[i] = listedJSON{toJSON(e), same[e.ID]}
		}
		return a.writeJSON(shapes)
	}
	if len(entries) == 0 {
		a.say(nothing(v))
		return nil
	}
	rows := make([][]string, len(entries))
	for i, e := range entries {
		remarks := a.remarks(e)
		if others := same[e.ID]; len(others) > 0 {
			remarks = strings.TrimSpace(remarks + " = " + strings.Join(others, " "))
		}
		rows[i] = []string{e.ID, e.Key.Issuer, e.Key.Account, remarks}
	}
	return a.print(a.table(rows, 1, 2, 3))
}

// nothing is the message about a list without entries.
func nothing(v *vault.Vault) string {
	if len(v.Entries()) == 0 {
		return "cmd.list.empty"
	}
	return "cmd.list.none"
}

// remarks tells what is out of the ordinary about an entry, and its tags.
func (a *app) remarks(e vault.Entry) string {
	var words []string
	if e.Favorite {
		words = append(words, "*")
	}
	if e.Practice() {
		words = append(words, "("+a.l.T("cmd.practice-entry")+")")
	}
	if e.Status != vault.Active {
		words = append(words, "("+a.status(e.Status)+")")
	}
	for _, tag := range e.Tags {
		words = append(words, "#"+tag)
	}
	return strings.Join(words, " ")
}
