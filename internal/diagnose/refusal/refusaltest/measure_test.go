package refusaltest_test

import (
	"context"
	"math"
	"testing"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/diagnose/refusal/refusaltest"
)

// A thousand refused codes are explained as well as docs/EXPLAIN.md says, with
// room for chance; ten times as many are measured by internal/bench -explain.
func TestAccuracy(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand searches")
	}
	t.Parallel()
	a, err := refusaltest.Measure(context.Background(), 80)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", a)
	all := a.Totals()
	if all.Cases < 1000 || all.First < all.Cases*97/100 || all.Second < all.Cases*985/1000 {
		t.Errorf("%d of %d causes were named first and %d among two, want 97 %% and 98.5 %%", all.First, all.Cases, all.Second)
	}
	if all.Certain > all.Cases/500 {
		t.Errorf("%d wrong findings are called certain", all.Certain)
	}
	for _, r := range a.Rows {
		if least := 0.88; float64(r.First) < least*float64(r.Cases) {
			t.Errorf("%s: %d of %d were named first: %v", r.Cause, r.First, r.Cases, r.Wrong)
		}
	}
}

// Codes of keys that are not there are attributed no more often than the chance
// that is stated.
func TestStatedChance(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of searches")
	}
	t.Parallel()
	const n = 150
	bounds := []float64{0.005, 0.02, 0.1}
	hit := make([]int, len(bounds))
	for i := range uint64(n) {
		e, err := refusal.Explain(context.Background(), refusaltest.New(refusal.NoMatch, 1_000_000+i).Question)
		if err != nil {
			t.Fatal(err)
		}
		for j, bound := range bounds {
			if len(e.Matches) > 0 && e.Chance <= bound {
				hit[j]++
			}
		}
		if e.Findings[0].Confidence == "certain" {
			t.Errorf("case %d is called certain: %v", i, e.Findings[0].Cause)
		}
	}
	for j, bound := range bounds {
		// Four standard deviations and a half above: once in 300,000 such tests.
		if most := n*bound + 4.5*math.Sqrt(n*bound) + 1; float64(hit[j]) > most {
			t.Errorf("%d of %d codes were attributed with a stated chance of up to %g, want at most %.0f", hit[j], n, bound, most)
		}
	}
}
