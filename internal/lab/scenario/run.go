package scenario

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"sandi/internal/clock"
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
//
// A step that could not be done, or whose answer was another one than expected,
// ends the run: what follows would be about something else. A verdict that is
// not the expected one does not.
func Run(ctx context.Context, s Scenario, at Target) (Result, error) {
	watch := clock.Take(clock.System{})
	result := Result{Scenario: s, Steps: make([]StepResult, len(s.Steps))}
	for i, step := range s.Steps {
		result.Steps[i] = StepResult{Step: step, Skipped: true}
	}
	took := func() time.Duration { return clock.Take(clock.System{}).Mono - watch.Mono }
	where, err := at.open(ctx, s)
	if err != nil {
		result.Err, result.Took = err, took()
		return result, ctx.Err()
	}
	r, err := newRunner(ctx, s, where)
	if err != nil {
		result.Err = err
	} else {
		r.steps(ctx, result.Steps)
		result.Elapsed = where.Now().Sub(r.pc.begin)
	}
	// Also when the run was interrupted: a portal that others use must not stay
	// as a scenario has made it.
	if err := where.Close(context.WithoutCancel(ctx)); err != nil && result.Err == nil {
		result.Err = err
	}
	result.Took = took()
	return result, ctx.Err()
}

// steps does the steps in their order.
func (r *runner) steps(ctx context.Context, into []StepResult) {
	for i := range into {
		if ctx.Err() != nil {
			return
		}
		into[i] = r.step(ctx, into[i].Step)
		if into[i].Err != nil {
			return
		}
		for _, c := range into[i].Checks {
			if c.What == "portal" && !c.OK {
				return
			}
		}
	}
}

// RunAll plays scenarios, and calls each with every result in their order. At a
// virtual target several are played at once; at a live one never, since they
// change its conditions. It ends early when ctx does, or each fails.
func RunAll(ctx context.Context, list []Scenario, at Target, each func(Result) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	places := 1
	if at.Virtual() {
		places = runtime.GOMAXPROCS(0)
	}
	type outcome struct {
		result Result
		err    error
	}
	outcomes := make([]chan outcome, len(list))
	for i := range outcomes {
		outcomes[i] = make(chan outcome, 1)
	}
	var next atomic.Int64
	var working sync.WaitGroup
	defer working.Wait()
	for range places {
		working.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(list); i = next.Add(1) - 1 {
				r, err := Run(ctx, list[i], at)
				outcomes[i] <- outcome{r, err}
			}
		})
	}
	for _, c := range outcomes {
		o := <-c
		if o.err != nil {
			return o.err
		}
		if err := each(o.result); err != nil {
			cancel()
			return err
		}
	}
	return nil
}
