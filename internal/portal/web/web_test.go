package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/web"
)

var start = time.Date(2026, 3, 2, 1, 2, 3, 0, time.UTC)

// cheap keeps the tests from spending their time on password hashes.
var cheap = portal.HashCost{Passes: 1, MemoryKiB: 64, Threads: 1}

// rig is a portal with its pages and API on a real server, under a clock that
// the test moves.
type rig struct {
	*httptest.Server
	portal *portal.Portal
	clock  *clock.Manual
}

func newRig(t *testing.T, change func(*portal.Options)) *rig {
	t.Helper()
	c := clock.NewManual(start)
	o := portal.Options{Clock: c, HashCost: cheap, Demo: true}
	if change != nil {
		change(&o)
	}
	p, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(api.Handler(p, api.Options{Pages: web.Handler(p, web.Options{})}))
	t.Cleanup(s.Close)
	return &rig{s, p, c}
}

func (r *rig) demo(t *testing.T, role portal.Role) portal.DemoAccount {
	t.Helper()
	all, err := r.portal.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Role == role {
			return d
		}
	}
	t.Fatalf("no demonstration account for %s", role)
	return portal.DemoAccount{}
}

// browser keeps cookies and follows redirects, as one does.
type browser struct {
	t    *testing.T
	base string
	http *http.Client
	lang string
}

func (r *rig) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, r.URL, &http.Client{Jar: jar}, "id"}
}

// answer is a page with what led to it.
type answer struct {
	status int
	path   string // after redirects, with the query
	header http.Header
	body   string
}

var stateAttr = regexp.MustCompile(`<body data-state="([A-Z_]*)">`)

func (a answer) state() portal.State {
	if m := stateAttr.FindStringSubmatch(a.body); m != nil {
		return portal.State(m[1])
	}
	return "no page"
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	req.Header.Set("Accept-Language", b.lang)
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(body)}
}

func (b *browser) request(method, path string, form url.Values) *http.Request {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req := b.request(http.MethodPost, path, form)
	req.Header.Set("Origin", b.base)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

var ticketField = regexp.MustCompile(`name="ticket" value="([^"]*)"`)

// ticket opens the login page and returns what its form holds.
func (b *browser) ticket(role portal.Role) string {
	b.t.Helper()
	m := ticketField.FindStringSubmatch(b.get("/login/" + string(role)).body)
	if m == nil {
		b.t.Fatal("the login page has no ticket")
	}
	return m[1]
}

func (b *browser) login(role portal.Role, user, password string) answer {
	b.t.Helper()
	return b.post("/login/"+string(role), "ticket", b.ticket(role), "user_id", user, "password", password)
}

func (b *browser) cookie(name string) string { return b.cookieAt("/", name) }

// cookieAt returns the value of a cookie that the browser sends to a path.
func (b *browser) cookieAt(path, name string) string {
	u, err := url.Parse(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

var secretField = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)

// key reads the Secret Key off the barcode page.
func key(t *testing.T, a answer) otp.Key {
	t.Helper()
	m := secretField.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no Secret Key on the page of state %s", a.state())
	}
	secret, err := otp.ParseSecret(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults()
}

func (r *rig) code(t *testing.T, k otp.Key) string {
	t.Helper()
	c, err := k.CodeAt(r.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c.Reveal()
}

// enrolled takes a browser through the enrolment up to the code prompt.
func (r *rig) enrolled(t *testing.T, b *browser, role portal.Role) otp.Key {
	t.Helper()
	d := r.demo(t, role)
	b.login(role, d.User, d.Password)
	b.post("/session/enable")
	r.clock.Advance(portal.DefaultBarcodeDelay)
	k := key(t, b.get("/session"))
	b.post("/session/logout")
	b.login(role, d.User, d.Password)
	return k
}

func wantState(t *testing.T, a answer, want portal.State) {
	t.Helper()
	if got := a.state(); got != want {
		t.Fatalf("state of %s (%d): got %s, want %s", a.path, a.status, got, want)
	}
}

func wantText(t *testing.T, a answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s does not say %q", a.path, text)
		}
	}
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// deliver does what the portal's mail service does, at once.
func (r *rig) deliver(t *testing.T) {
	t.Helper()
	mails, err := r.portal.ClaimMail(t.Context(), r.clock.Now(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		l := portal.Letter{At: r.clock.Now(), From: "helpdesk@spse.example", To: m.To, Subject: m.Subject, Body: m.Body}
		if err := r.portal.Deliver(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if err := r.portal.MailSent(t.Context(), m.ID, nil); err != nil {
			t.Fatal(err)
		}
	}
}
