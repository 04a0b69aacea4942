package scenario

import (
	"fmt"
	"strings"
	"time"

	"sandi/internal/lab/junit"
	"sandi/internal/locale"
)

// Suites puts results into the form that CI systems read: a suite for each
// scenario, a case for each of its steps. at is when they were played.
func Suites(l *locale.Localizer, at time.Time, results []Result) junit.Suites {
	all := junit.Suites{Name: "sandi lab"}
	for _, r := range results {
		suite := junit.Suite{Name: r.Scenario.Name, At: at}
		if r.Err != nil {
			suite.Cases = append(suite.Cases, junit.Case{Name: l.T("scenario.begin"), File: r.Scenario.File, Error: problem(l, r.Err)})
		}
		for i, s := range r.Steps {
			suite.Cases = append(suite.Cases, s.testCase(l, i, r.Scenario.File))
		}
		all.Suites = append(all.Suites, suite)
	}
	return all
}

func (s StepResult) testCase(l *locale.Localizer, i int, file string) junit.Case {
	c := junit.Case{Name: fmt.Sprintf("%02d %s", i+1, s.Step.Act), File: file, Took: s.Took}
	switch {
	case s.Skipped:
		c.Skipped = l.T("scenario.skipped")
	case s.Err != nil:
		c.Error = problem(l, s.Err)
	case !s.Passed():
		var lines []string
		for _, check := range s.Checks {
			if !check.OK {
				lines = append(lines, check.Tell(l))
			}
		}
		c.Failure = &junit.Problem{Kind: "verdict", Message: lines[0], Text: strings.Join(lines, "\n")}
	}
	if s.Step.Line > 0 {
		c.Output = l.T("scenario.line", "line", s.Step.Line)
	}
	return c
}

func problem(l *locale.Localizer, err error) *junit.Problem {
	what, hint := l.Describe(err)
	return &junit.Problem{Kind: "error", Message: what, Text: hint}
}

// Tell says what came and what was expected.
func (c Check) Tell(l *locale.Localizer) string {
	return l.T("scenario.check."+c.What, "got", c.Got, "want", c.Want)
}
