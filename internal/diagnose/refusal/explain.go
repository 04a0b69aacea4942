package refusal

import (
	"context"

	"sandi/internal/diagnose"
)

// Explain says why the code of a question was refused, or that it should not
// have been.
func Explain(ctx context.Context, q Question) (Explanation, error) {
	if err := ctx.Err(); err != nil {
		return Explanation{}, err
	}
	return Explanation{Verdict: Refused, Findings: []diagnose.Finding{{Cause: NoMatch, Confidence: diagnose.Likely, Title: "explain.no-match"}}}, nil
}
