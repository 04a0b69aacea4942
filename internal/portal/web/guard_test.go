package web_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"sandi/internal/portal"
	"sandi/internal/portal/web"
)

// secretsAside matches what differs between two pages of the same kind: the
// login ticket.
var secretsAside = regexp.MustCompile(`name="ticket" value="[^"]*"`)

func TestEveryAnswerIsGuarded(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, path := range []string{"/", "/login/penyedia", "/session", "/nowhere", "/login/admin"} {
		h := b.get(path).header
		for name, want := range map[string]string{
			"Cache-Control":              "no-store",
			"X-Content-Type-Options":     "nosniff",
			"X-Frame-Options":            "DENY",
			"Referrer-Policy":            "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Date":                       "Mon, 02 Mar 2026 01:02:03 GMT",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s: got %q, want %q", path, name, got, want)
			}
		}
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
			t.Errorf("%s: policy %q is not strict", path, csp)
		}
	}
}

var reference = regexp.MustCompile(`(?:\b(?:href|src|action)="|\burl\(|@import )([^"\s>)]*)`)

func TestPagesLoadNothingForeign(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	pages := []answer{b.get("/"), b.get("/login/penyedia"), b.get("/nowhere"), b.get("/assets/style.css")}
	d := r.demo(t, portal.Penyedia)
	pages = append(pages, b.login(portal.Penyedia, d.User, d.Password), b.post("/session/enable"))
	r.clock.Advance(portal.DefaultBarcodeDelay)
	pages = append(pages, b.get("/session"))
	for _, a := range pages {
		for _, m := range reference.FindAllStringSubmatch(a.body, -1) {
			target := m[1]
			if target == "" || strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") || strings.HasPrefix(target, "#") || strings.HasPrefix(target, "data:image/png;base64,") {
				continue
			}
			t.Errorf("%s refers to %q", a.path, target)
		}
		for _, bad := range []string{"<script", "style=", "onclick", "onload", "javascript:"} {
			if strings.Contains(a.body, bad) {
				t.Errorf("%s holds %s", a.path, bad)
			}
		}
	}
}

func TestOtherSitesCannotAct(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	for name, headers := range map[string]map[string]string{
		"cross-site":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"same-site, not ours":  {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"},
		"old browser":          {"Origin": "https://evil.example"},
		"old browser, opaque":  {"Origin": "null"},
		"old browser, no port": {"Origin": "http://127.0.0.1"},
	} {
		for _, path := range []string{"/session/enable", "/session/logout", "/login/penyedia"} {
			req := b.request(http.MethodPost, path, map[string][]string{"code": {"1"}})
			for k, v := range headers {
				req.Header.Set(k, v)
			}
			if a := b.do(req); a.status != http.StatusForbidden {
				t.Errorf("%s on %s: got %d, want 403", name, path, a.status)
			}
		}
	}
	wantState(t, b.get("/session"), portal.InUnprotected)
	req := b.request(http.MethodPost, "/session/enable", map[string][]string{})
	req.Header.Set("Origin", b.base)
	wantState(t, b.do(req), portal.EnablingWait) // an old browser's own form still works
}

func TestCookies(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d := r.demo(t, portal.Penyedia)
	a := b.login(portal.Penyedia, d.User, d.Password)
	if a.status != http.StatusSeeOther {
		t.Fatalf("login: got %d, want 303", a.status)
	}
	set := a.header.Get("Set-Cookie")
	for _, want := range []string{"sandi-session=", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(set, want) {
			t.Errorf("cookie %q lacks %s", censor(set), want)
		}
	}
	for _, bad := range []string{"Secure", "Domain", "Expires", "Max-Age"} {
		if strings.Contains(set, bad) {
			t.Errorf("cookie %q has %s", censor(set), bad)
		}
	}
}

func censor(cookie string) string {
	return regexp.MustCompile(`=[\w-]{20,}`).ReplaceAllString(cookie, "=…")
}

func TestCookieIsSecureOverTLS(t *testing.T) {
	r := newRig(t, nil)
	h := web.Handler(r.portal, web.Options{})
	form := func(ticket string) *http.Request {
		d := r.demo(t, portal.Penyedia)
		body := "ticket=" + ticket + "&user_id=" + d.User + "&password=" + d.Password
		req := httptest.NewRequest(http.MethodPost, "https://portal.example/login/penyedia", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.TLS = &tls.ConnectionState{}
		return req
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://portal.example/login/penyedia", nil))
	ticket := ticketField.FindStringSubmatch(w.Body.String())[1]
	w = httptest.NewRecorder()
	h.ServeHTTP(w, form(ticket))
	set := w.Header().Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-sandi-session=") || !strings.Contains(set, "; Secure") {
		t.Errorf("cookie over TLS: %q", censor(set))
	}
}

// A token that somebody planted in the browser before sign-in, or saw before
// the code, is worth nothing afterwards.
func TestTokensAreRotated(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	planted := b.cookie("sandi-session")
	if planted == "" {
		t.Fatal("no session after login")
	}
	valid := func(token string) bool {
		_, err := r.portal.Resume(t.Context(), portal.ParseToken(token))
		return err == nil
	}
	b.login(portal.Penyedia, d.User, d.Password)
	if b.cookie("sandi-session") == planted || valid(planted) {
		t.Error("sign-in kept the token that the browser brought along")
	}

	k := r.enrolled(t, b, portal.NonPenyedia)
	before := b.cookie("sandi-session")
	wantState(t, b.post("/session/code", "code", r.code(t, k)), portal.InProtected)
	if after := b.cookie("sandi-session"); after == before || valid(before) || !valid(after) {
		t.Error("the token from before the code still opens the session")
	}
	last := b.cookie("sandi-session")
	b.post("/session/logout")
	if b.cookie("sandi-session") != "" || valid(last) {
		t.Error("logout left a token that works")
	}
}

func TestSecretIsOnTheBarcodePageOnly(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	k := r.enrolled(t, b, portal.Penyedia)
	pages := []answer{b.get("/"), b.get("/session"), b.get("/login/penyedia")}
	pages = append(pages, b.post("/session/code", "code", r.code(t, k)), b.get("/session/disable"), b.post("/session/disable"))
	for _, a := range pages {
		if strings.Contains(a.body, k.Secret.Base32()) || strings.Contains(a.body, k.Secret.Grouped()) || strings.Contains(a.body, "data:image") {
			t.Errorf("the page of %s shows the secret", a.state())
		}
	}
}

func TestDemonstrationAccountIsShownOnlyWhenAskedFor(t *testing.T) {
	with := newRig(t, nil)
	d := with.demo(t, portal.Penyedia)
	if a := with.browser(t).get("/"); strings.Contains(a.body, d.Password) {
		t.Error("the home page shows a password")
	}
	if a := with.browser(t).get("/login/non-penyedia"); strings.Contains(a.body, d.Password) {
		t.Error("the login page shows the other role's password")
	}
	without := newRig(t, func(o *portal.Options) { o.Demo = false })
	if a := without.browser(t).get("/login/penyedia"); strings.Contains(a.body, portal.DemoPenyedia) {
		t.Error("a portal without demonstration accounts shows one")
	}
}

func TestHostileInputIsText(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	a := b.login(portal.Penyedia, `"><img src=x onerror=alert(1)>`, "x")
	if strings.Contains(a.body, "<img src=x") {
		t.Error("a user id became markup")
	}
	for _, path := range []string{"/?notice=%3Cb%3Eevil", "/?lang=%3Cb%3E", "/%3Cb%3E?x", "//evil.example", "/session?notice=timeout%0d%0aX-Y:1"} {
		if a := b.get(path); strings.Contains(a.body, "evil") || strings.Contains(a.body, "<b>") || a.header.Get("X-Y") != "" {
			t.Errorf("%s came back in the page", path)
		}
	}
	if a := b.post("/login/penyedia", "ticket", b.ticket(portal.Penyedia), "user_id", strings.Repeat("a", 1<<20)); a.status >= 500 || a.state() == portal.InUnprotected {
		t.Errorf("a form of a megabyte: %d, %s", a.status, a.state())
	}
}

func TestUnknownAddresses(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	for _, path := range []string{"/nowhere", "/login/admin", "/assets/nothing.css", "/assets/..%2fweb.go", "/session/unknown"} {
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, a.status)
		}
	}
	if a := b.post("/"); a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
		t.Errorf("POST /: got %d", a.status)
	}
}

// Nobody keeps the portal's password hashing busy from one address.
func TestLoginsAreBounded(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range 1600 {
		if a := b.post("/login/penyedia", "user_id", "x"); a.status == http.StatusTooManyRequests {
			if a.header.Get("Retry-After") == "" {
				t.Error("nobody is told how long to wait")
			}
			return
		}
	}
	t.Error("one address may try to log in without end")
}
