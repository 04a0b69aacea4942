package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// Guessing keys is slow: twenty tries, then one every two seconds, for each
// address. Others are not held up.
func TestGuessingOperatorKeys(t *testing.T) {
	d := newDesk(t, portal.Options{})
	const status = "/api/v1/operator/status"
	d.want(200, "", "GET", status, d.key, nil)
	d.want(200, "", "GET", status, strings.ToUpper(d.key), nil)
	for i := range 20 {
		d.want(401, "operator-key", "GET", status, fmt.Sprintf("wrong-key-%020d", i), nil)
	}
	d.want(429, "too-many-requests", "GET", status, "wrong-key-00000000000000", nil)
	d.want(200, "", "GET", status, d.key, nil) // nobody at the same address keeps the operator out
	d.address = "192.0.2.2"
	d.want(200, "", "GET", status, d.key, nil)
	d.address = "192.0.2.1"
	d.clock.Advance(2 * time.Second)
	d.want(200, "", "GET", status, d.key, nil)
	for range 50 {
		d.want(200, "", "GET", status, d.key, nil) // right keys are not counted
	}
}

func TestSessionsAreNoOperators(t *testing.T) {
	d := newDesk(t, portal.Options{})
	token := d.demo(portal.DemoPenyedia)
	a := d.want(401, "operator-key", "GET", "/api/v1/operator/accounts", token, nil)
	if a.header.Get("WWW-Authenticate") != `Bearer realm="operator"` {
		t.Errorf("got %q", a.header.Get("WWW-Authenticate"))
	}
	d.want(401, "no-session", "GET", "/api/v1/session", d.key, nil)
}

func TestOperatorPathsAreNotForOtherSites(t *testing.T) {
	d := newDesk(t, portal.Options{})
	for _, tt := range []struct {
		name, value string
		want        int
	}{
		{"Origin", "http://portal", 200},
		{"Origin", "http://PORTAL", 200},
		{"Origin", "http://portal:81", 403},
		{"Origin", "http://portal.evil.example", 403},
		{"Origin", "null", 403},
		{"Origin", "%zz", 403},
		{"Sec-Fetch-Site", "same-origin", 200},
		{"Sec-Fetch-Site", "none", 200},
		{"Sec-Fetch-Site", "same-site", 403},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "?", 403},
	} {
		a := d.ask("GET", "/api/v1/operator/status", d.key, nil, http.Header{tt.name: {tt.value}})
		if a.status != tt.want {
			t.Errorf("%s %s: got %d, want %d", tt.name, tt.value, a.status, tt.want)
		}
	}
	// A browser asks before it sends a header such as Authorization elsewhere.
	if a := d.ask("OPTIONS", "/api/v1/operator/status", "", nil, http.Header{"Origin": {"https://evil.example"}}); a.status != 405 {
		t.Errorf("the question before gets %d", a.status)
	}
}

// What an operator reads of attempts is what users are never told.
func TestAttempts(t *testing.T) {
	d := newDesk(t, portal.Options{})
	before := d.want(200, "", "GET", "/api/v1/operator/status", d.key, nil).fields["last_attempt"].(float64)
	sign := map[string]string{"role": "penyedia", "user_id": portal.DemoPenyedia, "password": "salah"}
	d.want(401, "bad-credentials", "POST", "/api/v1/sessions", "", sign)
	d.demo(portal.DemoPenyedia)
	a := d.ask("GET", fmt.Sprintf("/api/v1/operator/attempts?after=%.0f", before), d.key, nil, http.Header{"Accept-Language": {"en"}})
	list := a.fields["attempts"].([]any)
	if len(list) != 2 {
		t.Fatalf("got %s", a.body)
	}
	for i, want := range []string{"wrong password", "password accepted"} {
		got := list[i].(map[string]any)
		if got["note"] != want || got["user_id"] != portal.DemoPenyedia || got["id"].(float64) <= before {
			t.Errorf("got %v", got)
		}
	}
	if strings.Contains(string(a.body), "salah") {
		t.Error("the password is in the journal")
	}
	if a := d.want(200, "", "GET", "/api/v1/operator/attempts?limit=1", d.key, nil); len(a.fields["attempts"].([]any)) != 1 {
		t.Errorf("got %s", a.body)
	}
}

func TestScenariosInBothLanguages(t *testing.T) {
	d := newDesk(t, portal.Options{})
	texts := map[string]string{}
	for _, lang := range []string{"id", "en"} {
		a := d.ask("GET", "/api/v1/scenarios", "", nil, http.Header{"Accept-Language": {lang}})
		list := a.fields["scenarios"].([]any)
		if len(list) != len(portal.Scenarios()) {
			t.Errorf("%d scenarios are told", len(list))
		}
		for _, s := range list {
			m := s.(map[string]any)
			if strings.HasPrefix(m["title"].(string), "portal.") || strings.HasPrefix(m["note"].(string), "portal.") {
				t.Errorf("%s has no words in %s", m["name"], lang)
			}
		}
		texts[lang] = string(a.body)
	}
	if texts["id"] == texts["en"] {
		t.Error("both languages read the same")
	}
	d.scenarios("slow-barcode=7s", "login-timeout=12s")
	about := d.want(200, "", "GET", "/api/v1/portal", "", nil)
	if about.fields["barcode_delay_seconds"] != 7.0 || about.fields["login_timeout_seconds"] != 12.0 || len(about.fields["scenarios"].([]any)) != 2 {
		t.Errorf("got %s", about.body)
	}
}

// Whatever an operator sends: an answer that is no mistake of the portal's.
func FuzzOperatorRequest(f *testing.F) {
	for _, s := range []struct{ method, path, kind, body string }{
		{"PUT", "/scenarios", "application/json", `{"active":["clock=+90s","ketat"]}`},
		{"PUT", "/scenarios", "application/json", `{"active":["slow-network=30s","lock-5,no-lock"]}`},
		{"POST", "/accounts", "application/json", `{"role":"penyedia","user_id":"x","password":"y","email":"z@example.org"}`},
		{"POST", "/accounts", "text/csv", "role,user_id,password\npenyedia,a,\"b\nc\"\n"},
		{"POST", "/accounts/penyedia/penyedia.demo/reset", "", ""},
		{"DELETE", "/accounts/penyedia/penyedia.baru", "", ""},
		{"POST", "/requests/1/resolve", "application/json", `{"reset":true}`},
		{"POST", "/class", "application/json", `{"name":"k","role":"penyedia","seats":2,"lasts_seconds":1e300}`},
		{"GET", "/attempts?after=1&limit=2", "", ""},
		{"POST", "/reset", "", ""},
	} {
		f.Add(s.method, s.path, s.kind, []byte(s.body))
	}
	c := newClient(f, portal.Options{}, nil)
	key, err := c.portal.OperatorKey(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	h := api.Handler(c.portal, api.Options{})
	f.Fuzz(func(t *testing.T, method, path, kind string, body []byte) {
		req, err := http.NewRequest(method, "http://portal/", strings.NewReader(string(body)))
		if err != nil {
			t.Skip()
		}
		path, req.URL.RawQuery, _ = strings.Cut(path, "?")
		req.URL.Path = "/api/v1/operator" + path
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Authorization", "Bearer "+key.Reveal())
		w := &recorder{header: http.Header{}}
		h.ServeHTTP(w, req)
		if w.status >= 500 || w.status < 200 {
			t.Errorf("%s %q: %d", method, path, w.status)
		}
	})
}
