package drift_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/drift"
)

func file(t testing.TB) *drift.File {
	t.Helper()
	return drift.Open(filepath.Join(t.TempDir(), "state", drift.Name))
}

func TestRemembers(t *testing.T) {
	f := file(t)
	best := at(time.Hour, -93*time.Second, 20*time.Millisecond)
	for _, err := range []error{
		f.Add(clock.Measurement{At: best.At, Best: &best}),
		f.Add(clock.Measurement{At: best.At}), // nobody answered
		f.AddJump(clock.Jump{At: start, By: 93 * time.Second, After: clock.AfterSet}),
		f.AddReference(clock.Reference{Kind: clock.KindNTP, At: start, Err: clock.ErrNoAnswer}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	again := drift.Open(f.Path()).History()
	if diff := cmp.Diff([]drift.Point{{At: start.Add(time.Hour), Offset: -93 * time.Second, Uncertainty: 20 * time.Millisecond, Kind: clock.KindNTP}}, again.Points()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]clock.Jump{{At: start, By: 93 * time.Second, After: clock.AfterSet}}, again.Jumps()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	text, err := os.ReadFile(f.Path())
	if err != nil || strings.Contains(string(text), "ntp.example") {
		t.Errorf("the file names who was asked, %v:\n%s", err, text)
	}
	info, err := os.Stat(f.Path())
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	if err := f.Forget(); err != nil || len(f.History().Points()) != 0 {
		t.Errorf("not forgotten: %v", err)
	}
}

func TestWithoutAFile(t *testing.T) {
	var none *drift.File
	if err := none.AddJump(clock.Jump{At: start, By: time.Hour}); err != nil || len(none.History().Jumps()) != 0 {
		t.Errorf("a nil file: %v", err)
	}
	own := drift.Open("")
	if err := own.AddReference(at(0, 0, 0)); err != nil || len(own.History().Points()) != 1 {
		t.Errorf("without a path: %v", err)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := drift.Open(filepath.Join(blocked, drift.Name))
	if err := f.AddReference(at(0, 0, 0)); err == nil || len(f.History().Points()) != 0 {
		t.Errorf("below a file: %v", err)
	}
}

// Whatever stands in the place of the file: nothing is known, and the next fact
// is remembered.
func TestDamage(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"text":       "hello",
		"cut":        `{"version":1,"events":[{"at":"2026-`,
		"kind":       `{"version":1,"events":{"a":1}}`,
		"no version": `{"events":[{"at":"2026-11-01T08:00:00Z","offset_seconds":1}]}`,
		"no time":    `{"version":1,"events":[{"offset_seconds":1}]}`,
		"too far":    `{"version":1,"events":[{"at":"2026-11-01T08:00:00Z","offset_seconds":1e300}]}`,
		"no jump":    `{"version":1,"events":[{"at":"2026-11-01T08:00:00Z","after":"set"}]}`,
		"negative":   `{"version":1,"events":[{"at":"2026-11-01T08:00:00Z","uncertainty_seconds":-1}]}`,
		"deep":       strings.Repeat("[", 100_000),
		"too large":  strings.Repeat(" ", 2<<20) + `{"version":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := file(t)
			if err := os.MkdirAll(filepath.Dir(f.Path()), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f.Path(), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if h := f.History(); len(h.Points())+len(h.Jumps()) != 0 {
				t.Errorf("got %v %v", h.Points(), h.Jumps())
			}
			if err := f.AddReference(at(0, time.Second, 0)); err != nil {
				t.Fatal(err)
			}
			if got := len(f.History().Points()); got != 1 {
				t.Errorf("got %d points", got)
			}
		})
	}
}

func TestAFileOfALaterVersionIsLeftAlone(t *testing.T) {
	f := file(t)
	if err := os.MkdirAll(filepath.Dir(f.Path()), 0o700); err != nil {
		t.Fatal(err)
	}
	const text = `{"version":2,"events":[{"at":"2026-11-01T08:00:00Z","offset_seconds":1,"news":1}]}`
	if err := os.WriteFile(f.Path(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if len(f.History().Points()) != 1 {
		t.Error("what is known of it is not read")
	}
	if err := f.AddReference(at(0, 0, 0)); err == nil {
		t.Error("no error")
	}
	if got, _ := os.ReadFile(f.Path()); string(got) != text {
		t.Errorf("got %s", got)
	}
}

// Odd clocks do not keep the file from being written.
func TestTimesOutOfRange(t *testing.T) {
	f := file(t)
	for _, year := range []int{-5, 0, 1, 1969, 2101, 9998, 9999, 20000} {
		when := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		if err := f.AddJump(clock.Jump{At: when, By: time.Hour, After: clock.AfterSet}); err != nil {
			t.Errorf("%d: %v", year, err)
		}
		if err := f.AddReference(clock.Reference{At: when, Offset: math.MaxInt64 / 2}); err != nil {
			t.Errorf("%d: %v", year, err)
		}
	}
	if got := len(f.History().Jumps()); got != 4 {
		t.Errorf("got %d jumps", got)
	}
}

// Years of measurements stay bounded, keep their ends, and still tell the rate.
func TestBounds(t *testing.T) {
	var h drift.History
	for i := range 5000 {
		h.AddReference(at(time.Duration(i)*time.Hour, time.Duration(float64(i)/24*float64(2*time.Second)), 20*time.Millisecond))
	}
	points := h.Points()
	if len(points) != 500 || !points[0].At.Equal(start) || !points[499].At.Equal(start.Add(4999*time.Hour)) {
		t.Fatalf("got %d points from %v to %v", len(points), points[0].At, points[len(points)-1].At)
	}
	lately := 0
	for _, p := range points {
		if p.At.After(start.Add((4999 - 48) * time.Hour)) {
			lately++
		}
	}
	if lately < 24 {
		t.Errorf("only %d points of the last two days", lately)
	}
	if r, ok := h.Rate(); !ok || (r.PerDay-2*time.Second).Abs() > r.Uncertainty {
		t.Errorf("got %+v, %v", r, ok)
	}
	for i := range 300 {
		h.AddJump(clock.Jump{At: start.Add(time.Duration(5000+i) * time.Hour), By: time.Minute, After: clock.AfterSet})
	}
	if got := len(h.Jumps()); got != 100 {
		t.Errorf("got %d jumps", got)
	}
	if got := len(h.Points()); got != 0 {
		t.Errorf("%d points from before jumps that are forgotten", got)
	}
}

func TestManyWriters(t *testing.T) {
	f := file(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := drift.Open(f.Path()).AddReference(at(time.Duration(i)*time.Hour, 0, 0)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(f.History().Points()); got != 20 {
		t.Errorf("got %d points", got)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"version":1,"events":[{"at":"2026-11-01T08:00:00Z","offset_seconds":-93.2,"uncertainty_seconds":0.02,"kind":"ntp"},{"at":"2026-11-01T09:00:00Z","offset_seconds":0,"jump_seconds":93,"after":"set"}]}`))
	f.Add([]byte(`{"version":1,"events":[{"at":"0001-01-01T00:00:00Z"},{"at":"9998-11-01T09:00:00+23:59","jump_seconds":-7e9,"after":"x"}]}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		file := drift.Open(filepath.Join(dir, drift.Name))
		if err := os.WriteFile(file.Path(), text, 0o600); err != nil {
			t.Skip()
		}
		h := file.History()
		h.Rate()
		h.Moves()
		if err := file.AddReference(at(0, time.Second, 0)); err != nil {
			return // of a later version
		}
		after := file.History().Points()
		if len(after) == 0 || !after[len(after)-1].At.Equal(start) {
			t.Errorf("not remembered after %d points", len(h.Points()))
		}
	})
}
