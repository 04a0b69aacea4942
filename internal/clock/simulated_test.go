package clock_test

import (
	"testing"
	"time"

	"sandi/internal/clock"
)

func TestAShiftedMeasurement(t *testing.T) {
	at := time.Date(2027, 3, 10, 14, 0, 0, 0, time.UTC)
	const by, sigma = -95 * time.Second, 20 * time.Millisecond
	m := clock.Weigh([]clock.Reference{
		{Kind: clock.KindNTP, Name: "a", Offset: 3 * time.Second, Uncertainty: sigma, At: at},
		{Kind: clock.KindNTP, Name: "b", Err: clock.ErrNoAnswer, At: at},
	})
	got := m.Shifted(by)
	want := 3*time.Second + by
	if got.Best == nil || got.Best.Offset != want || got.Best.Uncertainty != sigma || !got.Best.At.Equal(at.Add(by)) {
		t.Errorf("got %+v", got.Best)
	}
	if r := got.References; r[0].Offset != want || !r[0].At.Equal(at.Add(by)) || r[1].OK() || r[1].Offset != 0 || got.Falseticker(r[0]) {
		t.Errorf("got %+v", r)
	}
	// The one that it was made of stays.
	if m.Best.Offset != 3*time.Second || m.References[0].Offset != 3*time.Second {
		t.Errorf("changed %+v", m)
	}
	if never := (clock.Measurement{}).Shifted(by); never.Best != nil || !never.At.IsZero() {
		t.Errorf("got %+v of what was never measured", never)
	}
}
