package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sandi/vault"
)

func newListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list [QUERY]",
		Short:   "cmd.list.short",
		Long:    "cmd.list.long",
		Example: "sandi list\nsandi list --json",
		Args:    arguments(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			v, err := a.openVault(c.Context())
			if err != nil {
				return err
			}
			defer v.Close()
			entries := realFirst(v.Entries())
			if len(args) == 1 {
				if entries = v.Find(args[0]); len(entries) == 0 {
					return vault.ErrNoEntry.With("query", args[0])
				}
			}
			if a.flags.json {
				shapes := make([]entryJSON, len(entries))
				for i, e := range entries {
					shapes[i] = toJSON(e)
				}
				return a.writeJSON(shapes)
			}
			if len(entries) == 0 {
				a.say("cmd.list.empty")
				return nil
			}
			rows := make([][]string, len(entries))
			for i, e := range entries {
				rows[i] = []string{e.ID, e.Key.Issuer, e.Key.Account, a.remarks(e)}
			}
			return a.print(a.table(rows, 1, 2, 3))
		},
	}
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
