package cmd

import (
	"testing"
	"time"

	"sandi/internal/timesync"
)

func TestTheSystemsWordOfASimulatedClock(t *testing.T) {
	last := time.Date(2027, 3, 10, 14, 0, 0, 0, time.UTC)
	offset, hardware, sigma := 2*time.Second, -time.Second, 30*time.Millisecond
	s := timesync.State{Service: "chrony", LastSync: last, Offset: &offset, Uncertainty: &sigma, Hardware: &hardware}
	got := shifted(s, time.Minute)
	if *got.Offset != 62*time.Second || *got.Hardware != -61*time.Second || !got.LastSync.Equal(last.Add(time.Minute)) || *got.Uncertainty != sigma {
		t.Errorf("got %v %v %v ±%v", *got.Offset, *got.Hardware, got.LastSync, *got.Uncertainty)
	}
	if offset != 2*time.Second || hardware != -time.Second {
		t.Error("changed what it was given")
	}
	if got := shifted(timesync.State{}, time.Minute); got.Offset != nil || got.Hardware != nil || !got.LastSync.IsZero() {
		t.Errorf("got %+v of a system that says nothing", got)
	}
}
