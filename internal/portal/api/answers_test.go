package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/otpauth"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// samples are requests that the document allows, one for each operation.
var samples = map[string]struct {
	path string
	body any
}{
	"openLogin":    {body: map[string]any{"role": "penyedia"}},
	"signIn":       {body: map[string]any{"role": "penyedia", "user_id": "x", "password": "y"}},
	"code":         {body: map[string]any{"code": "123456"}},
	"askHelpdesk":  {body: map[string]any{"role": "penyedia", "user_id": "x", "text": "?"}},
	"join":         {path: "/api/v1/class/" + strings.Repeat("A", 43)},
	"setScenarios": {body: map[string]any{"active": []string{}}},
	"addAccounts":  {body: map[string]any{"role": "penyedia", "user_id": "x"}},
	"removeAccount": {
		path: "/api/v1/operator/accounts/penyedia/nobody",
	},
	"resetAccount": {path: "/api/v1/operator/accounts/penyedia/nobody/reset"},
	"unlock":       {path: "/api/v1/operator/accounts/penyedia/nobody/unlock"},
	"resolve":      {path: "/api/v1/operator/requests/7/resolve", body: map[string]any{"reset": false}},
	"openClass":    {body: map[string]any{"name": "k", "role": "penyedia", "seats": 3}},
}

// Every answer that the document describes can be had. What all operations
// share is provoked for each of them; the rest one by one.
func TestEveryDocumentedAnswer(t *testing.T) {
	d := newDesk(t, portal.Options{LockAfter: 3})
	for path, item := range d.checker.Spec().Paths.Map() {
		for method, operation := range item.Operations() {
			sample := samples[operation.OperationID]
			if sample.path == "" {
				sample.path = path
			}
			secret := ""
			switch operation.Tags[0] {
			case "session":
				secret = d.demo(portal.DemoNew)
			case "operator":
				secret = d.key
			}
			has := func(status int) bool { return operation.Responses.Status(status) != nil }
			name := method + " " + path
			expect := func(status int, code string, a answer) {
				t.Helper()
				if a.status != status || a.errorCode() != code {
					t.Errorf("%s: got %d %s, want %d %s", name, a.status, a.body, status, code)
				}
			}
			if has(503) {
				d.scenarios("failing-network=2")
				a := d.ask(method, sample.path, secret, sample.body, nil)
				if a.status != 503 {
					a = d.ask(method, sample.path, secret, sample.body, nil)
				}
				expect(503, "unavailable", a)
				if a.header.Get("Retry-After") == "" {
					t.Errorf("%s: 503 without Retry-After", name)
				}
				d.scenarios("normal")
			}
			if has(500) {
				d.store.broken.Store(true)
				expect(500, "internal", d.ask(method, sample.path, secret, sample.body, nil))
				d.store.broken.Store(false)
			}
			if sample.body != nil {
				for _, garbage := range []string{"", "[]", "{", `{"x":1}`, "null 1"} {
					expect(400, "bad-request", d.ask(method, sample.path, secret, garbage, http.Header{"Content-Type": {"application/json"}}))
				}
				expect(415, "unsupported-media-type", d.ask(method, sample.path, secret, sample.body, http.Header{"Content-Type": {"text/html"}}))
				expect(413, "too-large", d.ask(method, sample.path, secret, `{"role":"`+strings.Repeat("x", portal.MaxImportSize+(32<<10))+`"}`, nil))
			}
			switch operation.Tags[0] {
			case "session":
				expect(401, "no-session", d.ask(method, sample.path, "", sample.body, nil))
				expect(401, "no-session", d.ask(method, sample.path, d.key, sample.body, nil))
			case "operator":
				expect(401, "operator-key", d.ask(method, sample.path, "", sample.body, nil))
				expect(403, "cross-origin", d.ask(method, sample.path, secret, sample.body, http.Header{"Origin": {"https://evil.example"}}))
				expect(403, "cross-origin", d.ask(method, sample.path, secret, sample.body, http.Header{"Sec-Fetch-Site": {"cross-site"}}))
				before := d.address
				d.address = "198.51.100.9"
				for range 40 {
					d.ask(method, sample.path, "not-the-key-at-all-0000", sample.body, nil)
				}
				a := d.ask(method, sample.path, "not-the-key-at-all-0000", sample.body, nil)
				expect(429, "too-many-requests", a)
				if a.header.Get("Retry-After") == "" {
					t.Errorf("%s: 429 without Retry-After", name)
				}
				d.address = before
			}
		}
	}
	d.visitors()
	d.users()
	d.operators()

	seen := d.checker.Seen()
	for _, answer := range d.checker.Documented() {
		if !slices.Contains(seen, answer) {
			t.Errorf("nothing provokes %s", answer)
		}
	}
}

// visitors provokes what is told to people without a session.
func (d *desk) visitors() {
	d.want(200, "", "GET", api.DocumentPath, "", nil)
	d.want(200, "", "GET", "/api/v1/portal", "", nil)
	d.want(200, "", "GET", "/api/v1/scenarios", "", nil)
	d.want(201, "", "POST", "/api/v1/logins", "", map[string]string{"role": "penyedia"})
	d.want(400, "bad-request", "POST", "/api/v1/logins", "", map[string]string{"role": "wali"})
	d.scenarios("login-timeout=10s")
	sign := map[string]string{"role": "penyedia", "user_id": "siapa", "password": "y"}
	d.want(410, "login-timeout", "POST", "/api/v1/sessions", "", sign)
	d.scenarios("normal")
	for range 3 {
		d.want(401, "bad-credentials", "POST", "/api/v1/sessions", "", sign)
	}
	d.want(429, "locked", "POST", "/api/v1/sessions", "", sign)
	for _, user := range []string{portal.DemoLost, "nobody"} {
		d.want(202, "", "POST", "/api/v1/helpdesk", "", map[string]string{"role": "penyedia", "user_id": user, "text": "kunci hilang"})
	}
	d.want(400, "bad-request", "POST", "/api/v1/helpdesk", "", map[string]string{"role": "penyedia", "user_id": "", "text": "x"})
	class := d.want(201, "", "POST", "/api/v1/operator/class", d.key, map[string]any{"name": "kelas", "role": "penyedia", "seats": 1}).text("path")
	path := "/api/v1" + class
	d.want(201, "", "POST", path, "", nil)
	d.want(409, "class-full", "POST", path, "", nil)
	d.want(404, "no-class", "POST", "/api/v1/class/x", "", nil)
	for path, body := range map[string]any{
		"/api/v1/logins": map[string]string{"role": "wali"}, "/api/v1/helpdesk": map[string]string{"role": "penyedia", "user_id": "nobody", "text": "x"}, "/api/v1/class/x": nil,
	} {
		d.flood(path, body)
	}
}

// flood sends from one address until it is told to wait, and checks that a
// class of 300 is not.
func (d *desk) flood(path string, body any) {
	d.t.Helper()
	before := d.address
	d.address = "203.0.113.5"
	defer func() { d.address = before }()
	raw, _ := json.Marshal(body)
	for n := range 5000 {
		req := httptest.NewRequest("POST", path, bytes.NewReader(raw))
		req.RemoteAddr = d.address + ":1"
		w := httptest.NewRecorder()
		d.handler.ServeHTTP(w, req)
		if w.Code == http.StatusTooManyRequests {
			if n < 300 {
				d.t.Errorf("POST %s: the %d-th of a class is refused", path, n+1)
			}
			d.want(429, "too-many-requests", "POST", path, "", body)
			d.clock.Advance(2 * time.Second)
			if a := d.ask("POST", path, "", body, nil); a.status == 429 {
				d.t.Errorf("POST %s: refused for ever", path)
			}
			return
		}
	}
	d.t.Errorf("POST %s: nobody stops 5000 requests", path)
}

// users provokes what is told to people with a session.
func (d *desk) users() {
	const s = "/api/v1/session"
	token := d.demo(portal.DemoPenyedia)
	d.want(200, "", "GET", s, token, nil)
	for _, path := range []string{"/barcode", "/mail"} {
		d.want(409, "wrong-state", "GET", s+path, token, nil)
	}
	for _, path := range []string{"/refresh", "/disable", "/reset"} {
		d.want(409, "wrong-state", "POST", s+path, token, nil)
	}
	d.want(409, "wrong-state", "POST", s+"/code", token, map[string]string{"code": "123456"})
	d.want(202, "", "POST", s+"/enable", token, nil)
	d.want(202, "", "GET", s+"/barcode", token, nil)
	d.want(202, "", "POST", s+"/refresh", token, nil)
	d.clock.Advance(time.Minute)
	first := d.want(200, "", "POST", s+"/refresh", token, nil)
	second := d.want(200, "", "GET", s+"/barcode", token, nil)
	if first.text("secret") != second.text("secret") {
		d.t.Error("a reload has made another secret, which is not simulated now")
	}
	d.want(409, "already-enabled", "POST", s+"/enable", token, nil)
	key, err := otpauth.Parse(second.text("uri"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.want(204, "", "DELETE", s, token, nil)

	token = d.demo(portal.DemoPenyedia)
	d.want(401, "code-refused", "POST", s+"/code", token, map[string]string{"code": "000"})
	d.want(202, "", "POST", s+"/reset", token, nil)
	d.want(200, "", "GET", s+"/mail", token, nil)
	code, err := key.CodeAt(d.clock.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	d.want(200, "", "POST", s+"/code", token, map[string]string{"code": code.Reveal()})
	d.want(200, "", "POST", s+"/disable", token, nil)
}

// operators provokes what is told to the operator.
func (d *desk) operators() {
	const o = "/api/v1/operator"
	for _, path := range []string{"/status", "/scenarios", "/attempts", "/attempts?after=3&limit=5", "/mail", "/accounts", "/requests"} {
		d.want(200, "", "GET", o+path, d.key, nil)
	}
	for _, query := range []string{"after=-1", "limit=1001", "limit=x", "after=99999999999999999999"} {
		d.want(400, "bad-request", "GET", o+"/attempts?"+query, d.key, nil)
	}
	d.want(200, "", "PUT", o+"/scenarios", d.key, map[string]any{"active": []string{"lock-5", "clock=+90s"}})
	d.want(400, "unknown-scenario", "PUT", o+"/scenarios", d.key, map[string]any{"active": []string{"slow-barkode"}})
	d.want(400, "scenarios-clash", "PUT", o+"/scenarios", d.key, map[string]any{"active": []string{"ketat", "longgar"}})
	d.want(400, "bad-value", "PUT", o+"/scenarios", d.key, map[string]any{"active": []string{"clock=gestern"}})
	if got := d.want(200, "", "GET", o+"/status", d.key, nil); got.fields["clock_offset_seconds"] != 90.0 {
		d.t.Errorf("refused scenarios have changed the portal: %s", got.body)
	}
	made := d.want(201, "", "POST", o+"/accounts", d.key, map[string]string{"role": "penyedia", "user_id": "baru"})
	if made.text("password") == "" {
		d.t.Error("nobody knows the password that was made up")
	}
	given := d.want(201, "", "POST", o+"/accounts", d.key, map[string]string{"role": "non-penyedia", "user_id": "baru", "password": " ru,ah\"asia;12345 "})
	if given.text("password") != "" {
		d.t.Error("a given password is told again")
	}
	d.want(201, "", "POST", "/api/v1/sessions", "", map[string]string{"role": "non-penyedia", "user_id": "baru", "password": " ru,ah\"asia;12345 "})
	d.want(409, "account-exists", "POST", o+"/accounts", d.key, map[string]string{"role": "penyedia", "user_id": "baru"})
	d.want(400, "bad-account", "POST", o+"/accounts", d.key, map[string]string{"role": "penyedia", "user_id": "dua kata"})
	csv := http.Header{"Content-Type": {"text/csv"}}
	list := d.ask("POST", o+"/accounts", d.key, "role,user_id\npenyedia,csv-1\npenyedia,baru\n", csv)
	if list.status != 200 || len(list.fields["made"].([]any)) != 1 || !strings.Contains(string(list.body), `"line":3`) || !strings.Contains(string(list.body), "account-exists") {
		d.t.Errorf("got %d %s", list.status, list.body)
	}
	if a := d.ask("POST", o+"/accounts", d.key, "nama\nx\n", csv); a.status != 400 || a.errorCode() != "bad-table" {
		d.t.Errorf("got %d %s", a.status, a.body)
	}
	if a := d.ask("POST", o+"/accounts", d.key, strings.Repeat("x", portal.MaxImportSize+(32<<10)), csv); a.status != 413 {
		d.t.Errorf("got %d %s", a.status, a.body)
	}
	for _, act := range []string{"/reset", "/unlock"} {
		d.want(204, "", "POST", o+"/accounts/penyedia/baru"+act, d.key, nil)
		d.want(404, "no-account", "POST", o+"/accounts/penyedia/nobody"+act, d.key, nil)
	}
	d.want(204, "", "DELETE", o+"/accounts/penyedia/baru", d.key, nil)
	d.want(404, "no-account", "DELETE", o+"/accounts/penyedia/baru", d.key, nil)
	d.want(400, "bad-class", "POST", o+"/class", d.key, map[string]any{"name": "k", "role": "penyedia", "seats": 0})
	open := d.want(200, "", "GET", o+"/requests", d.key, nil).fields["requests"].([]any)
	if len(open) != 1 {
		d.t.Fatalf("%d requests are open", len(open))
	}
	id := open[0].(map[string]any)["id"].(float64)
	d.want(404, "no-request", "POST", o+"/requests/99/resolve", d.key, map[string]bool{"reset": true})
	d.want(404, "no-request", "POST", o+"/requests/x/resolve", d.key, map[string]bool{"reset": true})
	d.want(204, "", "POST", fmt.Sprintf("%s/requests/%.0f/resolve", o, id), d.key, map[string]bool{"reset": true})
	d.want(204, "", "POST", o+"/reset", d.key, nil)
	if got := d.want(200, "", "GET", o+"/scenarios", d.key, nil); !strings.Contains(string(got.body), `"active":["normal"]`) {
		d.t.Errorf("after the reset: %.200s", got.body)
	}
}
