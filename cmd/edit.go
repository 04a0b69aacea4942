package cmd

import (
	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/vault"
)

var errNothingToEdit = fault.New("cmd.edit-nothing", "nothing to change")

func newEditCommand(a *app) *cobra.Command {
	var flags struct {
		issuer, account, note string
		tags                  []string
		favorite              bool
	}
	c := &cobra.Command{
		Use:     "edit QUERY",
		Short:   "cmd.edit.short",
		Long:    "cmd.edit.long",
		Example: "sandi edit spse --issuer \"SPSE Kota\" --tag kantor --favorite",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		given := c.Flags().Changed
		if !given("issuer") && !given("account") && !given("note") && !given("tag") && !given("favorite") {
			return wrongly(errNothingToEdit)
		}
		v, e, err := a.openOne(c.Context(), args[0])
		if err != nil {
			return err
		}
		defer v.Close()
		err = v.Update(c.Context(), func(tx *vault.Tx) error {
			err := tx.Change(e.ID, func(e *vault.Entry) error {
				if given("issuer") {
					e.Key.Issuer = flags.issuer
				}
				if given("account") {
					e.Key.Account = flags.account
				}
				if given("note") {
					e.Note = flags.note
				}
				if given("tag") {
					e.Tags = nil
					for _, tag := range flags.tags {
						if tag != "" {
							e.Tags = append(e.Tags, tag)
						}
					}
				}
				if given("favorite") {
					e.Favorite = flags.favorite
				}
				return nil
			})
			if err != nil {
				return err
			}
			e, err = tx.Get(e.ID)
			return err
		})
		if err != nil {
			return err
		}
		a.say("cmd.edit.done", "name", name(e))
		if a.flags.json {
			return a.writeJSON(toJSON(e))
		}
		return nil
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.issuer, "issuer", "", "cmd.flag.issuer")
	f.StringVar(&flags.account, "account", "", "cmd.flag.account")
	f.StringVar(&flags.note, "note", "", "cmd.flag.note")
	f.StringArrayVar(&flags.tags, "tag", nil, "cmd.flag.tag")
	f.BoolVar(&flags.favorite, "favorite", false, "cmd.flag.favorite")
	return c
}
