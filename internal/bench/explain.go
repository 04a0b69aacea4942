package main

import (
	"context"
	"fmt"

	"sandi/internal/diagnose/refusal/refusaltest"
)

// explain measures how refused codes are explained: so many of each cause, with
// random keys.
func explain(each int) error {
	a, err := refusaltest.Measure(context.Background(), each)
	if err != nil {
		return err
	}
	fmt.Print(a)
	fmt.Printf("\nfull explain: median %s, 99 of 100 within %s, longest %s\n", ms(a.Median), ms(a.P99), ms(a.Longest))
	return nil
}
