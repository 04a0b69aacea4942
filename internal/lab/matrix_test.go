package lab_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/acceptance"
	"sandi/internal/fault"
	"sandi/internal/lab"
	"sandi/internal/otp"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"40s": 40 * s, "-40s": -40 * s, "−40s": -40 * s, "+7h": 7 * time.Hour, "40": 40 * s, "-1m30s": -90 * s,
		"2d": 48 * time.Hour, "-1d12h": -36 * time.Hour, " 5s ": 5 * s, "0": 0, "1.5s": 1500 * time.Millisecond, "36500d": 36500 * 24 * time.Hour,
	} {
		if got, err := lab.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", "--5s", "+-5s", "5 apples", "d", "1.5d", "-d", "9999999999d", "40000d", "36500d1s", "1e9h", "NaN", "1d-5s", "\x00"} {
		if got, err := lab.ParseDuration(text); !errors.Is(err, lab.ErrDuration) {
			t.Errorf("%q: got %v, %v; want an error", text, got, err)
		}
	}
}

func TestParseDurations(t *testing.T) {
	got, err := lab.ParseDurations("-20s..20s/10s,1m")
	if want := []time.Duration{-20 * s, -10 * s, 0, 10 * s, 20 * s, time.Minute}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if got, err := lab.ParseDurations("0s..25s"); err != nil || !cmp.Equal(got, []time.Duration{0, 10 * s, 20 * s}) {
		t.Errorf("a range without a step goes by 10 s: got %v, %v", got, err)
	}
	for _, text := range []string{"", ",", "1s..", "..1s", "5s/1s", "5s..1s/1s", "1s..5s/0s", "1s..5s/-1s", "1s..2s..3s"} {
		if got, err := lab.ParseDurations(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
	for _, text := range []string{"-100d..100d/1ms", "0s..20000s/1s", "0s..15000s/1s,0s..15000s/1s"} {
		if _, err := lab.ParseDurations(text); !errors.Is(err, lab.ErrTooLarge) {
			t.Errorf("%q: got %v, want %v", text, err, lab.ErrTooLarge)
		}
	}
	if _, err := lab.ParseDelays("0s,-1s"); !errors.Is(err, lab.ErrDelay) {
		t.Errorf("got %v, want %v", err, lab.ErrDelay)
	}
}

func TestParseWindow(t *testing.T) {
	for text, want := range map[string]otp.Window{"1,0": {Past: 1}, "lazim": {Past: 1, Future: 1}, "longgar": {Past: 4, Future: 4}, "60,60": {Past: 60, Future: 60}} {
		if got, err := lab.ParseWindow(text); err != nil || got.Policy.Window != want {
			t.Errorf("%q: got %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1", "1,", ",1", "-1,1", "61,0", "1,1,1", "Lazim", "1;1"} {
		if _, err := lab.ParseWindow(text); !errors.Is(err, lab.ErrWindow) {
			t.Errorf("%q: got %v, want %v", text, err, lab.ErrWindow)
		}
	}
	for _, text := range []string{"0s", "1500ms", "2h", "-30s", "x"} {
		if _, err := lab.ParsePeriod(text); !errors.Is(err, lab.ErrPeriod) {
			t.Errorf("period %q: got %v, want %v", text, err, lab.ErrPeriod)
		}
	}
}

func TestParseRequirement(t *testing.T) {
	got, err := lab.ParseRequirement("99.5%@-20s..20s@5s")
	want := lab.Requirement{Percent: 99.5, Offsets: &lab.Between{From: -20 * s, To: 20 * s}, Delays: &lab.Between{From: 5 * s, To: 5 * s}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for _, text := range []string{"", "0", "101", "NaN", "Inf", "-5", "50@x", "50@5s..1s", "50@1s@2s@3s", "@1s"} {
		if _, err := lab.ParseRequirement(text); !errors.Is(err, lab.ErrRequirement) {
			t.Errorf("%q: got %v, want %v", text, err, lab.ErrRequirement)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"-120s..120s/10s", "1d12h", "100%@-20s..20s@0s..5s", "1,1", "longgar", "9e9s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := lab.ParseDuration(text); err == nil && d.Hours() > 24*36500 {
			t.Errorf("%v is out of bounds", d)
		}
		all, err := lab.ParseDurations(text)
		if err == nil && (len(all) == 0 || len(all) > 20000) {
			t.Errorf("%d durations", len(all))
		}
		var fe *fault.Error
		if err != nil && !errors.As(err, &fe) {
			t.Errorf("not a fault: %v", err)
		}
		if r, err := lab.ParseRequirement(text); err == nil && !(r.Percent > 0 && r.Percent <= 100) {
			t.Errorf("%v is out of bounds", r.Percent)
		}
		_, _ = lab.ParseWindow(text)
	})
}

// The cells are what is known of verifiers in the field.
func TestCells(t *testing.T) {
	g := lab.Grid{
		Offsets:  []time.Duration{-45 * s, -30 * s, 0, 45 * s},
		Delays:   []time.Duration{0, 10 * s},
		Policies: []acceptance.Profile{{Name: "1,1", Policy: acceptance.Policy{Window: otp.Window{Past: 1, Future: 1}}}},
	}
	cells := g.Cells(lab.Requirement{Percent: 66.6, Offsets: &lab.Between{From: -30 * s, To: 45 * s}, Delays: &lab.Between{From: 10 * s, To: 10 * s}})
	type cell struct {
		share   float64
		applies bool
		met     bool
	}
	var got []cell
	for _, c := range cells {
		got = append(got, cell{math.Round(c.Share.Float()*100) / 100, c.Applies, c.Met})
	}
	want := []cell{
		{0.5, false, true}, {1, false, true}, {1, false, true}, {0.5, false, true},
		{0.17, false, true}, {0.67, true, true}, {1, true, true}, {0.83, true, true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(cell{})); diff != "" {
		t.Error(diff)
	}
	failed := 0
	for _, c := range g.Cells(lab.Requirement{Percent: 100}) {
		if !c.Met {
			failed++
		}
	}
	if failed != 5 {
		t.Errorf("%d fields fall short of 100 %%, want 5", failed)
	}
	g.Delays = nil
	if err := g.Check(); !errors.Is(err, lab.ErrEmpty) {
		t.Errorf("got %v, want %v", err, lab.ErrEmpty)
	}
	g.Delays, g.Offsets = make([]time.Duration, 1000), make([]time.Duration, 1000)
	if err := g.Check(); !errors.Is(err, lab.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, lab.ErrTooLarge)
	}
}
