package apicheck_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sandi/internal/portal/api/apicheck"
)

// server answers every request alike.
type server struct {
	status int
	header http.Header
	body   string
}

func (s server) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: s.status, Header: s.header, Body: io.NopCloser(strings.NewReader(s.body)), Request: req}, nil
}

// A checker that finds nothing would make all other tests of the API worthless.
func TestWhatIsFound(t *testing.T) {
	dated := http.Header{"Date": {"Mon, 23 Nov 2026 08:00:05 GMT"}, "Content-Type": {"application/json; charset=utf-8"}}
	const session = `{"state":"IN_PROTECTED","role":"penyedia","user_id":"x","expires_at":"2026-11-23T08:30:05Z"}`
	for _, tt := range []struct {
		name, method, path, body string
		answer                   server
		found                    string
	}{
		{"as described", "GET", "/api/v1/session", "", server{200, dated, session}, ""},
		{"not of the API", "GET", "/login", "", server{200, nil, "page"}, ""},
		{"unknown member", "GET", "/api/v1/session", "", server{200, dated, strings.Replace(session, "{", `{"secret":"x",`, 1)}, "not what the document says"},
		{"missing member", "GET", "/api/v1/session", "", server{200, dated, `{"state":"IN_PROTECTED"}`}, "not what the document says"},
		{"another state", "GET", "/api/v1/session", "", server{200, dated, strings.Replace(session, "IN_PROTECTED", "HOME", 1)}, "not what the document says"},
		{"a time of another zone", "GET", "/api/v1/session", "", server{200, dated, strings.Replace(session, "05Z", "05+07:00", 1)}, "not what the document says"},
		{"another status", "GET", "/api/v1/session", "", server{418, dated, `{}`}, "not what the document says"},
		{"no Date", "GET", "/api/v1/session", "", server{200, http.Header{"Content-Type": dated["Content-Type"]}, session}, "not what the document says"},
		{"another media type", "GET", "/api/v1/session", "", server{200, http.Header{"Date": dated["Date"], "Content-Type": {"text/html"}}, session}, "not what the document says"},
		{"unknown address", "GET", "/api/v1/secrets", "", server{200, dated, `{}`}, "does not know the address"},
		{"unknown address, refused", "GET", "/api/v1/secrets", "", server{404, dated, `{}`}, ""},
		{"unknown method", "PATCH", "/api/v1/session", "", server{200, dated, session}, "does not know the method"},
		{"request with an unknown member, granted", "POST", "/api/v1/session/code", `{"code":"1","admin":true}`, server{200, dated, `{"state":"IN_PROTECTED","message":"Anda sudah berhasil login"}`}, "does not allow the request"},
		{"request with an unknown member, refused", "POST", "/api/v1/session/code", `{"admin":true}`, server{400, dated, `{"error":{"code":"bad-request","message":"x"}}`}, ""},
	} {
		var found []string
		c, err := apicheck.New(tt.answer, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) })
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), tt.method, "http://portal"+tt.path, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := c.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := io.ReadAll(res.Body); string(b) != tt.answer.body {
			t.Errorf("%s: the client gets %q", tt.name, b)
		}
		if all := strings.Join(found, "\n"); tt.found == "" && all != "" || !strings.Contains(all, tt.found) {
			t.Errorf("%s: found %q, want %q", tt.name, all, tt.found)
		}
	}
}

func TestSeenAndDocumented(t *testing.T) {
	c, err := apicheck.New(server{404, http.Header{"Date": {"x"}, "Content-Type": {"application/json"}}, `{"error":{"code":"no-class","message":"x"}}`}, t.Errorf)
	if err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://portal/api/v1/class/abc", http.NoBody)
	if _, err := c.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	if got := c.Seen(); len(got) != 1 || got[0] != "POST /api/v1/class/{token} 404" {
		t.Errorf("got %q", got)
	}
	if n := len(c.Documented()); n < 150 {
		t.Errorf("only %d answers are documented", n)
	}
}
