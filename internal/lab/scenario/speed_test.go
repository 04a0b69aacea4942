package scenario_test

import (
	"testing"

	"sandi/internal/lab/scenario"
)

func BenchmarkVirtual(b *testing.B) {
	for _, name := range []string{"clock-unsynchronised", "f1-login-timeout", "f4-temporary-lock", "code-wrong-digits"} {
		s, err := scenario.Named(name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if r, err := scenario.Run(b.Context(), s, scenario.Virtual{}); err != nil || !r.Passed() {
					b.Fatal(err, r)
				}
			}
		})
	}
}
