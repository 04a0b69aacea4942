package clock_test

import (
	"testing"
	"time"

	"sandi/internal/clock"
)

var noon = time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC)

func TestCorrectedTakesTheOffsetOut(t *testing.T) {
	m := clock.NewManual(noon)
	c := clock.Corrected{Base: m, Reference: clock.Reference{Offset: -93 * time.Second}}
	if got, want := c.Now(), noon.Add(93*time.Second); !got.Equal(want) {
		t.Errorf("a slow clock corrected shows %v, want %v", got, want)
	}
	if got, want := (clock.Shifted{Base: m, By: -93 * time.Second}).Now(), noon.Add(-93*time.Second); !got.Equal(want) {
		t.Errorf("shifted: got %v, want %v", got, want)
	}
	m.Advance(time.Minute)
	if got, want := c.Now(), noon.Add(153*time.Second); !got.Equal(want) {
		t.Errorf("a minute later: got %v, want %v", got, want)
	}
	if got := (clock.Shifted{Base: c, By: time.Hour}).Sample(); !got.Wall.Equal(noon.Add(time.Hour+153*time.Second)) || got.Mono != time.Minute {
		t.Errorf("sample %+v", got)
	}
}

func TestSystemRunsOn(t *testing.T) {
	a := clock.Take(clock.System{})
	time.Sleep(2 * time.Millisecond)
	b := clock.Take(clock.System{})
	if d := b.Mono - a.Mono; d < 2*time.Millisecond || d > time.Minute {
		t.Errorf("monotonic time moved by %v", d)
	}
	if d := time.Since(b.Wall).Abs(); d > time.Minute {
		t.Errorf("the wall clock is %v off", d)
	}
	if b.Boot < a.Boot || (a.Boot > 0) != (b.Boot > 0) {
		t.Errorf("time since boot went from %v to %v", a.Boot, b.Boot)
	}
}

func TestWatcher(t *testing.T) {
	sample := func(wall, mono, boot time.Duration) clock.Sample {
		return clock.Sample{Wall: noon.Add(wall), Mono: mono, Boot: boot}
	}
	const s, m, h = time.Second, time.Minute, time.Hour
	for _, tt := range []struct {
		name string
		a, b clock.Sample
		by   time.Duration
		want clock.After // "" for no jump
	}{
		{"a second passes", sample(0, 0, 0), sample(s, s, s), 0, ""},
		{"an hour passes, slewed by 1.5 s", sample(0, 0, 0), sample(h+1500*time.Millisecond, h, h), 0, ""},
		{"below the limit", sample(0, 0, 0), sample(s+900*time.Millisecond, s, 0), 0, ""},
		{"put back", sample(0, 0, 10), sample(s-h, s, 10+s), -h, clock.AfterSet},
		{"put forward", sample(0, 0, 10), sample(s+h, s, 10+s), h, clock.AfterSet},
		{"put forward, boot time not known", sample(0, 0, 0), sample(s+h, s, 0), h, clock.AfterUnknown},
		{"put back, boot time not known", sample(0, 0, 0), sample(s-3*s, s, 0), -3 * s, clock.AfterSet},
		{"slept", sample(0, 0, 10), sample(8*h+s, s, 8*h+s+10), 8 * h, clock.AfterResume},
		{"slept and set by two minutes more", sample(0, 0, 10), sample(h+2*m+s, s, h+s+10), 2 * m, clock.AfterSet},
	} {
		var w clock.Watcher
		if j, ok := w.Feed(tt.a); ok {
			t.Errorf("%s: the first sample is a jump: %+v", tt.name, j)
		}
		j, ok := w.Feed(tt.b)
		if ok != (tt.want != "") || ok && (j.By != tt.by || j.After != tt.want || !j.At.Equal(tt.b.Wall)) {
			t.Errorf("%s: got %+v, %v, want %v %q", tt.name, j, ok, tt.by, tt.want)
		}
		if j, ok := w.Feed(tt.b); ok {
			t.Errorf("%s: the same sample again is a jump: %+v", tt.name, j)
		}
	}
}

func TestWatcherOnAManualClock(t *testing.T) {
	m := clock.NewManual(noon)
	var w clock.Watcher
	w.Feed(clock.Take(m))
	m.Advance(time.Hour)
	if j, ok := w.Feed(clock.Take(m)); ok {
		t.Errorf("passing time is a jump: %+v", j)
	}
	m.Set(noon)
	if j, ok := w.Feed(clock.Take(m)); !ok || j.By != -time.Hour {
		t.Errorf("got %+v, %v, want an hour back", j, ok)
	}
}
