package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"sandi/internal/lab/scenario"
)

// scenarios plays the shipped scenarios in memory, over and over for a while,
// on all processors, and tells how many a second that is: in all and by kind.
func scenarios(each time.Duration) error {
	kinds := map[string][]scenario.Scenario{}
	for _, name := range scenario.Names() {
		s, err := scenario.Named(name)
		if err != nil {
			return err
		}
		kind := "portal (f1 … f7)"
		switch {
		case slices.ContainsFunc(s.Steps, func(s scenario.Step) bool { return s.Act == scenario.Explain }):
			kind = "explaining a code"
		case slices.ContainsFunc(s.Steps, func(s scenario.Step) bool { return s.Act == scenario.Judge }):
			kind = "judging a clock"
		}
		kinds[kind] = append(kinds[kind], s)
	}
	fmt.Printf("%s, %d CPUs\n", runtime.Version(), runtime.NumCPU())
	for _, kind := range []string{"portal (f1 … f7)", "judging a clock", "explaining a code"} {
		list := kinds[kind]
		played, steps, failed := 0, 0, 0
		begun, used := time.Now(), processorTime()
		for time.Since(begun) < each {
			if err := scenario.RunAll(context.Background(), list, scenario.Virtual{}, func(r scenario.Result) error {
				played++
				steps += len(r.Steps)
				if !r.Passed() {
					failed++
				}
				return nil
			}); err != nil {
				return err
			}
		}
		took := time.Since(begun).Seconds()
		fmt.Printf("%-18s  %2d files of %.1f steps, %6d played, %d not as expected: %5.0f a second",
			kind, len(list), float64(steps)/float64(played), played, failed, float64(played)/took)
		if cpu := (processorTime() - used).Seconds(); cpu > 0 { // what counts where the machine has other work
			fmt.Printf(", %5.0f for each second of one processor", float64(played)/cpu)
		}
		fmt.Println()
		if failed > 0 {
			return fmt.Errorf("%d scenarios of %q failed", failed, kind)
		}
	}
	return nil
}
