package main

import (
	"errors"
	"os"
	"testing"
	"time"
)

// The short form of what -clock measures: the truth lies within the claim, and
// the claim is as narrow as the path allows.
func TestEstimates(t *testing.T) {
	t.Parallel()
	list, err := measureEstimates(1, paths[1:3], []time.Duration{-time.Second, 24 * time.Hour, -365 * 24 * time.Hour})
	if errors.Is(err, errNoChrony) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2*2*3 {
		t.Errorf("%d estimates, want each path, source and offset", len(list))
	}
	for _, e := range list {
		if len(e.errors) != 1 || e.failed != 0 || e.beyond != 0 {
			t.Errorf("%s, %s: %+v", e.path.name, e.kind, e)
			continue
		}
		most := 20*time.Millisecond + e.path.there + e.path.back + 2*e.path.jitter
		if worst := e.claims[0]; worst > most {
			t.Errorf("%s, %s: claims ±%v, want at most %v", e.path.name, e.kind, worst, most)
		}
	}
}
