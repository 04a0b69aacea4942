package web_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
)

// operator returns a browser that is signed in to the operator's pages.
func (r *rig) operator(t *testing.T) *browser {
	t.Helper()
	key, err := r.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := r.browser(t)
	if a := b.post("/operator/login", "key", key.Reveal()); a.path != "/operator" || !strings.Contains(a.body, `id="attempts"`) {
		t.Fatalf("sign-in with the operator key leads to %s (%d)", a.path, a.status)
	}
	return b
}

var operatorPaths = []string{
	"/operator", "/operator/scenarios", "/operator/accounts", "/operator/account?role=penyedia&user=penyedia.demo",
	"/operator/mail", "/operator/requests", "/operator/class", "/operator/reset",
}

var operatorPosts = []string{
	"/operator/scenarios", "/operator/accounts", "/operator/account/reset", "/operator/account/unlock",
	"/operator/account/remove", "/operator/requests", "/operator/class", "/operator/reset",
}

func TestOperatorsPagesNeedTheKey(t *testing.T) {
	r := newRig(t, nil)
	d := r.demo(t, portal.Penyedia)
	stranger := r.browser(t)
	stranger.login(portal.Penyedia, d.User, d.Password)
	for _, path := range operatorPaths {
		if a := stranger.get(path); a.path != "/operator" || strings.Contains(a.body, `id="attempts"`) || strings.Contains(a.body, "peserta") {
			t.Errorf("GET %s without the key: %s (%d)", path, a.path, a.status)
		}
	}
	for _, path := range operatorPosts {
		a := stranger.post(path, "on", "ketat", "role", "penyedia", "user", d.User, "name", "x", "seats", "3", "hours", "1", "rows", "role,user_id\npenyedia,x\n")
		if a.path != "/operator" || strings.Contains(a.body, `id="attempts"`) {
			t.Errorf("POST %s without the key: %s (%d)", path, a.path, a.status)
		}
	}
	names, _, err := r.portal.Scenarios(t.Context())
	classes, err2 := r.portal.Classes(t.Context())
	accounts, err3 := r.portal.Accounts(t.Context())
	if err != nil || err2 != nil || err3 != nil {
		t.Fatal(err, err2, err3)
	}
	if !slices.Equal(names, []string{"normal"}) || len(classes) != 0 || slices.ContainsFunc(accounts, func(a portal.AccountView) bool { return a.User == "x" }) {
		t.Errorf("a stranger has changed something: %v, %d classes, %d accounts", names, len(classes), len(accounts))
	}
	op := r.operator(t)
	for _, path := range operatorPaths {
		if a := op.get(path); a.status != http.StatusOK || !strings.Contains(a.body, "/operator/logout") {
			t.Errorf("GET %s with the key: %d", path, a.status)
		}
	}
}

// What an operator's page changes, it changes by POST only.
func TestOperatorsGetsChangeNothing(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	for _, path := range operatorPosts {
		op.get(path + "?on=ketat&role=penyedia&user=penyedia.demo&name=x&seats=3&hours=1&clear=1&id=1&reset=1")
	}
	names, _, err := r.portal.Scenarios(t.Context())
	if err != nil || !slices.Equal(names, []string{"normal"}) {
		t.Errorf("scenarios after GETs: %v, %v", names, err)
	}
	attempts, err := r.portal.Journal(t.Context(), 10)
	if err != nil || len(attempts) != 0 {
		t.Errorf("journal after GETs: %v, %v", attempts, err)
	}
}

func TestOtherSitesCannotOperate(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	for _, path := range append(slices.Clone(operatorPosts), "/operator/login", "/operator/logout") {
		req := op.request(http.MethodPost, path, map[string][]string{"on": {"ketat"}})
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		req.Header.Set("Origin", "https://evil.example")
		if a := op.do(req); a.status != http.StatusForbidden {
			t.Errorf("%s from another site: got %d, want 403", path, a.status)
		}
	}
	if a := op.get("/operator/scenarios"); a.path != "/operator/scenarios" {
		t.Error("another site has signed the operator out")
	}
}

var row = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
var tag = regexp.MustCompile(`<[^>]*>`)

// rows returns the texts of the table rows of a page.
func rows(a answer) []string {
	var all []string
	for _, m := range row.FindAllStringSubmatch(a.body, -1) {
		all = append(all, strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(m[1], " "))), " "))
	}
	return all
}

// The live page may run our one script, every other page none at all.
func TestScriptsOfThePages(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	for _, path := range append(slices.Clone(operatorPaths), "/", "/helpdesk", "/login/penyedia", "/session", "/class/x") {
		a := op.get(path)
		csp := a.header.Get("Content-Security-Policy")
		live := path == "/operator"
		if got := strings.Count(a.body, "<script"); got != 0 && !live || live && !strings.Contains(a.body, `<script src="/assets/live.js" defer></script>`) || got > 1 {
			t.Errorf("%s: %d scripts", path, got)
		}
		if got := strings.Contains(csp, "script-src 'self'"); got != live {
			t.Errorf("%s: the policy lets scripts run: %v", path, got)
		}
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: policy %q, Cache-Control %q", path, csp, a.header.Get("Cache-Control"))
		}
	}
}

// What the server sees of a code: of which step it was, and how old.
func TestVerdicts(t *testing.T) {
	r := newRig(t, func(o *portal.Options) { o.LockAfter = -1 })
	b := r.browser(t)
	k := r.enrolled(t, b, portal.Penyedia)
	r.clock.Set(time.Date(2026, 3, 2, 7, 5, 12, 0, time.UTC)) // 12 s into a step
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	for _, steps := range []int{-3, -2, +1000000, +2, -1, -1} {
		c, err := k.CodeAt(r.clock.Now().Add(time.Duration(steps) * 30 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		b.post("/session/code", "code", c.Reveal())
		if b.get("/session").state() == portal.InProtected {
			b.post("/session/logout")
			b.login(portal.Penyedia, d.User, d.Password)
		}
	}
	b.post("/session/code", "code", "hello")
	op := r.operator(t)
	for lang, want := range map[string][]string{
		"en": {
			"code of 3 steps ago: 102 s old", "code of 2 steps ago: 72 s old", "belongs to no step near now", "code of 2 steps ahead: 48 s too early",
			"code of 1 step ago: 42 s old", "code of 1 step ago: 42 s old, but it or a later one was used before", "not a code",
		},
		"id": {"kode 3 periode lalu: umur 102 detik", "kode 2 periode ke depan: 48 detik terlalu awal", "kode 1 periode lalu: umur 42 detik, tetapi"},
	} {
		op.lang = lang
		a := op.get("/operator")
		var codes []string
		for _, r := range rows(a) {
			if strings.Contains(r, "penyedia.demo") && strings.Contains(r, "−1 … +1") {
				codes = append(codes, r)
			}
		}
		slices.Reverse(codes)
		if len(codes) != 7 {
			t.Fatalf("%d codes in the journal:\n%s", len(codes), strings.Join(rows(a), "\n"))
		}
		for _, w := range want {
			if !slices.ContainsFunc(codes, func(c string) bool { return strings.Contains(c, w) }) {
				t.Errorf("%s: no code of which is said %q:\n%s", lang, w, strings.Join(codes, "\n"))
			}
		}
	}
}

func TestOperatorSwitchesScenarios(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	a := op.post("/operator/scenarios", "on", "clock", "value-clock", "-1h30m", "on", "slow-barcode", "value-slow-barcode", "", "group-code", "ketat", "group-lock", "")
	if a.path != "/operator/scenarios?notice=scenarios" {
		t.Errorf("leads to %s (%d)", a.path, a.status)
	}
	names, c, err := r.portal.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"slow-barcode=20s", "ketat", "clock=-1h30m"}; !slices.Equal(names, want) {
		t.Errorf("scenarios: got %v, want %v", names, want)
	}
	if c.ClockOffset != -90*time.Minute || c.Profile != portal.Ketat {
		t.Errorf("conditions: %+v", c)
	}
	wantText(t, a, "-1h30m", "checked")
	live := op.get("/operator")
	wantText(t, live, "90 menit lebih lambat", "profil ketat")

	for _, tt := range []struct{ name, value, want string }{
		{"clock", "<b>soon", "tidak dapat"},
		{"clock", strings.Repeat("9", 500), ""},
	} {
		a = op.post("/operator/scenarios", "on", tt.name, "value-"+tt.name, tt.value)
		if a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "<b>soon") || !strings.Contains(a.body, tt.want) {
			t.Errorf("%s=%.20s: %d", tt.name, tt.value, a.status)
		}
	}
	a = op.post("/operator/scenarios", "on", "enabled-before", "on", "stale-browser")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("scenarios that exclude each other: got %d, want 422", a.status)
	}
	after, _, err := r.portal.Scenarios(t.Context())
	if err != nil || !slices.Equal(after, names) {
		t.Errorf("a refused change has changed something: %v, %v", after, err)
	}
	op.post("/operator/scenarios", "clear", "1", "on", "clock")
	if after, _, err = r.portal.Scenarios(t.Context()); err != nil || !slices.Equal(after, []string{"normal"}) {
		t.Errorf("after “all normal”: %v, %v", after, err)
	}
}
