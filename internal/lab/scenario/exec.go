package scenario

import "context"

func run(ctx context.Context, s Scenario, at Target) (Result, error) {
	r := Result{Scenario: s}
	_, r.Err = at.open(ctx, s)
	return r, ctx.Err()
}
