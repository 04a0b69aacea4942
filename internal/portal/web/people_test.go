package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
)

const hostile = `"><img src=x onerror=alert(1)></pre><script>alert(1)</script>`

func wantNoMarkup(t *testing.T, a answer) {
	t.Helper()
	for _, bad := range []string{"<img src=x", "<script>"} {
		if strings.Contains(a.body, bad) {
			t.Errorf("%s: what was sent came back as markup", a.path)
		}
	}
}

// The helpdesk answers alike whether or not the account exists, and the operator
// sees what it must.
func TestHelpdesk(t *testing.T) {
	r := newRig(t, nil)
	d := r.demo(t, portal.Penyedia)
	b := r.browser(t)
	a := b.get("/helpdesk")
	wantText(t, a, "Jangan pernah kirimkan ini", "Secret Key, atau gambar barcode", "zona waktunya (WIB, WITA, atau WIT)")
	known := b.post("/helpdesk", "role", "penyedia", "user_id", d.User, "text", "Ponsel hilang "+hostile)
	unknown := r.browser(t).post("/helpdesk", "role", "penyedia", "user_id", "nobody", "text", "Ponsel hilang")
	if known.body != unknown.body || known.status != unknown.status || known.path != unknown.path {
		t.Error("the helpdesk tells who has an account")
	}
	wantText(t, known, "Bila akunnya ada")

	op := r.operator(t)
	a = op.get("/operator/requests")
	wantText(t, a, "Ponsel hilang", d.User)
	wantNoMarkup(t, a)
	all, err := r.portal.Requests(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("requests: %v, %v", all, err)
	}
	for _, id := range []string{"", "x", "99999999"} {
		if a := op.post("/operator/requests", "id", id); a.status != http.StatusUnprocessableEntity {
			t.Errorf("request %q: got %d, want 422", id, a.status)
		}
	}
	for _, q := range all {
		wantText(t, op.post("/operator/requests", "id", fmt.Sprint(q.ID), "reset", "1"), "sudah ditutup")
	}
	if all, err = r.portal.Requests(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("requests after closing: %v, %v", all, err)
	}
	wantState(t, b.login(portal.Penyedia, d.User, d.Password), portal.KeyShown)
}

// Whoever is about to send a key is stopped, and loses nothing that was typed.
func TestHelpdeskTakesNoSecrets(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	for text, stopped := range map[string]bool{
		"JBSWY3DPEHPK3PXP":                              true,
		"kunci saya JBSW Y3DP EHPK 3PXP tolong":         true,
		"jbsw y3dp ehpk 3pxp jbsw y3dp":                 true,
		"JBSW-Y3DP-EHPK-3PXP":                           true,
		"otpauth://totp/x?secret=":                      true,
		"OTPAUTH-MIGRATION://offline?data=x":            true,
		"Saya sudah coba berkali kali sejak pagi":       false,
		"KODE TOTP anda salah/kadaluarsa, 08.02 WIB":    false,
		"KODETOTPSALAHTERUS kenapa":                     false,
		"tolong saya lupa kode baru sama sekali lagi":   false,
		"paket 7654321 sejak 23-11-2026 jam 08.02 WITA": false,
	} {
		a := b.post("/helpdesk", "role", "penyedia", "user_id", "x", "text", text)
		if got := a.status == http.StatusUnprocessableEntity; got != stopped {
			t.Errorf("%q: stopped %v, want %v", text, got, stopped)
		}
		if stopped && !strings.Contains(a.body, text+"</textarea>") {
			t.Errorf("%q: what was typed is lost", text)
		}
	}
	for name, form := range map[string][]string{
		"no role": {"user_id", "x", "text", "y"}, "no user": {"role", "penyedia", "text", "y"}, "no text": {"role", "penyedia", "user_id", "x"},
		"long text": {"role", "penyedia", "user_id", "x", "text", strings.Repeat("a ", 400)}, "long user": {"role", "penyedia", "user_id", strings.Repeat("x", 65), "text", "y"},
		"not UTF-8": {"role", "penyedia", "user_id", "x", "text", "\xff"}, "markup": {"role", hostile, "user_id", hostile, "text", hostile},
	} {
		a := b.post("/helpdesk", form...)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", name, a.status)
		}
		wantNoMarkup(t, a)
	}
}

func TestHelpdeskIsBounded(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	for range 310 {
		if a := b.post("/helpdesk", "role", "penyedia", "user_id", "x", "text", "y"); a.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("one address may write to the helpdesk without end")
}

func (r *rig) openClass(t *testing.T, name string, seats int) string {
	t.Helper()
	token, err := r.portal.OpenClass(t.Context(), portal.Class{Name: name, Role: portal.NonPenyedia, Seats: seats, Expires: r.clock.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return "/class/" + token
}

func TestClass(t *testing.T) {
	r := newRig(t, nil)
	path := r.openClass(t, "Bimtek", 2)
	b := r.browser(t)
	a := b.get(path)
	wantText(t, a, "<h1>Bimtek</h1>", "2 dari 2 tempat", "NON PENYEDIA", "Ambil akun saya")
	for range 3 { // looking takes no seat
		b.get(path)
	}
	a = b.post(path)
	if a.status != http.StatusCreated {
		t.Fatalf("joining: got %d, want 201", a.status)
	}
	cells := credentials(t, a)
	if strings.Contains(a.body, "?lang=") {
		t.Error("a link to the other language would lose the password")
	}
	wantState(t, b.login(portal.NonPenyedia, cells[0], cells[1]), portal.InUnprotected)

	// A reload of the page with the password sends the form again.
	a = b.post(path)
	wantText(t, a, "Browser ini sudah mengambil akun "+cells[0], "1 dari 2 tempat", "Ambil akun lain")
	if strings.Contains(a.body, cells[1]) {
		t.Error("the password is told twice")
	}
	other := credentials(t, b.post(path, "another", "1"))
	if other[0] == cells[0] || other[1] == cells[1] {
		t.Error("two participants have the same account or password")
	}
	a = r.browser(t).post(path)
	if a.status != http.StatusConflict {
		t.Errorf("a full class: got %d, want 409", a.status)
	}
	wantText(t, a, "sudah terisi")

	r.clock.Advance(2 * time.Hour)
	gone, unknown := b.get(path), b.get("/class/unknown")
	if gone.status != http.StatusNotFound || gone.body != unknown.body {
		t.Errorf("a class that is over (%d) reads otherwise than one that never was (%d)", gone.status, unknown.status)
	}
	if a := b.post("/class/unknown"); a.status != http.StatusNotFound {
		t.Errorf("joining an unknown class: got %d, want 404", a.status)
	}
}

func credentials(t *testing.T, a answer) [2]string {
	t.Helper()
	_, list, ok := strings.Cut(a.body, `class="credentials"`)
	if !ok {
		t.Fatalf("%s (%d) tells no account", a.path, a.status)
	}
	var found []string
	for _, part := range strings.Split(list, "<code>")[1:] {
		text, _, _ := strings.Cut(part, "</code>")
		found = append(found, text)
	}
	if len(found) < 2 {
		t.Fatalf("%d credentials", len(found))
	}
	return [2]string{found[0], found[1]}
}

func TestClassByTheOperator(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	a := op.post("/operator/class", "name", "Kelas <b>A</b>", "role", "penyedia", "seats", "30", "hours", "8")
	wantText(t, a, "Kelas sudah dibuka", "0 dari 30 tempat", r.URL+"/class/", "Kelas &lt;b&gt;A&lt;/b&gt;", "data:image/png;base64,")
	for name, form := range map[string][]string{
		"no seats": {"name", "x", "role", "penyedia", "seats", "0", "hours", "1"}, "too many": {"name", "x", "role", "penyedia", "seats", "1001", "hours", "1"},
		"no number": {"name", "x", "role", "penyedia", "seats", "many", "hours", "1"}, "no name": {"name", "", "role", "penyedia", "seats", "3", "hours", "1"},
		"no role": {"name", "x", "role", "admin", "seats", "3", "hours", "1"}, "long name": {"name", strings.Repeat("x", 100), "role", "penyedia", "seats", "3", "hours", "1"},
	} {
		if a := op.post("/operator/class", form...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `role="alert"`) {
			t.Errorf("%s: got %d, want 422", name, a.status)
		}
	}
	classes, err := r.portal.Classes(t.Context())
	if err != nil || len(classes) != 1 {
		t.Fatalf("classes: %v, %v", classes, err)
	}
	page := r.browser(t).get("/class/" + classes[0].Token)
	if strings.Contains(page.body, "<b>A") {
		t.Error("the name of a class became markup")
	}
}

func TestInbox(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	k := r.enrolled(t, b, portal.Penyedia)
	wantText(t, b.get("/session/inbox"), "Belum ada email yang tiba")
	a := b.post("/session/reset")
	wantState(t, a, portal.TOTPPrompt)
	if strings.Contains(a.body, r.code(t, k)) {
		t.Error("the page tells the code of the mail")
	}
	op := r.operator(t)
	a = op.get("/operator/mail")
	wantText(t, a, "dalam pengiriman")
	if strings.Contains(a.body, r.code(t, k)) {
		t.Error("the operator reads a code that is alive")
	}
	r.clock.Advance(portal.DefaultMailDelay)
	r.deliver(t)
	d := r.demo(t, portal.Penyedia)
	accounts, err := r.portal.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range accounts {
		if account.User == d.User {
			if err := r.portal.Deliver(t.Context(), portal.Letter{At: r.clock.Now(), From: hostile, To: account.Email, Subject: hostile, Body: hostile}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range []answer{b.get("/session/inbox"), op.get("/operator/mail")} {
		wantText(t, a, "RESET TOTP", "&lt;script&gt;")
		wantNoMarkup(t, a)
	}
	wantText(t, op.get("/operator/mail"), "terkirim")

	// Nobody reads somebody else's letters, or any without a session.
	other := r.browser(t)
	wantState(t, other.get("/session/inbox"), portal.Home)
	o := r.demo(t, portal.NonPenyedia)
	other.login(portal.NonPenyedia, o.User, o.Password)
	wantState(t, other.get("/session/inbox"), portal.InUnprotected)
}

// The times on the RESET TOTP page come from its address: only times are shown.
func TestResetPageShowsOnlyTimes(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.Penyedia)
	for _, sent := range []string{"", "x", "1", "1-", "-1-1", "1-2-3", "99999999999999999999-1", "253402300801-1", "%3Cb%3E-1"} {
		a := b.get("/session/reset?sent=" + sent)
		if a.status != http.StatusOK || strings.Contains(a.body, "<b>") || !strings.Contains(a.body, "RESET TOTP membuat portal mengirim") {
			t.Errorf("sent=%s: %d", sent, a.status)
		}
	}
	wantText(t, b.get("/session/reset?sent=1772413350-1772414226"), "kodenya sudah kedaluwarsa selama 15 menit")
}

// A failing network answers with a page, in the reader's language, that leads
// back to what was asked.
func TestUnavailable(t *testing.T) {
	r := newRig(t, nil)
	if err := r.portal.SetScenarios(t.Context(), []string{"failing-network=2"}); err != nil {
		t.Fatal(err)
	}
	b := r.browser(t)
	b.lang = "en"
	var failed answer
	for range 2 {
		if a := b.get("/helpdesk?x=%22%3E%3Cb%3E"); a.status == http.StatusServiceUnavailable {
			failed = a
		}
	}
	wantText(t, failed, "cannot be reached", "Try again", `href="/helpdesk?x=`, `<html lang="en">`)
	if strings.Contains(failed.body, "<b>") {
		t.Error("the address became markup")
	}
	if failed.header.Get("Retry-After") == "" || !strings.Contains(failed.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers: %v", failed.header)
	}
	for range 2 {
		if a := b.post("/helpdesk", "role", "x"); a.status == http.StatusServiceUnavailable {
			wantText(t, a, "was not sent")
			if strings.Contains(a.body, "Try again<") {
				t.Error("the page offers to try again what only the form can")
			}
		}
	}
	op := r.operator(t)
	for range 4 {
		if a := op.get("/operator"); a.status != http.StatusOK {
			t.Errorf("the operator's page fails too: %d", a.status)
		}
	}
}
