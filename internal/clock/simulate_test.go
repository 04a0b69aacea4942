package clock_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/clock"
)

// link is a web server behind a simulated network, in simulated time.
type link struct {
	rng      *rand.Rand
	offset   time.Duration // of this computer, measured by the server
	there    time.Duration // least delay of a request, and of its answer
	back     time.Duration
	jitter   time.Duration // added to either, up to this
	lose     float64       // share of requests that get no answer
	requests int
}

func (l *link) RoundTrip(r *http.Request) (*http.Response, error) {
	l.requests++
	jitter := func() time.Duration {
		if l.jitter == 0 {
			return 0
		}
		return time.Duration(l.rng.Int64N(int64(l.jitter)))
	}
	travel := func(d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-r.Context().Done():
			return r.Context().Err()
		}
	}
	if l.rng.Float64() < l.lose {
		return nil, travel(time.Hour)
	}
	if err := travel(l.there + jitter()); err != nil {
		return nil, err
	}
	date := time.Now().Add(-l.offset).UTC().Format(http.TimeFormat)
	if err := travel(l.back + jitter()); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Date": {date}}, Body: http.NoBody, Request: r}, nil
}

// The truth lies within what is claimed, whatever the network does, and the
// estimate is as good as the network allows.
func TestHTTPDateOnManyNetworks(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range 2000 {
		ms := func(n int64) time.Duration { return time.Duration(rng.Int64N(n * int64(time.Millisecond))) }
		l := &link{rng: rng, offset: ms(4e6) - 2e6*time.Millisecond, there: ms(80), back: ms(80)}
		switch i % 4 {
		case 1:
			l.there, l.back = l.there/50, l.back/50
		case 2:
			l.jitter = ms(300)
		case 3:
			l.there, l.back, l.lose = 5*l.there, 5*l.back, 0.05
		}
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			r := clock.HTTPDate("http://portal.example", &http.Client{Transport: l}, clock.System{}).Measure(context.Background())
			if took := time.Since(start); took > clock.Budget {
				t.Errorf("seed %d, case %d: took %v", seed, i, took)
			}
			if l.requests > 24 {
				t.Errorf("seed %d, case %d: %d requests", seed, i, l.requests)
			}
			if r.Err != nil {
				if l.lose == 0 {
					t.Errorf("seed %d, case %d: %v", seed, i, r.Err)
				}
				return
			}
			wrong := (r.Offset - l.offset).Abs()
			if wrong > r.Uncertainty {
				t.Errorf("seed %d, case %d: %+v: off by %v, beyond ±%v", seed, i, *l, wrong, r.Uncertainty)
			}
			if most := 10*time.Millisecond + l.there + l.back; l.jitter == 0 && l.lose == 0 && r.Uncertainty > most {
				t.Errorf("seed %d, case %d: %+v: ±%v, want at most %v after %d requests", seed, i, *l, r.Uncertainty, most, l.requests)
			}
		})
	}
}

// jumpy is a clock whose hands are moved while it runs.
type jumpy struct {
	at time.Time
	by time.Duration
}

func (j jumpy) Now() time.Time { return j.Sample().Wall }
func (j jumpy) Sample() clock.Sample {
	s := clock.Take(clock.System{})
	if !s.Wall.Before(j.at) {
		s.Wall = s.Wall.Add(j.by)
	}
	return s
}

func TestHTTPDateWhenTheClockIsMoved(t *testing.T) {
	for _, by := range []time.Duration{time.Hour, -200 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			c := jumpy{at: time.Now().Add(800 * time.Millisecond), by: by}
			l := &link{rng: rand.New(rand.NewPCG(1, 2)), there: 5 * time.Millisecond, back: 5 * time.Millisecond, offset: 300 * time.Millisecond}
			r := clock.HTTPDate("http://portal.example", &http.Client{Transport: l}, c).Measure(context.Background())
			// Measured again with the hands where they are now.
			if want := by + l.offset; r.Err != nil || (r.Offset-want).Abs() > r.Uncertainty || r.Uncertainty > 50*time.Millisecond {
				t.Errorf("moved by %v: got %+v, want %v", by, r, want)
			}
		})
	}
}

func TestHTTPDateOnAClockThatStandsStill(t *testing.T) {
	m := clock.NewManual(noon)
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{"Date": {m.Now().Add(-time.Minute).Format(http.TimeFormat)}}, Body: http.NoBody, Request: r}, nil
	})
	synctest.Test(t, func(t *testing.T) {
		r := clock.HTTPDate("http://portal.example", &http.Client{Transport: transport}, m).Measure(context.Background())
		if r.Err != nil || (r.Offset-time.Minute).Abs() > r.Uncertainty || r.Uncertainty > 510*time.Millisecond {
			t.Errorf("got %+v, want a minute ± half a second", r)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
