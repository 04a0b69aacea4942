package drift_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/drift"
)

var start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// at is a comparison so long after the start.
func at(after, offset, uncertainty time.Duration) clock.Reference {
	return clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: offset, Uncertainty: uncertainty, At: start.Add(after + offset)}
}

// drifting measures a clock that gains perDay, from begin on for so many hours.
func drifting(h *drift.History, begin, every time.Duration, n int, from, perDay, noise time.Duration, r *rand.Rand) {
	for i := range n {
		after := time.Duration(i) * every
		offset := from + time.Duration(float64(perDay)*float64(after)/float64(24*time.Hour))
		if noise > 0 {
			offset += time.Duration(r.Int64N(int64(2*noise))) - noise
		}
		h.AddReference(at(begin+after, offset, noise+time.Millisecond))
	}
}

func TestRate(t *testing.T) {
	const hour = time.Hour
	for _, tt := range []struct {
		name   string
		fill   func(*drift.History, *rand.Rand)
		want   time.Duration
		points int // 0: it cannot be told
	}{
		{"nothing", func(*drift.History, *rand.Rand) {}, 0, 0},
		{"one point", func(h *drift.History, _ *rand.Rand) { h.AddReference(at(0, time.Second, 0)) }, 0, 0},
		{"two points a day apart", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, 24*hour, 2, time.Second, 7*time.Second, 20*time.Millisecond, r)
		}, 7 * time.Second, 2},
		{"half an hour", func(h *drift.History, r *rand.Rand) { drifting(h, 0, 10*time.Minute, 4, 0, 7*time.Second, 0, r) }, 0, 0},
		{"two hours by a web server", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 3, 0, 2*time.Second, 500*time.Millisecond, r)
		}, 0, 0},
		{"a slow clock, hourly", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 48, -3*time.Second, -11*time.Second, 50*time.Millisecond, r)
		}, -11 * time.Second, 48},
		{"a clock that is kept", func(h *drift.History, r *rand.Rand) { drifting(h, 0, hour, 48, 0, 0, 20*time.Millisecond, r) }, 0, 48},
		{"wrong answers among right ones", func(h *drift.History, r *rand.Rand) {
			for i := range 40 {
				offset := time.Duration(float64(5*time.Second) * float64(i) / 24)
				if i%10 == 7 {
					offset += 900 * time.Millisecond
				}
				h.AddReference(at(time.Duration(i)*hour, offset, 20*time.Millisecond))
			}
		}, 5 * time.Second, 40},
		{"set meanwhile, and seen", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 24, 0, 40*time.Second, 20*time.Millisecond, r)
			h.AddJump(clock.Jump{At: start.Add(25 * hour), By: 3 * time.Second, After: clock.AfterSet})
			drifting(h, 26*hour, hour, 12, 43*time.Second, 4*time.Second, 20*time.Millisecond, r)
		}, 4 * time.Second, 12},
		{"set meanwhile, and not seen", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 24, 5*time.Minute, 4*time.Second, 20*time.Millisecond, r)
			drifting(h, 24*hour, hour, 12, 2*time.Second, 4*time.Second, 20*time.Millisecond, r)
		}, 4 * time.Second, 12},
		{"synchronised once a week", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, 24*hour, 7, 0, 7*time.Second, 20*time.Millisecond, r)
			drifting(h, 7*24*hour, 24*hour, 5, 0, 7*time.Second, 20*time.Millisecond, r)
		}, 7 * time.Second, 5},
		{"asleep, and the clock followed", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 12, 0, 6*time.Second, 20*time.Millisecond, r)
			h.AddJump(clock.Jump{At: start.Add(20 * hour), By: 8 * hour, After: clock.AfterResume})
			h.AddJump(clock.Jump{At: start.Add(20 * hour), By: 8 * hour, After: clock.AfterUnknown})
			drifting(h, 20*hour, hour, 12, 5*time.Second, 6*time.Second, 20*time.Millisecond, r)
		}, 6 * time.Second, 24},
		{"forward, and the offset with it", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 12, 0, 6*time.Second, 20*time.Millisecond, r)
			h.AddJump(clock.Jump{At: start.Add(36 * hour), By: 40 * time.Second, After: clock.AfterUnknown})
			drifting(h, 36*hour, hour, 5, 43*time.Second, 6*time.Second, 20*time.Millisecond, r)
		}, 6 * time.Second, 5},
		{"just set", func(h *drift.History, r *rand.Rand) {
			drifting(h, 0, hour, 24, 0, 4*time.Second, 0, r)
			h.AddJump(clock.Jump{At: start.Add(25 * hour), By: -time.Minute, After: clock.AfterSet})
		}, 0, 0},
		{"faster than any clock", func(h *drift.History, r *rand.Rand) { drifting(h, 0, hour, 24, 0, time.Hour, 0, r) }, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(20) {
				var h drift.History
				tt.fill(&h, rand.New(rand.NewPCG(seed, 1)))
				got, ok := h.Rate()
				if ok != (tt.points > 0) {
					t.Fatalf("got %+v, %v", got, ok)
				}
				if !ok {
					continue
				}
				if off := (got.PerDay - tt.want).Abs(); off > got.Uncertainty {
					t.Errorf("seed %d: got %v ± %v a day, want %v", seed, got.PerDay, got.Uncertainty, tt.want)
				}
				if got.Points != tt.points || got.Uncertainty > 3*time.Second || !got.Until.After(got.Since) {
					t.Errorf("seed %d: got %+v, want %d points", seed, got, tt.points)
				}
			}
		})
	}
}

func TestMovesAtTrueTimes(t *testing.T) {
	var h drift.History
	h.AddReference(at(0, 7*time.Hour, 0)) // the clock shows 15:00
	h.AddJump(clock.Jump{At: start.Add(time.Hour), By: -7 * time.Hour, After: clock.AfterSet})
	h.AddReference(at(2*time.Hour, 0, 0))
	h.AddJump(clock.Jump{At: start.Add(5*time.Hour + 10*time.Minute), By: 10 * time.Minute, After: clock.AfterSet})
	got := h.Moves()
	if len(got) != 2 || !got[0].True.Equal(start.Add(time.Hour)) || !got[1].True.Equal(start.Add(5*time.Hour)) {
		t.Errorf("got %v", got)
	}
	if n := len(h.Jumps()); n != 2 {
		t.Errorf("%d jumps", n)
	}
}

func BenchmarkRate(b *testing.B) {
	var h drift.History
	drifting(&h, 0, time.Hour, 500, 0, 7*time.Second, 20*time.Millisecond, rand.New(rand.NewPCG(1, 2)))
	for b.Loop() {
		h.Rate()
	}
}
