package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

type forgottenJSON struct {
	Points int `json:"forgotten_points"`
	Jumps  int `json:"forgotten_jumps"`
}

// forgetHistory empties what this device remembers of its clock, and says how
// much that was. It asks nobody: nothing in there cannot be measured again.
func (a *app) forgetHistory(c *cobra.Command) error {
	var clash error
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && f.Name != "forget-history" {
			clash = wrongly(errFlagsClash.With("one", "--forget-history", "other", "--"+f.Name))
		}
	})
	if clash != nil {
		return clash
	}
	file := a.history()
	h := file.History()
	gone := forgottenJSON{Points: len(h.Points()), Jumps: len(h.Jumps())}
	if err := file.Forget(); err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(gone)
	}
	return a.print(a.l.N("clock.forgot", gone.Points, "n", gone.Points, "jumps", gone.Jumps) + "\n")
}
