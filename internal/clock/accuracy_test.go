package clock_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/clock"
)

// TestHTTPDateAccuracy measures servers on loopback whose Date is shifted by
// known fractions of a second, and prints how far off the estimates are:
//
//	go test -run HTTPDateAccuracy -v ./internal/clock
func TestHTTPDateAccuracy(t *testing.T) {
	t.Parallel()
	links := []struct {
		name          string
		delay, jitter time.Duration // before the stamp; the way back takes as long without jitter
	}{
		{"loopback", 0, 0},
		{"20 ms each way", 20 * time.Millisecond, 0},
		{"20 ms ± 40 ms jitter", 20 * time.Millisecond, 40 * time.Millisecond},
		{"250 ms each way", 250 * time.Millisecond, 0},
	}
	offsets := []time.Duration{
		0, 1500 * time.Microsecond, 137 * time.Millisecond, -301 * time.Millisecond, 499 * time.Millisecond, 500 * time.Millisecond,
		-999 * time.Millisecond, -93*time.Second - 210*time.Millisecond, 7*time.Hour + 730*time.Millisecond, -25 * 365 * 24 * time.Hour,
	}
	type result struct{ err, uncertainty, took time.Duration }
	results := make([][]result, len(links))
	var mu sync.Mutex
	// All at once: a measurement spends its time waiting.
	var wg sync.WaitGroup
	for i, link := range links {
		for _, offset := range offsets {
			srv := shiftedServer(t, offset, link.delay, link.jitter)
			wg.Go(func() {
				start := time.Now()
				ref := clock.HTTPDate(srv.URL, nil, clock.System{}).Measure(context.Background())
				took := time.Since(start)
				if ref.Err != nil {
					t.Errorf("%s, offset %v: %v", link.name, offset, ref.Err)
					return
				}
				err := (ref.Offset - offset).Abs()
				mu.Lock()
				results[i] = append(results[i], result{err, ref.Uncertainty, took})
				mu.Unlock()
				if err > ref.Uncertainty {
					t.Errorf("%s, offset %v: error %v is not within ±%v", link.name, offset, err, ref.Uncertainty)
				}
				if took > 4*clock.Budget {
					t.Errorf("%s, offset %v: took %v, want an end", link.name, offset, took)
				}
			})
		}
	}
	wg.Wait()

	var table strings.Builder
	fmt.Fprintf(&table, "\n%-22s %3s  %10s %10s  %10s  %8s %8s\n", "link", "n", "error: med", "max", "± max", "time: med", "max")
	for i, link := range links {
		rs := results[i]
		if len(rs) == 0 {
			continue
		}
		pick := func(f func(result) time.Duration) (med, most time.Duration) {
			var ds []time.Duration
			for _, r := range rs {
				ds = append(ds, f(r))
			}
			slices.Sort(ds)
			return ds[len(ds)/2], ds[len(ds)-1]
		}
		em, ex := pick(func(r result) time.Duration { return r.err })
		_, ux := pick(func(r result) time.Duration { return r.uncertainty })
		tm, tx := pick(func(r result) time.Duration { return r.took })
		ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
		fmt.Fprintf(&table, "%-22s %3d  %10s %10s  %10s  %7.2f s %7.2f s\n", link.name, len(rs), ms(em), ms(ex), ms(ux), tm.Seconds(), tx.Seconds())
	}
	t.Log(table.String())
}

// shiftedServer answers with a Date by which this computer is off by offset.
func shiftedServer(t *testing.T, offset, delay, jitter time.Duration) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait := delay
		if jitter > 0 {
			wait += rand.N(jitter)
		}
		time.Sleep(wait)
		w.Header().Set("Date", time.Now().Add(-offset).UTC().Format(http.TimeFormat))
		time.Sleep(delay)
	}))
	t.Cleanup(srv.Close)
	return srv
}
