package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/api/apicheck"
)

// breakable is a store that fails when it is told to.
type breakable struct {
	portal.Store
	broken atomic.Bool
}

func (b *breakable) Do(ctx context.Context, fn func(portal.Tx) error) error {
	if b.broken.Load() {
		return errors.New("disk on fire")
	}
	return b.Store.Do(ctx, fn)
}

func (b *breakable) View(ctx context.Context, fn func(portal.Tx) error) error {
	if b.broken.Load() {
		return errors.New("disk on fire")
	}
	return b.Store.View(ctx, fn)
}

// desk is a portal without a network, for tests that ask it everything.
type desk struct {
	t       *testing.T
	clock   *manualClock
	store   *breakable
	portal  *portal.Portal
	handler http.Handler
	checker *apicheck.Checker
	key     string // the operator's
	address string // of the client
}

// RoundTrip answers a request in this process.
func (d *desk) RoundTrip(req *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	in := req.Clone(req.Context())
	in.RemoteAddr, in.Host = d.address+":1", "portal"
	d.handler.ServeHTTP(w, in)
	return w.Result(), nil
}

func newDesk(t *testing.T, o portal.Options) *desk {
	t.Helper()
	d := &desk{t: t, clock: &manualClock{now: start}, store: &breakable{Store: portal.NewMemoryStore()}, address: "192.0.2.1"}
	o.Clock, o.Store, o.Demo, o.Version = d.clock, d.store, true, "1.2.3"
	o.HashCost = portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}
	var err error
	if d.portal, err = portal.New(o); err != nil {
		t.Fatal(err)
	}
	key, err := d.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.key = key.Reveal()
	d.handler = api.Handler(d.portal, api.Options{})
	if d.checker, err = apicheck.New(d, t.Errorf); err != nil {
		t.Fatal(err)
	}
	return d
}

// ask sends a request, with a bearer secret unless it is empty.
func (d *desk) ask(method, path, secret string, body any, header http.Header) answer {
	d.t.Helper()
	var in io.Reader
	kind := ""
	switch body := body.(type) {
	case nil:
	case string:
		in, kind = strings.NewReader(body), "application/json"
	default:
		b, err := json.Marshal(body)
		if err != nil {
			d.t.Fatal(err)
		}
		in, kind = bytes.NewReader(b), "application/json"
	}
	req, err := http.NewRequestWithContext(d.t.Context(), method, "http://portal"+path, in)
	if err != nil {
		d.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := d.checker.RoundTrip(req)
	if err != nil {
		d.t.Fatal(err)
	}
	got, _ := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, header: res.Header, body: got}
	_ = json.Unmarshal(got, &a.fields)
	return a
}

// want is ask that expects an answer.
func (d *desk) want(status int, code string, method, path, secret string, body any) answer {
	d.t.Helper()
	a := d.ask(method, path, secret, body, nil)
	if a.status != status || a.errorCode() != code {
		d.t.Fatalf("%s %s: got %d %s, want %d %q", method, path, a.status, a.body, status, code)
	}
	return a
}

func (d *desk) scenarios(names ...string) {
	d.t.Helper()
	if err := d.portal.SetScenarios(d.t.Context(), names); err != nil {
		d.t.Fatal(err)
	}
}

// demo signs a demonstration account in and returns the session's token.
func (d *desk) demo(user string) string {
	d.t.Helper()
	accounts, err := d.portal.DemoAccounts(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, a := range accounts {
		if a.User == user {
			ask := map[string]string{"role": string(a.Role), "user_id": a.User, "password": a.Password}
			return d.want(201, "", "POST", "/api/v1/sessions", "", ask).text("token")
		}
	}
	d.t.Fatalf("no account %s", user)
	return ""
}
