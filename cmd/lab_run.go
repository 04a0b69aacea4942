package cmd

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/lab/scenario"
	"sandi/internal/printable"
)

// errScenarios is for scenarios that did not come out as expected.
var errScenarios = fault.New("scenario.failed", "scenarios did not come out as expected")

type labRunFlags struct {
	remote
	live, quiet bool
	most        time.Duration
	junit       string
}

func newLabRunCommand(a *app) *cobra.Command {
	var flags labRunFlags
	c := &cobra.Command{
		Use:     "run NAME…",
		Short:   "scenario.run.short",
		Long:    "scenario.run.long",
		Example: "sandi lab run all\nsandi lab run f4-temporary-lock\nsandi lab run ./ours.toml --junit results.xml\nsandi lab run f3-clock-set-by-hand --live",
		Args:    arguments(1, -1),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := a.scenarios(args)
			if err != nil {
				return err
			}
			return told(a.runLab(c.Context(), list, flags))
		},
	}
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return append(scenario.Names(), "all"), cobra.ShellCompDirectiveDefault
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&flags.live, "live", false, "scenario.run.flag.live")
	flags.remote.flags(c)
	f.DurationVar(&flags.most, "most", time.Hour, "scenario.run.flag.most")
	f.BoolVarP(&flags.quiet, "quiet", "q", false, "scenario.run.flag.quiet")
	f.StringVar(&flags.junit, "junit", "", "lab.flag.junit")
	return c
}

// maxScenarioFiles bounds how many scenarios one command plays.
const maxScenarioFiles = 10_000

// scenarios reads what was named: names, files, "-", "all". One that cannot be
// read ends the command before anything is played.
func (a *app) scenarios(args []string) ([]scenario.Scenario, error) {
	var list []scenario.Scenario
	for _, arg := range args {
		var err error
		var s scenario.Scenario
		switch {
		case arg == "all":
			for _, name := range scenario.Names() {
				if s, err = scenario.Named(name); err != nil {
					return nil, err
				}
				list = append(list, s)
			}
			continue
		case arg == "-":
			s, err = scenario.Load(a.sys.In, "-")
		case strings.ContainsAny(arg, `./\`):
			s, err = scenarioFile(arg)
		default:
			if s, err = scenario.Named(arg); err != nil {
				err = wrongly(err)
			}
		}
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	if len(list) > maxScenarioFiles {
		return nil, wrongly(scenario.ErrMany.With("file", "-", "line", 1, "field", "NAME", "max", maxScenarioFiles))
	}
	return list, nil
}

func scenarioFile(name string) (scenario.Scenario, error) {
	f, err := os.Open(name)
	if err != nil {
		return scenario.Scenario{}, scenario.ErrRead.With("file", printable.Text(name)).Because(err)
	}
	defer func() { _ = f.Close() }()
	return scenario.Load(f, name)
}

func (a *app) runLab(ctx context.Context, list []scenario.Scenario, flags labRunFlags) error {
	var target scenario.Target = scenario.Virtual{}
	if flags.live || flags.url != "" || flags.keyFile != "" {
		portal, err := a.console(flags.remote)
		if err != nil {
			return err
		}
		target = scenario.Live{Address: portal.Address(), Operator: portal.Client, Clock: a.sys.Clock, Most: flags.most}
	}
	begun := a.sys.Clock.Now()
	var results []scenario.Result
	failed := 0
	announce := func(i int) {
		if i < len(list) && !target.Virtual() && !flags.quiet {
			a.say("scenario.waiting", "name", list[i].Name, "time", list[i].Lasts())
		}
	}
	announce(0)
	err := scenario.RunAll(ctx, list, target, func(r scenario.Result) error {
		results = append(results, r)
		if !r.Passed() {
			failed++
		}
		announce(len(results))
		if a.flags.json || flags.junit == "-" || flags.quiet && r.Passed() {
			return nil
		}
		return a.print(a.scenarioText(r))
	})
	if err != nil {
		return err
	}
	if flags.junit != "" {
		if err := a.writeJUnit(flags.junit, scenario.Suites(a.l, begun, results)); err != nil {
			return err
		}
	}
	if a.flags.json {
		if err := a.writeJSON(runJSON(a, results, target.Virtual())); err != nil {
			return err
		}
	} else if len(results) > 1 {
		a.sayN("scenario.summary", len(results), "failed", failed)
	}
	if failed > 0 {
		return errScenarios.With("n", failed, "of", len(results))
	}
	return nil
}

// scenarioText is a line for a scenario, and the steps of one that failed.
func (a *app) scenarioText(r scenario.Result) string {
	var b strings.Builder
	word := "scenario.word.passed"
	if !r.Passed() {
		word = "scenario.word.failed"
	}
	fmt.Fprintf(&b, "%-6s  %s — %s\n", a.l.T(word), r.Scenario.Name, printable.Text(r.Scenario.Title.In(a.l.Lang())))
	if r.Err != nil {
		what, hint := a.l.Describe(r.Err)
		b.WriteString("        " + printable.Text(strings.TrimSpace(what+" "+hint)) + "\n")
	}
	for i, s := range r.Steps {
		if s.Passed() || s.Skipped {
			continue
		}
		at := fmt.Sprintf("%d %s", i+1, s.Step.Act)
		if s.Step.Line > 0 {
			at += ", " + a.l.T("scenario.line", "line", s.Step.Line)
		}
		if s.Err != nil {
			what, hint := a.l.Describe(s.Err)
			b.WriteString("        " + at + ": " + printable.Text(strings.TrimSpace(what+" "+hint)) + "\n")
		}
		for _, c := range s.Checks {
			if !c.OK {
				b.WriteString("        " + at + ": " + printable.Text(c.Tell(a.l)) + "\n")
			}
		}
	}
	return b.String()
}

type labRunJSON struct {
	Passed    bool              `json:"passed"`
	Virtual   bool              `json:"virtual"`
	Scenarios []scenarioRunJSON `json:"scenarios"`
}

type scenarioRunJSON struct {
	Name    string            `json:"name"`
	File    *string           `json:"file"` // null: it came with sandi
	Title   string            `json:"title"`
	Failure *string           `json:"failure"`
	Cause   *string           `json:"cause"`
	Passed  bool              `json:"passed"`
	Error   *string           `json:"error"`
	Took    float64           `json:"took_seconds"`
	Elapsed float64           `json:"elapsed_seconds"` // of the portal's time
	Steps   []scenarioStepRun `json:"steps"`
}

type scenarioStepRun struct {
	Do      string        `json:"do"`
	Line    int           `json:"line"`
	At      float64       `json:"at_seconds"`
	Passed  bool          `json:"passed"`
	Skipped bool          `json:"skipped"`
	Error   *string       `json:"error"`
	Checks  []stepCheckOf `json:"checks"`
}

type stepCheckOf struct {
	What   string `json:"what"`
	Want   string `json:"want"`
	Got    string `json:"got"`
	Passed bool   `json:"passed"`
}

func runJSON(a *app, results []scenario.Result, virtual bool) labRunJSON {
	doc := labRunJSON{Passed: true, Virtual: virtual, Scenarios: []scenarioRunJSON{}}
	for _, r := range results {
		s := scenarioRunJSON{
			Name: r.Scenario.Name, File: orNull(r.Scenario.File), Title: r.Scenario.Title.In(a.l.Lang()), Failure: orNull(r.Scenario.Failure),
			Cause: orNull(r.Scenario.Cause), Passed: r.Passed(), Error: a.errorOrNull(r.Err), Took: seconds(r.Took), Elapsed: seconds(r.Elapsed),
			Steps: []scenarioStepRun{},
		}
		for _, step := range r.Steps {
			run := scenarioStepRun{
				Do: string(step.Step.Act), Line: step.Step.Line, At: seconds(step.At), Passed: step.Passed(), Skipped: step.Skipped,
				Error: a.errorOrNull(step.Err), Checks: []stepCheckOf{},
			}
			for _, c := range step.Checks {
				run.Checks = append(run.Checks, stepCheckOf{c.What, c.Want, c.Got, c.OK})
			}
			s.Steps = append(s.Steps, run)
		}
		doc.Passed = doc.Passed && s.Passed
		doc.Scenarios = append(doc.Scenarios, s)
	}
	return doc
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (a *app) errorOrNull(err error) *string {
	if err == nil {
		return nil
	}
	what, _ := a.l.Describe(err)
	return &what
}
