package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sandi/internal/clock"
	"sandi/internal/portal"
	"sandi/internal/portal/web"
)

// Whatever a client sends, the pages stay pages: no server error, no session,
// none of it as markup.
func FuzzRequests(f *testing.F) {
	p, err := portal.New(portal.Options{Clock: clock.NewManual(start), HashCost: cheap, LockAfter: -1})
	if err != nil {
		f.Fatal(err)
	}
	h := web.Handler(p, web.Options{})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/login/penyedia", nil))
	ticket := ticketField.FindStringSubmatch(w.Body.String())[1]
	f.Add("/", "id;q=0.5,en", "notice=timeout&lang=en", "sandi-session=x; sandi-lang=en", ticket, "someone")
	f.Add("/login/penyedia", "en;q=,;;q", "", "sandi-session="+strings.Repeat("A", 43), ticket+"A", `<b>"'`)
	f.Add("/session", "*", "lang=%00", "=", "", "\x00\xff")
	f.Add("/helpdesk", "id", "notice=asked", "", "", "JBSWY3DPEHPK3PXP")
	f.Add("/operator/login", "en", "", "sandi-operator="+strings.Repeat("A", 75), "", "AAAAA-AAAAA")
	f.Add("/class/x", "en", "", "sandi-class=x", "", "")
	f.Fuzz(func(t *testing.T, path, accept, query, cookies, ticket, user string) {
		const mark = "<xss>"
		form := url.Values{"ticket": {ticket}, "user_id": {user + mark}, "password": {mark}, "code": {user + mark}, "key": {user}, "role": {"penyedia"}, "text": {user + mark}}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequest(method, "/", strings.NewReader(form.Encode()))
			r.URL = &url.URL{Path: "/" + strings.TrimLeft(path, "/"), RawQuery: query}
			r.Header = http.Header{
				"Accept-Language": {accept}, "Cookie": {cookies}, "Content-Type": {"application/x-www-form-urlencoded"},
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 500 {
				t.Fatalf("%s %q: %d", method, path, w.Code)
			}
			if strings.Contains(w.Body.String(), mark) {
				t.Fatalf("%s %q: what was sent came back as markup", method, path)
			}
			for _, c := range w.Result().Cookies() {
				if (c.Name == "sandi-session" || c.Name == "sandi-operator") && c.MaxAge >= 0 {
					t.Fatalf("%s %q: opened a session", method, path)
				}
			}
		}
	})
}
