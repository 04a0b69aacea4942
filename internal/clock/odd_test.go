package clock_test

import (
	"context"
	"encoding/binary"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/clock"
)

const year = 365 * 24 * time.Hour

func TestNTPServersThatLie(t *testing.T) {
	t.Parallel()
	now := func(b []byte) uint64 { return binary.BigEndian.Uint64(b[40:]) }
	for name, change := range map[string]func([]byte) []byte{
		"no time of receipt":                    func(b []byte) []byte { clear(b[32:40]); return b },
		"held for longer than the exchange":     func(b []byte) []byte { binary.BigEndian.PutUint64(b[32:], now(b)-10<<32); return b },
		"sent before it was received":           func(b []byte) []byte { binary.BigEndian.PutUint64(b[32:], now(b)+10<<32); return b },
		"received in another era":               func(b []byte) []byte { binary.BigEndian.PutUint64(b[32:], 1<<32); return b },
		"a reference in the future":             func(b []byte) []byte { binary.BigEndian.PutUint64(b[16:], now(b)+3600<<32); return b },
		"a root delay beyond all bounds":        func(b []byte) []byte { binary.BigEndian.PutUint32(b[4:], 1<<31-1); return b },
		"everything zero but what must not be":  func(b []byte) []byte { clear(b[1:24]); clear(b[32:]); return b },
		"everything 255 but what must not be":   func(b []byte) []byte { fill(b[1:24]); fill(b[32:]); return b },
		"cut short":                             func(b []byte) []byte { return b[:47] },
		"one byte":                              func(b []byte) []byte { return b[:1] },
		"a broadcast where an answer should be": func(b []byte) []byte { b[0] = 4<<3 | 5; return b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := clock.NTP(timeServer(t, 0, change), clock.System{}).Measure(context.Background())
			if !errors.Is(r.Err, clock.ErrNTPRefused) && !errors.Is(r.Err, clock.ErrNoAnswer) {
				t.Errorf("got %+v, want an error", r)
			}
		})
	}
}

func fill(b []byte) {
	for i := range b {
		b[i] = 0xff
	}
}

func TestNTPAcrossTheAges(t *testing.T) {
	t.Parallel()
	now := time.Now()
	to := func(y int) time.Duration { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC).Sub(now) }
	for name, tt := range map[string]struct {
		computer time.Duration // what this computer's clock is moved by
		truth    time.Duration // what the true time is moved by
		want     error
	}{
		"a computer in 1969":                      {to(1969), 0, nil},
		"a computer in 1901":                      {to(1901), 0, nil},
		"a computer in 2105":                      {to(2105), 0, nil},
		"a computer in 2200":                      {to(2200), 0, nil},
		"a computer in 2600":                      {to(2316), 0, clock.ErrBeyond},
		"the truth after the roll-over of 2036":   {to(2037), to(2037), nil},
		"the truth after it, the computer before": {0, to(2040), nil},
		"the truth in 2100":                       {to(2100), to(2100) + time.Minute, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := timeServer(t, -tt.truth, asItIs)
			r := clock.NTP(server, clock.Shifted{Base: clock.System{}, By: tt.computer}).Measure(context.Background())
			if !errors.Is(r.Err, tt.want) {
				t.Fatalf("got %+v, want %v", r, tt.want)
			}
			if want := tt.computer - tt.truth; tt.want == nil && (r.Offset-want).Abs() > r.Uncertainty {
				t.Errorf("got %+v, want %v", r, want)
			}
		})
	}
}

// One answer that was lost or held up does not spoil the others.
func TestNTPOnABadLink(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(n int32, b []byte) []byte{
		"the first one lost": func(n int32, b []byte) []byte {
			if n == 1 {
				return nil
			}
			return b
		},
		"the first one late": func(n int32, b []byte) []byte {
			if n == 1 {
				time.Sleep(300 * time.Millisecond)
			}
			return b
		},
		"a limit after the first": func(n int32, b []byte) []byte {
			if n > 1 {
				b[1] = 0
				copy(b[12:], "RATE")
			}
			return b
		},
		"silence after the first": func(n int32, b []byte) []byte {
			if n > 1 {
				return nil
			}
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			server := timeServer(t, 40*time.Second, func(b []byte) []byte { return change(n.Add(1), b) })
			r := clock.NTP(server, clock.System{}).Measure(context.Background())
			if r.Err != nil || (r.Offset-40*time.Second).Abs() > r.Uncertainty || r.Uncertainty > 2*time.Second {
				t.Errorf("got %+v", r)
			}
			if n.Load() > 4 {
				t.Errorf("%d requests", n.Load())
			}
		})
	}
	var n atomic.Int32
	torn := timeServer(t, 0, func(b []byte) []byte {
		for _, at := range []int{16, 32, 40} {
			binary.BigEndian.PutUint64(b[at:], binary.BigEndian.Uint64(b[at:])+uint64(n.Load()%2)*20<<32)
		}
		n.Add(1)
		return b
	})
	if r := clock.NTP(torn, clock.System{}).Measure(context.Background()); !errors.Is(r.Err, clock.ErrInconsistent) {
		t.Errorf("a server of two minds: got %+v", r)
	}
}

// Many sources over real sockets, some of which lie: the truth is found, and
// who lied is told.
func TestFalsetickers(t *testing.T) {
	t.Parallel()
	const computer = -93 * time.Second
	honest := func() string { return timeServer(t, computer, asItIs) }
	liar := timeServer(t, time.Hour, asItIs)
	captive := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-2*year).UTC().Format(http.TimeFormat))
	}))
	defer captive.Close()
	web := shiftedServer(t, computer, 0, 0)
	sources := clock.Sources([]string{honest(), liar, honest()}, []string{captive.URL, web.URL}, clock.System{})
	m := clock.Measure(context.Background(), sources)
	if m.Best == nil || (m.Best.Offset-computer).Abs() > m.Best.Uncertainty || !m.Disagree {
		t.Fatalf("got %+v", m)
	}
	for i, want := range []bool{false, true, false, true, false} {
		if got := m.Falseticker(m.References[i]); got != want {
			t.Errorf("%s: falseticker %v, want %v", m.References[i].Name, got, want)
		}
	}
}

func TestBestIsWhatAllHaveInCommon(t *testing.T) {
	t.Parallel()
	const s, ms = time.Second, time.Millisecond
	m := clock.Weigh([]clock.Reference{ref(10*s, 300*ms), ref(10*s+400*ms, 200*ms), ref(60*s, s)})
	// [9.7, 10.3] and [10.2, 10.6] have [10.2, 10.3] in common.
	if m.Best == nil || m.Best.Offset != 10*s+250*ms || m.Best.Uncertainty != 50*ms {
		t.Errorf("got %+v", m.Best)
	}
	self := clock.Reference{Kind: clock.KindOS, Uncertainty: 50 * ms, At: noon}
	for name, tt := range map[string]struct {
		refs     []clock.Reference
		best     clock.Kind
		disagree bool
	}{
		"the system alone":            {[]clock.Reference{self}, clock.KindOS, false},
		"the system has no vote":      {[]clock.Reference{self, ref(93*s, s)}, clock.KindNTP, true},
		"nor does it sharpen":         {[]clock.Reference{self, ref(s/4, s)}, clock.KindNTP, false},
		"where all others contradict": {[]clock.Reference{self, ref(93*s, s), ref(20*s, s)}, "", true},
	} {
		m := clock.Weigh(tt.refs)
		var got clock.Kind
		if m.Best != nil {
			got = m.Best.Kind
		}
		if got != tt.best || m.Disagree != tt.disagree {
			t.Errorf("%s: got %+v, disagree %v", name, m.Best, m.Disagree)
		}
	}
}

// A clock that is moved while sources are asked: those that answered before are
// worth nothing, and must not seem to contradict the others.
func TestMeasureWhileTheClockIsMoved(t *testing.T) {
	t.Parallel()
	c := jumpy{at: time.Now().Add(400 * time.Millisecond), by: time.Hour}
	quick := timeServer(t, 0, asItIs)
	web := shiftedServer(t, 0, 30*time.Millisecond, 0)
	m := clock.MeasureWatched(context.Background(), clock.Sources([]string{quick}, []string{web.URL}, c), c)
	if m.Best == nil || m.Disagree || (m.Best.Offset-time.Hour).Abs() > m.Best.Uncertainty {
		t.Errorf("got %+v", m)
	}
	if !errors.Is(m.References[0].Err, clock.ErrJumped) {
		t.Errorf("the one from before: %+v", m.References[0])
	}
}

func TestHTTPDateBehindACaptivePortal(t *testing.T) {
	t.Parallel()
	login := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { date(w, noon) }))
	t.Cleanup(login.Close)
	elsewhere := strings.Replace(login.URL, "127.0.0.1", "localhost", 1)
	for name, tt := range map[string]struct {
		handler http.Handler
		want    error
	}{
		"hands on to itself":  {http.RedirectHandler(elsewhere, http.StatusFound), clock.ErrElsewhere},
		"511":                 {status(http.StatusNetworkAuthenticationRequired), clock.ErrElsewhere},
		"a proxy's own 407":   {status(http.StatusProxyAuthRequired), clock.ErrElsewhere},
		"the same host again": {http.RedirectHandler(login.URL, http.StatusFound), clock.ErrCached},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(tt.handler)
			defer srv.Close()
			r := clock.HTTPDate(srv.URL, nil, clock.System{}).Measure(context.Background())
			if !errors.Is(r.Err, tt.want) {
				t.Errorf("got %+v, want %v", r, tt.want)
			}
		})
	}
}

func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

func TestHTTPDateAcrossTheAges(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	var wg sync.WaitGroup // all at once: a measurement spends its time waiting
	for by, want := range map[time.Duration]error{-57 * year: nil, -120 * year: nil, 75 * year: nil, 290 * year: clock.ErrBeyond} {
		wg.Go(func() {
			r := clock.HTTPDate(srv.URL, nil, clock.Shifted{Base: clock.System{}, By: by}).Measure(context.Background())
			if !errors.Is(r.Err, want) || want == nil && (r.Offset-by).Abs() > r.Uncertainty {
				t.Errorf("by %v: got %+v, want %v", by, r, want)
			}
		})
	}
	wg.Wait()
}
