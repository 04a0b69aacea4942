package scenario_test

import (
	"strings"
	"testing"

	"sandi/internal/lab/scenario"
)

func BenchmarkPortal(b *testing.B) {
	var list []scenario.Scenario
	for _, s := range shipped(b) {
		if strings.HasPrefix(s.Name, "f") && s.Name != "f3-clock-set-by-hand" && s.Name != "f3-typed-late" { // those explain a code
			list = append(list, s)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range list {
			if r := play(b, s); !r.Passed() {
				b.Fatal(s.Name)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(list))/b.Elapsed().Seconds(), "scenarios/s")
}
