package clock_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/clock"
)

func date(w http.ResponseWriter, t time.Time) {
	w.Header().Set("Date", t.UTC().Format(http.TimeFormat))
}

func TestHTTPDateRefusesWhatIsNoReference(t *testing.T) {
	t.Parallel()
	start := time.Now()
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		want    error
	}{
		{"no Date", func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }, clock.ErrNoDate},
		{"garbage", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", "yesterday") }, clock.ErrBadDate},
		{"year 9999", func(w http.ResponseWriter, _ *http.Request) { date(w, noon.AddDate(7000, 0, 0)) }, clock.ErrBadDate},
		{"with an Age", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Age", "37") }, clock.ErrCached},
		{"a Date that stands still", func(w http.ResponseWriter, _ *http.Request) { date(w, start) }, clock.ErrCached},
		{"redirects for ever", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, clock.ErrRedirects},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(tt.handler)
			defer srv.Close()
			r := clock.HTTPDate(srv.URL, nil, clock.System{}).Measure(context.Background())
			if !errors.Is(r.Err, tt.want) {
				t.Errorf("got %+v, want %v", r, tt.want)
			}
			if r.At.IsZero() {
				t.Error("a failure has no date")
			}
		})
	}
}

func TestHTTPDateOfServersThatDisagreeAmongThemselves(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		date(w, time.Now().Add(time.Duration(n.Add(1)%2)*20*time.Second))
	}))
	defer srv.Close()
	if r := clock.HTTPDate(srv.URL, nil, clock.System{}).Measure(context.Background()); !errors.Is(r.Err, clock.ErrInconsistent) {
		t.Errorf("got %+v, want ErrInconsistent", r)
	}
}

// One connection, a redirect followed once, GET where HEAD is not allowed.
func TestHTTPDateIsPolite(t *testing.T) {
	t.Parallel()
	var connections, heads, gets, redirects atomic.Int32
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/old":
			redirects.Add(1)
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case r.Method == http.MethodHead:
			heads.Add(1)
			w.WriteHeader(http.StatusMethodNotAllowed)
		default:
			gets.Add(1)
			_, _ = w.Write(make([]byte, 3000))
		}
	}))
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	defer srv.Close()
	r := clock.HTTPDate(srv.URL+"/old", nil, clock.System{}).Measure(context.Background())
	if r.Err != nil || r.Offset.Abs() > r.Uncertainty || r.Uncertainty > time.Second {
		t.Fatalf("got %+v", r)
	}
	if connections.Load() != 1 || heads.Load() != 1 || redirects.Load() > 2 || gets.Load() > 24 {
		t.Errorf("%d connections, %d HEAD, %d redirects, %d GET", connections.Load(), heads.Load(), redirects.Load(), gets.Load())
	}
}

func TestHTTPDateOverTLS(t *testing.T) {
	t.Parallel()
	srv := quietTLS(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	r := clock.HTTPDate(srv.URL, srv.Client(), clock.System{}).Measure(context.Background())
	if r.Err != nil || r.Offset.Abs() > r.Uncertainty || r.Uncertainty > time.Second {
		t.Errorf("got %+v", r)
	}
	r = clock.HTTPDate(srv.URL, nil, clock.System{}).Measure(context.Background())
	if !errors.Is(r.Err, clock.ErrCertificate) {
		t.Errorf("an unknown authority: got %+v, want ErrCertificate", r)
	}
	down := quietTLS(http.RedirectHandler("http://127.0.0.1:9/", http.StatusFound))
	defer down.Close()
	r = clock.HTTPDate(down.URL, down.Client(), clock.System{}).Measure(context.Background())
	if !errors.Is(r.Err, clock.ErrRedirects) {
		t.Errorf("a redirect out of TLS: got %+v, want ErrRedirects", r)
	}
}

// quietTLS is a server that does not log the handshakes it is meant to fail.
func quietTLS(h http.Handler) *httptest.Server {
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	return srv
}

func TestHTTPDateWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // accepts, and never answers
	for name, address := range map[string]string{"silent": "http://" + l.Addr().String(), "closed": "http://127.0.0.1:9"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			r := clock.HTTPDate(address, nil, clock.System{}).Measure(context.Background())
			if took := time.Since(start); !errors.Is(r.Err, clock.ErrNoAnswer) || took > 5*clock.Budget {
				t.Errorf("got %+v after %v, want ErrNoAnswer", r, took)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "portal.example", "ftp://portal.example", "http://", "https:///x", "http://%zz"} {
		if err := clock.CheckURL(bad); !errors.Is(err, clock.ErrBadAddress) {
			t.Errorf("%q: got %v", bad, err)
		}
		if r := clock.HTTPDate(bad, nil, clock.System{}).Measure(context.Background()); !errors.Is(r.Err, clock.ErrBadAddress) {
			t.Errorf("%q: got %+v", bad, r)
		}
	}
	for _, bad := range []string{"", "a b", "user@host", "ntp://host/", strings.Repeat("x", 400)} {
		if err := clock.CheckHost(bad); !errors.Is(err, clock.ErrBadAddress) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	private := clock.HTTPDate("https://user:secret@portal.example:8443/path?token=secret", nil, clock.System{})
	if got, want := private.Name(), "https://portal.example:8443"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
