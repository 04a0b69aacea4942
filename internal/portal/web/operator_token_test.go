package web_test

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOperatorsCookie(t *testing.T) {
	r := newRig(t, nil)
	key, err := r.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := r.browser(t)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, tt := range []struct {
		proto string
		want  []string
		not   []string
	}{
		{"http", []string{"sandi-operator=", "HttpOnly", "SameSite=Strict", "Path=/operator"}, []string{"Secure", "Domain", "Max-Age"}},
		{"https", []string{"__Secure-sandi-operator=", "; Secure", "HttpOnly", "SameSite=Strict", "Path=/operator"}, []string{"Domain"}},
	} {
		req := b.request(http.MethodPost, "/operator/login", map[string][]string{"key": {key.Reveal()}})
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("X-Forwarded-Proto", tt.proto)
		set := b.do(req).header.Get("Set-Cookie")
		if strings.Contains(set, key.Reveal()) {
			t.Error("the cookie holds the operator key")
		}
		for _, want := range tt.want {
			if !strings.Contains(set, want) {
				t.Errorf("over %s: cookie %q lacks %s", tt.proto, censor(set), want)
			}
		}
		for _, bad := range tt.not {
			if strings.Contains(set, bad) {
				t.Errorf("over %s: cookie %q has %s", tt.proto, censor(set), bad)
			}
		}
	}
}

// A token opens nothing once its operator has signed out, has been away for
// long, or another key is in force; nor does one that somebody made up.
func TestOperatorsTokensEnd(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	token := op.cookieAt("/operator", "sandi-operator")
	if token == "" {
		t.Fatal("no operator's cookie")
	}
	opens := func(token string) bool {
		req := r.browser(t).request(http.MethodGet, "/operator", nil)
		req.AddCookie(&http.Cookie{Name: "sandi-operator", Value: token})
		return strings.Contains(r.browser(t).do(req).body, `id="attempts"`)
	}
	if !opens(token) {
		t.Fatal("the token does not open the pages")
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	longer := slices.Clone(raw)
	longer[7]++ // a later end
	for name, forged := range map[string]string{
		"none": "", "noise": "AAAA", "cut": token[:40], "a later end": base64.RawURLEncoding.EncodeToString(longer), "padded": token + "=",
	} {
		if opens(forged) {
			t.Errorf("a token that is %s opens the pages", name)
		}
	}
	other := newRig(t, nil).operator(t).cookieAt("/operator", "sandi-operator")
	if opens(other) {
		t.Error("the token of another portal opens the pages")
	}

	r.clock.Advance(90 * time.Minute)
	op.get("/operator")
	renewed := op.cookieAt("/operator", "sandi-operator")
	if renewed == token {
		t.Error("the token is not renewed while the pages are used")
	}
	r.clock.Advance(31 * time.Minute)
	if opens(token) || !opens(renewed) {
		t.Error("the first token should have ended, the renewed one not")
	}
	op.post("/operator/logout")
	if opens(renewed) || op.cookieAt("/operator", "sandi-operator") != "" {
		t.Error("the token outlives the sign-out")
	}
}

// A cookie that somebody planted before the sign-in is not adopted.
func TestOperatorsSignInAdoptsNoToken(t *testing.T) {
	r := newRig(t, nil)
	planted := r.operator(t).cookieAt("/operator", "sandi-operator")
	key, err := r.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := r.browser(t)
	req := b.request(http.MethodPost, "/operator/login", map[string][]string{"key": {key.Reveal()}})
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "sandi-operator", Value: planted})
	b.do(req)
	if got := b.cookieAt("/operator", "sandi-operator"); got == "" || got == planted {
		t.Error("sign-in kept the planted token")
	}
}

func TestWrongOperatorKeysAreSlowedDown(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	a := b.post("/operator/login", "key", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong key: got %d, want 422", a.status)
	}
	if strings.Contains(a.body, "AAAAA-AAAAA") {
		t.Error("the key came back in the page")
	}
	for range 9 {
		a = b.post("/operator/login", "key", "wrong")
	}
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("the tenth try: got %d, want 422", a.status)
	}
	key, err := r.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a = b.post("/operator/login", "key", "wrong")
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "7" {
		t.Errorf("the eleventh: got %d, Retry-After %q, want 429, 7", a.status, a.header.Get("Retry-After"))
	}
	wantText(t, a, "Terlalu banyak permintaan")
	if a = b.post("/operator/login", "key", strings.ToLower(key.Reveal())); !strings.Contains(a.body, `id="attempts"`) {
		t.Error("the right key is refused because somebody at the same address tried wrong ones")
	}
}
