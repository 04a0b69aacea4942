package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/clock"
)

func ref(offset, uncertainty time.Duration) clock.Reference {
	return clock.Reference{Kind: clock.KindNTP, Offset: offset, Uncertainty: uncertainty, At: noon}
}

func TestWeigh(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	fail := clock.Reference{Err: clock.ErrNoAnswer}
	for _, tt := range []struct {
		name     string
		refs     []clock.Reference
		best     *clock.Reference
		disagree bool
	}{
		{"nobody asked", nil, nil, false},
		{"nobody answered", []clock.Reference{fail, fail}, nil, false},
		{"one", []clock.Reference{fail, ref(5*s, s)}, new(ref(5*s, s)), false},
		{"the sharpest, not the middle", []clock.Reference{ref(5*s, s), ref(5400*ms, 10*ms), ref(4900*ms, 900*ms)}, new(ref(5400*ms, 10*ms)), false},
		{"two against one", []clock.Reference{ref(93*s, s), ref(0, ms), ref(93*s, 10*ms)}, new(ref(93*s, 10*ms)), true},
		{"one that says nothing helps nobody", []clock.Reference{ref(0, 500*ms), ref(93*s, ms), ref(20*s, 100*s)}, new(ref(0, 500*ms)), true},
		{"a tie by little: the sharpest, covering the other", []clock.Reference{ref(10*s, ms), ref(10*s+700*ms, 10*ms)}, func() *clock.Reference { r := ref(10*s, ms); r.Uncertainty = 700 * ms; return &r }(), true},
		{"a tie by much: nobody", []clock.Reference{ref(40*s, ms), ref(60*s, ms)}, nil, true},
		{"a tie, and this clock is the third witness", []clock.Reference{ref(-75*s, ms), ref(300*ms, 10*ms)}, new(ref(300*ms, 10*ms)), true},
		{"two pairs, none with this clock", []clock.Reference{ref(40*s, ms), ref(40*s, ms), ref(60*s, ms), ref(60*s, ms)}, nil, true},
	} {
		m := clock.Weigh(tt.refs)
		if (m.Best == nil) != (tt.best == nil) || m.Best != nil && *m.Best != *tt.best || m.Disagree != tt.disagree {
			t.Errorf("%s: got %+v, disagree %v, want %+v, %v", tt.name, m.Best, m.Disagree, tt.best, tt.disagree)
		}
		if m.At.IsZero() {
			t.Errorf("%s: not dated", tt.name)
		}
	}
}

type source struct {
	name string
	f    func(ctx context.Context) clock.Reference
}

func (s source) Kind() clock.Kind                            { return clock.KindNTP }
func (s source) Name() string                                { return s.name }
func (s source) Measure(ctx context.Context) clock.Reference { return s.f(ctx) }
func after(d time.Duration, r clock.Reference) func(context.Context) clock.Reference {
	return func(ctx context.Context) clock.Reference {
		select {
		case <-time.After(d):
			r.At = time.Now()
			return r
		case <-ctx.Done():
			return clock.Reference{Err: ctx.Err()}
		}
	}
}

func TestMeasureAsksAllAtOnceWithinItsBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deaf := make(chan struct{})
		start := time.Now()
		m := clock.Measure(context.Background(), []clock.Source{
			source{"slow", after(3*time.Second, ref(time.Second, time.Millisecond))},
			source{"fast", after(time.Second, ref(time.Second, time.Second))},
			source{"too slow", after(time.Minute, ref(0, 0))},
			source{"deaf", func(context.Context) clock.Reference { <-deaf; return ref(0, 0) }},
		})
		if took := time.Since(start); took > clock.Budget+time.Second {
			t.Errorf("took %v", took)
		}
		if len(m.References) != 4 || m.Best == nil || m.Best.Uncertainty != time.Millisecond {
			t.Errorf("got %+v", m)
		}
		if !errors.Is(m.References[3].Err, clock.ErrNoAnswer) || m.References[3].Name != "deaf" {
			t.Errorf("the deaf one: %+v", m.References[3])
		}
		if len(m.Answered()) != 2 {
			t.Errorf("answered: %+v", m.Answered())
		}
		close(deaf)
	})
}
