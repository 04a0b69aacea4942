package scenario_test

import (
	"context"
	"testing"

	"sandi/internal/lab/scenario"
)

func TestEveryShippedScenarioPasses(t *testing.T) {
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenario.Named(name)
			if err != nil {
				t.Fatalf("%v", err)
			}
			if s.Name != name {
				t.Errorf("got name %q", s.Name)
			}
			r, err := scenario.Run(context.Background(), s, scenario.Virtual{})
			if err != nil || r.Err != nil {
				t.Fatal(err, r.Err)
			}
			for _, step := range r.Steps {
				if !step.Passed() {
					t.Errorf("line %d, %s: skipped %v, error %v, %+v", step.Step.Line, step.Step.Act, step.Skipped, step.Err, step.Checks)
				}
			}
		})
	}
}
