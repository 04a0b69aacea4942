package web_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"html"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	a = b.post("/operator/login", "key", key.Reveal())
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "7" {
		t.Errorf("the eleventh: got %d, Retry-After %q, want 429, 7", a.status, a.header.Get("Retry-After"))
	}
	wantText(t, a, "Terlalu banyak permintaan")
	r.clock.Advance(7 * time.Second)
	if a = b.post("/operator/login", "key", strings.ToLower(key.Reveal())); !strings.Contains(a.body, `id="attempts"`) {
		t.Error("the right key after the wait is refused")
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
			"code of 3 steps ago: 102 s old", "code of 2 steps ago: 72 s old", "of no step near now", "code of 2 steps ahead: valid in 48 s",
			"code of 1 step ago: 42 s old", "code of 1 step ago: 42 s old, already used", "not a code",
		},
		"id": {"kode 3 langkah lalu: umur 102 detik", "kode 2 langkah di depan: berlaku 48 detik lagi", "kode 1 langkah lalu: umur 42 detik, sudah pernah dipakai"},
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

func TestOperatorMendsAccounts(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.Penyedia)
	for range 6 {
		b.post("/session/code", "code", "000000")
	}
	op := r.operator(t)
	d := r.demo(t, portal.Penyedia)
	wantText(t, op.get("/operator"), "5 kegagalan berturut-turut", d.User)
	find := func() portal.AccountView {
		t.Helper()
		all, err := r.portal.Accounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(a portal.AccountView) bool { return a.Role == portal.Penyedia && a.User == d.User })
		if i < 0 {
			return portal.AccountView{}
		}
		return all[i]
	}
	if !find().Locked {
		t.Fatal("the account is not locked")
	}
	a := op.post("/operator/account/unlock", "role", "penyedia", "user", d.User)
	wantText(t, a, "sudah dibuka kuncinya")
	if find().Locked {
		t.Error("the account is still locked")
	}
	a = op.post("/operator/account/reset", "role", "penyedia", "user", d.User)
	wantText(t, a, "login berikutnya menampilkan barcode baru")
	wantState(t, b.get("/session"), portal.Home) // its sessions have ended
	wantState(t, b.login(portal.Penyedia, d.User, d.Password), portal.KeyShown)
	op.post("/operator/account/remove", "role", "penyedia", "user", d.User)
	if find().User != "" {
		t.Error("the account is still there")
	}
	for _, path := range []string{"unlock", "reset", "remove"} {
		if a := op.post("/operator/account/"+path, "role", "penyedia", "user", "nobody"); a.status != http.StatusNotFound {
			t.Errorf("%s of nobody: got %d, want 404", path, a.status)
		}
	}
	if a := op.get("/operator/account?role=x&user=%3Cb%3E"); a.status != http.StatusNotFound || strings.Contains(a.body, "<b>") {
		t.Errorf("the page of nobody: %d", a.status)
	}
}

var dataLink = regexp.MustCompile(`href="data:text/csv;charset=utf-8;base64,([^"]*)" download="accounts.csv"`)

// upload sends a CSV file as the form does.
func (b *browser) upload(table string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "class.csv")
	if err == nil {
		_, err = part.Write([]byte(table))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+"/operator/accounts", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// Accounts by CSV, and their passwords as a file in which nothing is a formula.
func TestAccountsByCSV(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	a := op.upload("role,user_id,password,email\npenyedia,budi,,\nnon-penyedia,@SUM,=1+1 password,-cmd@dinas.example\npenyedia,=cmd|calc,,\npenyedia,<script>,,\n")
	if a.status != http.StatusOK {
		t.Fatalf("status %d", a.status)
	}
	wantText(t, a, "2 akun ditambahkan", "2 baris dilewati", "Baris 4", "Baris 5")
	if strings.Contains(a.body, "<script>,") {
		t.Error("a cell became markup")
	}
	m := dataLink.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatal("no file to download")
	}
	raw, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(got) != 3 {
		t.Fatalf("the file: %v, %d lines", err, len(got))
	}
	made := got[1][2]
	if want := []string{"penyedia", "budi", made}; !cmp.Equal(got[1][:3], want) || len(made) < 8 {
		t.Errorf("the line of a made-up password: got %d cells", len(got[1]))
	}
	if want := []string{"non-penyedia", "'@SUM", "'=1+1 password", "'-cmd@dinas.example"}; !cmp.Equal(got[2], want) {
		t.Errorf("formulas: %s", cmp.Diff(want, got[2]))
	}
	wantState(t, r.browser(t).login(portal.Penyedia, "budi", made), portal.InUnprotected)
	if again := op.get("/operator/accounts"); strings.Contains(again.body, made) {
		t.Error("the password is told twice")
	}

	for name, table := range map[string]string{
		"no header": "penyedia,budi\n", "empty": "", "not CSV": "role,user_id\n\"", "noise": "\x00\xff\xfe", "too many": "role,user_id\n" + strings.Repeat("penyedia,x\n", 2001),
	} {
		if a := op.upload(table); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `role="alert"`) {
			t.Errorf("%s: got %d, want 422", name, a.status)
		}
	}
	if a := op.upload("role,user_id\n" + strings.Repeat("penyedia,"+strings.Repeat("x", 60)+"\n", 20000)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a file that is too large: got %d, want 422", a.status)
	}
	if a := op.post("/operator/accounts", "rows", "role,user_id\r\npenyedia,siti\r\n"); !strings.Contains(a.body, "1 akun ditambahkan") && a.status != http.StatusUnprocessableEntity {
		t.Errorf("typed lines: %d", a.status)
	}
}

func TestOperatorBeginsAnew(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.Penyedia)
	d := r.demo(t, portal.Penyedia)
	op := r.operator(t)
	op.post("/operator/scenarios", "on", "clock", "value-clock", "+1h")
	if a := op.get("/operator/reset"); !strings.Contains(a.body, "tidak dapat dibatalkan") {
		t.Error("nobody is warned")
	}
	a := op.post("/operator/reset")
	wantText(t, a, "dimulai dari awal")
	names, _, err := r.portal.Scenarios(t.Context())
	if err != nil || !slices.Equal(names, []string{"normal"}) {
		t.Errorf("scenarios: %v, %v", names, err)
	}
	wantState(t, b.get("/session"), portal.Home)
	wantState(t, b.login(portal.Penyedia, d.User, d.Password), portal.InUnprotected)
}
