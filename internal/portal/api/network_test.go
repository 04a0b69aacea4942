package api_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

func (c *client) scenarios(names ...string) {
	c.t.Helper()
	if err := c.portal.SetScenarios(c.t.Context(), names); err != nil {
		c.t.Fatal(err)
	}
}

// Every third request is refused, pages and API alike, and not looked at. What
// the operator asks is neither refused nor counted.
func TestFailingNetwork(t *testing.T) {
	var asked atomic.Int32
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, "page")
	})
	c := newClient(t, portal.Options{}, pages)
	c.scenarios("failing-network=3")
	var got []int
	for i := range 9 {
		path := []string{"/", "/api/v1/portal"}[i%2]
		got = append(got, c.send("GET", path, nil, nil).status)
		if op := c.send("GET", "/operator", nil, nil).status; op != 200 {
			t.Errorf("the operator's page answers %d", op)
		}
		if op := c.send("GET", "/api/v1/operator/status", nil, nil).status; op != 401 {
			t.Errorf("the operator's API answers %d", op)
		}
		if style := c.send("GET", "/assets/style.css", nil, nil).status; style != 200 {
			t.Errorf("a style sheet answers %d", style)
		}
	}
	if want := []int{200, 200, 503, 200, 200, 503, 200, 200, 503}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := asked.Load(); n != 3+9+9 { // two of the five pages were refused
		t.Errorf("the pages were asked %d times", n)
	}
	c.scenarios("normal")
	for range 6 {
		c.want(c.do("GET", "/api/v1/portal", nil), 200, "")
	}
}

// A sign-in that the network refuses opens no session and counts no failure.
func TestRefusedRequestsDoNothing(t *testing.T) {
	c := newClient(t, portal.Options{LockAfter: 2}, nil)
	c.scenarios("failing-network=2")
	ask := map[string]string{"role": "penyedia", "user_id": "penyedia.demo", "password": "wrong"}
	c.want(c.do("GET", "/api/v1/portal", nil), 200, "")
	for range 3 {
		c.want(c.do("POST", "/api/v1/sessions", ask), 503, "unavailable")
		c.want(c.do("GET", "/api/v1/portal", nil), 200, "")
	}
	for _, a := range mustAccounts(t, c.portal) {
		if a.Failures != 0 || a.Sessions != 0 {
			t.Errorf("%s: %d failures, %d sessions", a.User, a.Failures, a.Sessions)
		}
	}
}

func mustAccounts(t *testing.T, p *portal.Portal) []portal.AccountView {
	t.Helper()
	list, err := p.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A slow network is as slow on the way in as on the way out, so that the
// portal's clock, read in the middle, measures right.
func TestSlowNetwork(t *testing.T) {
	const delay = 1200 * time.Millisecond
	var reached time.Time
	p, err := portal.New(portal.Options{Clock: clock.System{}, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{Pages: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = time.Now() })}))
	defer server.Close()
	if err := p.SetScenarios(t.Context(), []string{"slow-network=1200ms"}); err != nil {
		t.Fatal(err)
	}
	get := func(path string) time.Duration {
		t.Helper()
		began := time.Now()
		res, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return time.Since(began)
	}
	began := time.Now()
	if took := get("/"); took < delay {
		t.Errorf("a page took %v", took)
	}
	if in := reached.Sub(began); in < delay/2 || in > delay {
		t.Errorf("%v of %v passed before the page was reached", in, delay)
	}
	if took := get("/api/v1/portal"); took < delay {
		t.Errorf("the API took %v", took)
	}
	if took := get("/api/v1/operator/status"); took > delay {
		t.Errorf("the operator waited %v", took)
	}
	reached = time.Time{}
	ctx, cancel := context.WithTimeout(t.Context(), delay/6)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/", nil)
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("answered before its time")
	}
	time.Sleep(delay)
	if !reached.IsZero() {
		t.Error("the page was asked by a client that had gone")
	}
}

// Users are told times by the clock that dates the answers, so that a wrong
// clock of the portal makes no wait look longer than it is.
func TestTimesFollowTheWrongClock(t *testing.T) {
	c := newClient(t, portal.Options{}, nil)
	c.scenarios("clock=+2h")
	opened := c.demo()
	waiting := c.want(c.do("POST", "/api/v1/session/enable", nil), 202, "")
	for _, tt := range []struct {
		name, text string
		want       time.Duration
	}{{"expires_at", opened.text("expires_at"), 30 * time.Minute}, {"ready_at", waiting.text("ready_at"), 3 * time.Second}} {
		at, err := time.Parse(time.RFC3339Nano, tt.text)
		if err != nil || at.Sub(start.Add(2*time.Hour)) != tt.want {
			t.Errorf("%s is %s, %v", tt.name, tt.text, err)
		}
	}
	if date := waiting.header.Get("Date"); date != start.Add(2*time.Hour).Format(http.TimeFormat) {
		t.Errorf("Date is %s", date)
	}
}
