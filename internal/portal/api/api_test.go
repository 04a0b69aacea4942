package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/api/apicheck"
)

var start = time.Unix(1_800_000_012, 345_000_000).UTC()

type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// client is an HTTP client of a portal that runs on a real server. Every answer
// that it sees is checked against the OpenAPI document and the rules that hold
// for all answers.
type client struct {
	t      testing.TB
	base   string
	clock  *manualClock
	portal *portal.Portal
	token  string

	checker *apicheck.Checker
}

func newClient(t testing.TB, o portal.Options, pages http.Handler) *client {
	t.Helper()
	c := &manualClock{now: start}
	o.Clock, o.Demo, o.Version = c, true, "1.2.3"
	o.HashCost = portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}
	p, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{Pages: pages}))
	t.Cleanup(server.Close)
	checker, err := apicheck.New(nil, t.Errorf)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, base: server.URL, clock: c, portal: p, checker: checker}
}

type answer struct {
	status int
	header http.Header
	body   []byte
	fields map[string]any
}

func (a answer) text(name string) string {
	s, _ := a.fields[name].(string)
	return s
}

func (a answer) errorCode() string {
	e, _ := a.fields["error"].(map[string]any)
	s, _ := e["code"].(string)
	return s
}

func (c *client) do(method, path string, body any) answer {
	c.t.Helper()
	var in []byte
	header := http.Header{}
	if body != nil {
		var err error
		if in, err = json.Marshal(body); err != nil {
			c.t.Fatal(err)
		}
		header.Set("Content-Type", "application/json")
	}
	return c.send(method, path, in, header)
}

func (c *client) send(method, path string, body []byte, header http.Header) answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if c.token != "" && req.Header.Get("Authorization") == "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.checker.RoundTrip(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: got}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") && method != http.MethodHead {
		if err := json.Unmarshal(got, &a.fields); err != nil {
			c.t.Errorf("%s %s: %v", method, path, err)
		}
	}
	c.checkRules(method, path, a)
	return a
}

// checkRules holds for every answer, pages included.
func (c *client) checkRules(method, path string, a answer) {
	c.t.Helper()
	for name, want := range map[string]string{
		"Date":                   c.portal.Now().UTC().Format(http.TimeFormat),
		"X-Content-Type-Options": "nosniff",
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "no-referrer",
		"X-Frame-Options":        "DENY",
		"Link":                   `</api/openapi.json>; rel="service-desc"`,
	} {
		if got := a.header.Values(name); len(got) != 1 || got[0] != want {
			c.t.Errorf("%s %s: %s is %q, want %q", method, path, name, got, want)
		}
	}
	for name := range a.header {
		if strings.HasPrefix(name, "Access-Control-") {
			c.t.Errorf("%s %s: %s lets pages of other sites in", method, path, name)
		}
	}
	if a.header.Get("Content-Security-Policy") == "" {
		c.t.Errorf("%s %s: no Content-Security-Policy", method, path)
	}
	if a.status == http.StatusUnauthorized && !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
		c.t.Errorf("%s %s: 401 without WWW-Authenticate", method, path)
	}
}

// want checks the status and, for a refusal, its code.
func (c *client) want(a answer, status int, code string) answer {
	c.t.Helper()
	if a.status != status || a.errorCode() != code {
		c.t.Fatalf("got %d %s, want %d %q", a.status, a.body, status, code)
	}
	return a
}

// demo signs the demonstration account of PENYEDIA in.
func (c *client) demo() answer {
	c.t.Helper()
	c.token = ""
	about := c.want(c.do("GET", "/api/v1/portal", nil), 200, "")
	account := about.fields["demo"].([]any)[0].(map[string]any)
	a := c.want(c.do("POST", "/api/v1/sessions", account), 201, "")
	c.token = a.text("token")
	return a
}

// enrol leaves TOTP on and nobody signed in.
func (c *client) enrol() otp.Key {
	c.t.Helper()
	c.demo()
	c.want(c.do("POST", "/api/v1/session/enable", nil), 202, "")
	c.clock.Advance(c.portal.BarcodeDelay())
	key, err := otpauth.Parse(c.want(c.do("GET", "/api/v1/session/barcode", nil), 200, "").text("uri"))
	if err != nil {
		c.t.Fatal(err)
	}
	c.want(c.do("DELETE", "/api/v1/session", nil), 204, "")
	return key
}

func (c *client) code(k otp.Key) map[string]string {
	c.t.Helper()
	code, err := k.CodeAt(c.clock.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	return map[string]string{"code": code.Reveal()}
}

func TestWholeWayOverHTTP(t *testing.T) {
	c := newClient(t, portal.Options{Name: "LPSE Contoh"}, nil)
	about := c.want(c.do("GET", "/api/v1/portal", nil), 200, "")
	if about.text("name") != "LPSE Contoh" || about.text("version") != "1.2.3" || about.fields["practice"] != true || about.fields["barcode_delay_seconds"] != 3.0 {
		t.Errorf("got %s", about.body)
	}
	opened := c.demo()
	if opened.text("state") != "IN_UNPROTECTED" || opened.text("expires_at") != start.Add(30*time.Minute).Format(time.RFC3339Nano) {
		t.Errorf("got %s, %s", opened.text("state"), opened.text("expires_at"))
	}
	shown := c.want(c.do("GET", "/api/v1/session", nil), 200, "")
	if shown.text("role") != "penyedia" || shown.text("user_id") != "penyedia.demo" || shown.text("state") != "IN_UNPROTECTED" {
		t.Errorf("got %s", shown.body)
	}
	c.want(c.do("GET", "/api/v1/session/barcode", nil), 409, "wrong-state")
	waiting := c.want(c.do("POST", "/api/v1/session/enable", nil), 202, "")
	again := c.want(c.do("GET", "/api/v1/session/barcode", nil), 202, "")
	ready, err := time.Parse(time.RFC3339Nano, waiting.text("ready_at"))
	if err != nil || !ready.Equal(start.Add(3*time.Second)) || string(again.body) != string(waiting.body) {
		t.Fatalf("got %s and %s", waiting.body, again.body)
	}
	c.clock.Advance(ready.Sub(c.clock.Now()))
	barcode := c.want(c.do("GET", "/api/v1/session/barcode", nil), 200, "")
	key, err := otpauth.Parse(barcode.text("uri"))
	if err != nil || key.Secret.Base32() != barcode.text("secret") || key.Issuer != "LPSE Contoh" || key.Account != "penyedia.demo" {
		t.Fatalf("the barcode holds %+v, %v", key, err)
	}
	if same := c.want(c.do("GET", "/api/v1/session/barcode", nil), 200, ""); string(same.body) != string(barcode.body) {
		t.Error("reading again shows another secret")
	}
	c.want(c.do("POST", "/api/v1/session/enable", nil), 409, "already-enabled")
	c.want(c.do("DELETE", "/api/v1/session", nil), 204, "")
	c.want(c.do("GET", "/api/v1/session/barcode", nil), 401, "no-session")
	c.want(c.do("DELETE", "/api/v1/session", nil), 401, "no-session")

	if a := c.demo(); a.text("state") != "TOTP_PROMPT" {
		t.Fatalf("got %s", a.text("state"))
	}
	c.want(c.do("GET", "/api/v1/session/barcode", nil), 409, "wrong-state")
	c.want(c.do("POST", "/api/v1/session/disable", nil), 409, "wrong-state")
	c.want(c.do("POST", "/api/v1/session/reset", nil), 202, "")
	code := c.code(key)
	done := c.want(c.do("POST", "/api/v1/session/code", code), 200, "")
	if done.text("state") != "IN_PROTECTED" || done.text("message") != "Anda sudah berhasil login" {
		t.Errorf("got %s", done.body)
	}
	token := c.token
	c.demo()
	refused := c.want(c.do("POST", "/api/v1/session/code", code), 401, "code-refused")
	wrong := c.want(c.do("POST", "/api/v1/session/code", map[string]string{"code": "abc"}), 401, "code-refused")
	if string(refused.body) != string(wrong.body) {
		t.Errorf("a reused code reads %s, a malformed one %s", refused.body, wrong.body)
	}
	c.token = token
	c.want(c.do("POST", "/api/v1/session/disable", nil), 200, "")
	if a := c.demo(); a.text("state") != "KEY_SHOWN" {
		t.Fatalf("got %s", a.text("state"))
	}
	if fresh := c.want(c.do("GET", "/api/v1/session/barcode", nil), 200, ""); fresh.text("secret") == barcode.text("secret") {
		t.Error("the same secret after DISABLE TOTP")
	}
}

func TestLockedSignIn(t *testing.T) {
	c := newClient(t, portal.Options{LockAfter: 2, LockFor: time.Minute}, nil)
	ask := map[string]string{"role": "penyedia", "user_id": "nobody", "password": "x"}
	for range 2 {
		c.want(c.do("POST", "/api/v1/sessions", ask), 401, "bad-credentials")
	}
	if a := c.want(c.do("POST", "/api/v1/sessions", ask), 429, "locked"); a.header.Get("Retry-After") != "61" {
		t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
	}
}

func TestMessagesFollowTheLanguage(t *testing.T) {
	c := newClient(t, portal.Options{}, nil)
	for accept, want := range map[string]string{
		"": "Anda belum masuk", "en-GB,en;q=0.9": "You are not signed in", "de, id;q=0.5": "Anda belum masuk", "fr": "Anda belum masuk",
	} {
		a := c.send("GET", "/api/v1/session", nil, http.Header{"Accept-Language": {accept}})
		if !strings.Contains(string(a.body), want) {
			t.Errorf("%q: got %s", accept, a.body)
		}
	}
	c.enrol()
	c.demo()
	a := c.send("POST", "/api/v1/session/code", []byte(`{"code":"x"}`), http.Header{"Accept-Language": {"en"}, "Content-Type": {"application/json"}})
	if !strings.Contains(string(a.body), portal.TextCodeRefused) {
		t.Errorf("a refused code is not told in the portal's own words: %s", a.body)
	}
}

func TestRequestsThatSayNothing(t *testing.T) {
	c := newClient(t, portal.Options{}, nil)
	jsonType := http.Header{"Content-Type": {"application/json"}}
	large := []byte(`{"role":"penyedia","user_id":"a","password":"` + strings.Repeat("x", 20<<10) + `"}`)
	for _, tt := range []struct {
		name, method, path string
		body               []byte
		header             http.Header
		status             int
		code               string
	}{
		{"no body", "POST", "/api/v1/sessions", nil, jsonType, 400, "bad-request"},
		{"no JSON", "POST", "/api/v1/sessions", []byte("role=penyedia"), jsonType, 400, "bad-request"},
		{"an array", "POST", "/api/v1/sessions", []byte("[]"), jsonType, 400, "bad-request"},
		{"unknown member", "POST", "/api/v1/sessions", []byte(`{"admin":true}`), jsonType, 400, "bad-request"},
		{"two documents", "POST", "/api/v1/sessions", []byte(`{}{}`), jsonType, 400, "bad-request"},
		{"a number", "POST", "/api/v1/sessions", []byte(`{"user_id":1}`), jsonType, 400, "bad-request"},
		{"deep nesting", "POST", "/api/v1/sessions", bytes.Repeat([]byte("["), 15<<10), jsonType, 400, "bad-request"},
		{"a form", "POST", "/api/v1/sessions", []byte(`{}`), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 415, "unsupported-media-type"},
		// A page of another site can make a browser send such a body without asking.
		{"no media type", "POST", "/api/v1/sessions", []byte(`{}`), nil, 415, "unsupported-media-type"},
		{"null", "POST", "/api/v1/sessions", []byte(`null`), jsonType, 401, "bad-credentials"},
		{"too large", "POST", "/api/v1/sessions", large, jsonType, 413, "too-large"},
		{"unknown address", "GET", "/api/v1/accounts", nil, nil, 404, "not-found"},
		{"the API's root", "GET", "/api", nil, nil, 404, "not-found"},
		{"slash at the end", "GET", "/api/v1/portal/", nil, nil, 404, "not-found"},
		{"dots", "GET", "/api/v1/../v1/portal", nil, nil, 404, "not-found"},
		{"no pages", "GET", "/", nil, nil, 404, "not-found"},
		{"wrong method", "PUT", "/api/v1/session", nil, nil, 405, "method-not-allowed"},
		{"no token", "GET", "/api/v1/session", nil, nil, 401, "no-session"},
		{"other scheme", "GET", "/api/v1/session", nil, http.Header{"Authorization": {"Basic eDp5"}}, 401, "no-session"},
		{"empty token", "GET", "/api/v1/session", nil, http.Header{"Authorization": {"Bearer "}}, 401, "no-session"},
		{"unknown token", "GET", "/api/v1/session", nil, http.Header{"Authorization": {"Bearer " + strings.Repeat("A", 43)}}, 401, "no-session"},
	} {
		a := c.send(tt.method, tt.path, tt.body, tt.header)
		if a.status != tt.status || a.errorCode() != tt.code {
			t.Errorf("%s: got %d %s, want %d %s", tt.name, a.status, a.body, tt.status, tt.code)
		}
		if bytes.Contains(a.body, []byte("xxxx")) || bytes.Contains(a.body, []byte("admin")) {
			t.Errorf("%s: the answer repeats what was sent", tt.name)
		}
	}
	if got := c.send("PUT", "/api/v1/session", nil, nil).header.Get("Allow"); got != "DELETE, GET, HEAD" {
		t.Errorf("Allow is %q", got)
	}
	if a := c.send("HEAD", "/api/v1/portal", nil, nil); a.status != 200 || len(a.body) != 0 {
		t.Errorf("HEAD answers %d with %d bytes", a.status, len(a.body))
	}
}

func TestPagesStandBehindTheSameGuard(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/panic":
			panic("a page's mistake")
		case "/late-panic":
			_, _ = io.WriteString(w, "half")
			panic("after the answer began")
		case "/silent":
		case "/body":
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
			}
		default:
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			_, _ = io.WriteString(w, "page")
		}
	})
	c := newClient(t, portal.Options{}, pages)
	if a := c.send("GET", "/", nil, nil); a.status != 200 || string(a.body) != "page" || a.header.Get("Content-Security-Policy") != "default-src 'self'" {
		t.Errorf("got %d %q", a.status, a.body)
	}
	c.want(c.send("GET", "/panic", nil, nil), 500, "internal")
	if a := c.send("GET", "/silent", nil, nil); a.status != 200 {
		t.Errorf("got %d", a.status)
	}
	if a := c.send("POST", "/body", make([]byte, 17<<10), nil); a.status != 413 {
		t.Errorf("a page was given a body of 17 KiB: %d", a.status)
	}
	if res, err := http.Get(c.base + "/late-panic"); err == nil {
		_, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err == nil {
			t.Error("an answer that broke off looks whole")
		}
	}
	c.want(c.do("GET", "/api/v1/session", nil), 401, "no-session")
}
