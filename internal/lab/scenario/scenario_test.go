package scenario_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/lab/scenario"
	"sandi/internal/locale"
)

func shipped(t testing.TB) []scenario.Scenario {
	t.Helper()
	var all []scenario.Scenario
	for _, name := range scenario.Names() {
		s, err := scenario.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != name || s.File != "" || s.Complaint == (scenario.Text{}) || s.Failure == "" && s.Cause == "" {
			t.Errorf("%s: got name %q, file %q, failure %q, cause %q, complaint %v", name, s.Name, s.File, s.Failure, s.Cause, s.Complaint)
		}
		all = append(all, s)
	}
	return all
}

func play(t testing.TB, s scenario.Scenario) scenario.Result {
	t.Helper()
	r, err := scenario.Run(t.Context(), s, scenario.Virtual{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func complain(t testing.TB, r scenario.Result) {
	t.Helper()
	if r.Err != nil {
		t.Errorf("%s: %v", r.Scenario.Name, r.Err)
	}
	l := locale.New(locale.EN)
	for _, s := range r.Steps {
		for _, c := range s.Checks {
			if !c.OK {
				t.Errorf("%s, line %d, %s: %s", r.Scenario.Name, s.Step.Line, s.Step.Act, c.Tell(l))
			}
		}
		if s.Err != nil || s.Skipped {
			t.Errorf("%s, line %d, %s: skipped %v, error %v", r.Scenario.Name, s.Step.Line, s.Step.Act, s.Skipped, s.Err)
		}
	}
}

func TestEveryShippedScenarioPasses(t *testing.T) {
	if err := scenario.RunAll(t.Context(), shipped(t), scenario.Virtual{}, func(r scenario.Result) error {
		complain(t, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// The catalogue is whole: every failure of the real portal, every cause that a
// judgement or an explanation can name.
func TestTheShippedScenariosCoverTheCatalogue(t *testing.T) {
	named := map[string]bool{} // by a step that checks it
	failures := map[string]bool{}
	for _, s := range shipped(t) {
		failures[s.Failure] = true
		for _, step := range s.Steps {
			for _, cause := range append(step.Also, step.Expect) {
				named[string(step.Act)+" "+cause] = true
			}
		}
	}
	for _, f := range []string{"F1", "F2a", "F2b", "F3", "F4", "F5", "F6", "F7"} {
		if !failures[f] {
			t.Errorf("no scenario for %s", f)
		}
	}
	for _, c := range diagnose.Causes() {
		if !named["judge "+string(c)] {
			t.Errorf("no scenario in which a clock is judged to be %s", c)
		}
	}
	for _, c := range strings.Fields("valid expired too-early reused clock-hours-off other-entry wrong-algorithm wrong-digits wrong-period key-misread key-as-hex-or-text malformed-code no-match") {
		if !named["explain "+c] {
			t.Errorf("no scenario in which a code is explained by %s", c)
		}
	}
}

// A run must be able to fail: each expectation that is turned round fails it, at
// its step.
func TestWhatIsNotAsExpectedFails(t *testing.T) {
	const file = `scenario = 1
name = "t"
start = "code-asked"
title = { id = "a", en = "a" }
[client]
offset = "-5m"
`
	for steps, want := range map[string]string{
		"[[step]]\ndo = \"code\"\nexpect = \"accepted\"":                                                                               "portal refused",
		"[[step]]\ndo = \"code\"\nexpect = \"refused\"\noperator = \"early-code\"":                                                     "operator expired-code",
		"[[step]]\ndo = \"code\"\nexpect = \"refused\"\nlocked = true":                                                                 "locked false",
		"[[step]]\ndo = \"measure\"\nexpect = \"-4m\"":                                                                                 "offset -5m",
		"[[step]]\ndo = \"measure\"\nexpect = \"no-answer\"":                                                                           "portal -5m",
		"[[step]]\ndo = \"measure\"\n[[step]]\ndo = \"judge\"\nexpect = \"healthy\"":                                                   "cause unsynchronised",
		"[[step]]\ndo = \"measure\"\n[[step]]\ndo = \"judge\"\nexpect = \"unsynchronised\"\nnever = [\"unsynchronised\"]":              "never ",
		"[[step]]\ndo = \"measure\"\n[[step]]\ndo = \"judge\"\nexpect = \"unsynchronised\"\nalso = [\"am-pm\"]":                        "also ",
		"[[step]]\ndo = \"measure\"\n[[step]]\ndo = \"judge\"\nexpect = \"unsynchronised\"\nconfidence = \"possible\"":                 "confidence likely",
		"[[step]]\ndo = \"code\"\nexpect = \"refused\"\n[[step]]\ndo = \"measure\"\n[[step]]\ndo = \"explain\"\nexpect = \"no-match\"": "cause expired",
		"[[step]]\ndo = \"login\"\nexpect = \"IN_UNPROTECTED\"":                                                                        "portal TOTP_PROMPT",
	} {
		s, err := scenario.Load(strings.NewReader(file+steps+"\n"), "t.toml")
		if err != nil {
			t.Errorf("%s: %v", steps, err)
			continue
		}
		r := play(t, s)
		if r.Err != nil || r.Passed() {
			t.Errorf("%s: passed %v, %v", steps, r.Passed(), r.Err)
			continue
		}
		var failed []string
		for _, c := range r.Steps[len(r.Steps)-1].Checks {
			if !c.OK {
				failed = append(failed, c.What+" "+c.Got)
			}
		}
		if len(failed) != 1 || !strings.HasPrefix(failed[0], want) {
			t.Errorf("%s: got %q, want one of %q", steps, failed, want)
		}
	}
}

func TestAStepThatCannotBeDoneEndsTheRun(t *testing.T) {
	for step, want := range map[string]error{
		"do = \"code\"":                        scenario.ErrNoKey,
		"do = \"reuse\"":                       scenario.ErrNoCode,
		"do = \"mail-code\"":                   scenario.ErrNoLetter,
		"do = \"explain\"\nexpect = \"valid\"": scenario.ErrNoCode,
		"do = \"judge\"\nexpect = \"healthy\"": scenario.ErrNotMeasured,
	} {
		s, err := scenario.Load(strings.NewReader("scenario = 1\nname = \"t\"\ntitle = { id = \"a\", en = \"a\" }\n[[step]]\n"+step+"\n[[step]]\ndo = \"wait\"\nfor = \"1s\"\n"), "t.toml")
		if err != nil {
			t.Fatal(err)
		}
		r := play(t, s)
		if r.Passed() || !errors.Is(r.Steps[0].Err, want) || !r.Steps[1].Skipped {
			t.Errorf("%s: got %v, next skipped %v", step, r.Steps[0].Err, r.Steps[1].Skipped)
		}
	}
}

// Waiting is free, days and mails included, and clocks go on meanwhile.
func TestVirtualTimePassesAtOnce(t *testing.T) {
	s, err := scenario.Load(strings.NewReader(`scenario = 1
name = "t"
start = "enrolled"
title = { id = "a", en = "a" }
[client]
drift_per_day = "7s"
[[step]]
do = "measure"
expect = "+0s"
[[step]]
do = "wait"
for = "9d"
[[step]]
do = "measure"
expect = "+1m3s"
[[step]]
do = "judge"
expect = "unsynchronised"
`), "t.toml")
	if err != nil {
		t.Fatal(err)
	}
	r := play(t, s)
	complain(t, r)
	if want := 9 * 24 * time.Hour; r.Elapsed != want || r.Took > time.Second {
		t.Errorf("%v passed within %v, want %v", r.Elapsed, r.Took, want)
	}
}

func TestRunAllKeepsTheOrderAndEndsWithItsContext(t *testing.T) {
	list := slices.Concat(shipped(t)[:8], shipped(t)[:8])
	i := 0
	if err := scenario.RunAll(t.Context(), list, scenario.Virtual{}, func(r scenario.Result) error {
		if r.Scenario.Name != list[i].Name {
			t.Errorf("result %d: got %s, want %s", i, r.Scenario.Name, list[i].Name)
		}
		i++
		return nil
	}); err != nil || i != len(list) {
		t.Errorf("got %d results, %v", i, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := scenario.RunAll(ctx, list, scenario.Virtual{}, func(scenario.Result) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	full := errors.New("no space left")
	if err := scenario.RunAll(t.Context(), list, scenario.Virtual{}, func(scenario.Result) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// Whoever reads the document must find every act, field and scenario in it.
func TestTheDocumentNamesEverything(t *testing.T) {
	text, err := os.ReadFile("../../../docs/SCENARIOS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(scenario.Names(), scenario.Words()...) {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/SCENARIOS.md does not name %s", name)
		}
	}
}
