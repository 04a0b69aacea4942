package cmd

import (
	"github.com/spf13/cobra"

	"sandi/internal/lab/scenario"
)

func newLabScenariosCommand(a *app) *cobra.Command {
	var show string
	c := &cobra.Command{
		Use:     "scenarios",
		Short:   "scenario.list.short",
		Long:    "scenario.list.long",
		Example: "sandi lab scenarios\nsandi lab scenarios --show f3-typed-late > ours.toml",
		Args:    arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if show != "" {
				file, err := scenario.Source(show)
				if err != nil {
					return wrongly(err)
				}
				return a.print(string(file))
			}
			return a.listScenarios()
		},
	}
	c.Flags().StringVar(&show, "show", "", "scenario.list.flag.show")
	return c
}

// shippedScenarioJSON is one of `lab scenarios --json`.
type shippedScenarioJSON struct {
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Complaint string  `json:"complaint"`
	Failure   *string `json:"failure"`
	Cause     *string `json:"cause"`
	Steps     int     `json:"steps"`
	Live      float64 `json:"live_seconds"` // about how long it takes in real time
}

func (a *app) listScenarios() error {
	shape := []shippedScenarioJSON{}
	var rows [][]string
	for _, name := range scenario.Names() {
		s, err := scenario.Named(name)
		if err != nil {
			return err
		}
		title := s.Title.In(a.l.Lang())
		shape = append(shape, shippedScenarioJSON{
			Name: name, Title: title, Complaint: s.Complaint.In(a.l.Lang()), Failure: orNull(s.Failure), Cause: orNull(s.Cause), Steps: len(s.Steps),
			Live: seconds(s.Lasts()),
		})
		rows = append(rows, []string{name, s.Failure, title})
	}
	if a.flags.json {
		return a.writeJSON(shape)
	}
	return a.print(a.table(rows, 2))
}
