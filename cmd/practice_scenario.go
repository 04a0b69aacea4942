package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/operator"
	"sandi/internal/portal"
)

// scenarioJSON is one scenario in `practice scenario --json`.
type scenarioJSON struct {
	Name    string  `json:"name"`
	Value   *string `json:"value"` // as active, else an example; null where it takes none
	Active  bool    `json:"active"`
	Failure *string `json:"failure"`
	Group   string  `json:"group"`
	Title   string  `json:"title"`
	Note    string  `json:"note"`
}

type scenariosJSON struct {
	Active    []string       `json:"active"`
	Scenarios []scenarioJSON `json:"scenarios"`
}

func newPracticeScenarioCommand(a *app) *cobra.Command {
	var r remote
	var add, remove bool
	c := &cobra.Command{
		Use:     "scenario [NAME...]",
		Short:   "cmd.practice.scenario.short",
		Long:    "cmd.practice.scenario.long",
		Example: "sandi practice scenario\nsandi practice scenario ketat,clock=+5m\nsandi practice scenario --add late-mail=1m\nsandi practice scenario normal",
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if add && remove {
			return wrongly(errFlagsClash.With("one", "--add", "other", "--remove"))
		}
		if (add || remove) && len(args) == 0 {
			return wrongly(errArguments.With("usage", c.UseLine()))
		}
		names, err := scenarioNames(args)
		if err != nil {
			return err
		}
		if len(args) == 0 && r.url == "" {
			if found, err := a.findRunning(); err == nil && len(found) == 0 {
				a.say("cmd.practice.scenario.offline")
				return a.printScenarios(a.knownScenarios(), []string{})
			}
		}
		return a.asOperator(&r, func(c *cobra.Command, args []string, p console) error {
			if len(args) == 0 {
				all, active, err := p.Scenarios(c.Context())
				if err != nil {
					return err
				}
				return a.printScenarios(all, active)
			}
			return a.switchScenarios(c.Context(), p, names, add, remove)
		})(c, args)
	}
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, s := range portal.Scenarios() {
			names = append(names, s.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	c.Flags().BoolVar(&add, "add", false, "cmd.practice.flag.add")
	c.Flags().BoolVar(&remove, "remove", false, "cmd.practice.flag.remove")
	r.flags(c)
	return c
}

// baseName is a scenario's name without its value.
func baseName(written string) string {
	name, _, _ := strings.Cut(written, "=")
	return name
}

func (a *app) switchScenarios(ctx context.Context, p console, names []string, add, remove bool) error {
	if add || remove {
		_, active, err := p.Scenarios(ctx)
		if err != nil {
			return err
		}
		mentioned := func(written string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return baseName(n) == baseName(written) })
		}
		kept := slices.DeleteFunc(active, func(w string) bool { return w == "normal" || mentioned(w) })
		if add {
			names = append(kept, names...)
		} else {
			names = kept
		}
		// What is to be added may exclude what is active.
		if names, err = scenarioNames(names); err != nil {
			return err
		}
	}
	active, err := p.SetScenarios(ctx, names)
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(struct {
			Active []string `json:"active"`
		}{active})
	}
	a.say("cmd.practice.scenario.active", "names", strings.Join(active, ", "))
	return nil
}

// knownScenarios are the scenarios of this program, as a portal of its would
// tell them.
func (a *app) knownScenarios() []operator.Scenario {
	var all []operator.Scenario
	for _, s := range portal.Scenarios() {
		words := "portal.scenario." + s.Name
		all = append(all, operator.Scenario{
			Name: s.Name, Value: s.Value, Failure: s.Failure, Group: s.Group, Title: a.l.T(words + ".title"), Note: a.l.T(words + ".note"),
		})
	}
	return all
}

func (a *app) printScenarios(all []operator.Scenario, active []string) error {
	as := map[string]string{}
	for _, written := range active {
		as[baseName(written)] = written
	}
	if a.flags.json {
		shape := scenariosJSON{Active: active, Scenarios: make([]scenarioJSON, len(all))}
		for i, s := range all {
			shape.Scenarios[i] = toScenarioJSON(s, as[s.Name])
		}
		return a.writeJSON(shape)
	}
	rows := make([][]string, len(all))
	for i, s := range all {
		mark, written := " ", s.Name
		if s.Value != "" {
			written += "=" + s.Value
		}
		if w, on := as[s.Name]; on {
			mark, written = "*", w
		}
		rows[i] = []string{mark, written, s.Failure, s.Title}
	}
	return a.print(a.table(rows, 3))
}

func toScenarioJSON(s operator.Scenario, active string) scenarioJSON {
	shape := scenarioJSON{Name: s.Name, Active: active != "", Group: s.Group, Title: s.Title, Note: s.Note}
	if s.Value != "" {
		shape.Value = &s.Value
		if _, value, ok := strings.Cut(active, "="); ok {
			shape.Value = &value
		}
	}
	if s.Failure != "" {
		shape.Failure = &s.Failure
	}
	return shape
}
