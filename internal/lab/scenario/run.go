package scenario

import (
	"context"
	"time"
)

// Result is what became of a scenario.
type Result struct {
	Scenario Scenario
	Steps    []StepResult // as many as the scenario has
	Err      error        // why it could not be begun
	Took     time.Duration
	Elapsed  time.Duration // of true time at the target
}

// Passed reports whether everything came as expected.
func (r Result) Passed() bool {
	if r.Err != nil {
		return false
	}
	for _, s := range r.Steps {
		if !s.Passed() {
			return false
		}
	}
	return true
}

// StepResult is what became of a step.
type StepResult struct {
	Step    Step
	At      time.Duration // of true time since the beginning, when it was done
	Took    time.Duration
	Checks  []Check
	Err     error // why it could not be done
	Skipped bool  // because of what came before
}

// Passed reports whether the step was done and everything came as expected.
func (s StepResult) Passed() bool {
	if s.Err != nil || s.Skipped {
		return false
	}
	for _, c := range s.Checks {
		if !c.OK {
			return false
		}
	}
	return true
}

// Check is one expectation and what came. Got holds no code, key or password.
type Check struct {
	What string // "portal", "operator", "locked", "offset", "cause", "confidence", "also", "never", "key"
	Want string
	Got  string
	OK   bool
}

// Run plays a scenario. The error is that of ctx: what goes wrong with a
// scenario is in its result.
func Run(ctx context.Context, s Scenario, at Target) (Result, error) {
	return run(ctx, s, at)
}
