package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
)

// The whole way of the real portal's guide, in both roles.
func TestFromLoginToSignedInWithACode(t *testing.T) {
	for _, role := range portal.Roles() {
		t.Run(string(role), func(t *testing.T) {
			r := newRig(t, nil)
			b := r.browser(t)
			a := b.get("/")
			wantState(t, a, portal.Home)
			wantText(t, a, "LOGIN", "PENYEDIA", "NON PENYEDIA", "Portal latihan, bukan SPSE/LPSE yang sebenarnya")

			a = b.get("/login/" + string(role))
			wantState(t, a, portal.Login)
			d := r.demo(t, role)
			wantText(t, a, "User ID", "Password", d.User, d.Password, "Jika terlalu lama akan kembali ke halaman awal")

			a = b.login(role, d.User, d.Password)
			wantState(t, a, portal.InUnprotected)
			wantText(t, a, "ENABLE TOTP", role.Label())

			a = b.post("/session/enable")
			wantState(t, a, portal.EnablingWait)
			wantText(t, a, "Tunggu beberapa saat akan muncul barcode", `href="/session"`)
			if got, want := a.header.Get("Refresh"), "3; url=/session"; got != want {
				t.Errorf("Refresh of the wait: got %q, want %q", got, want)
			}

			r.clock.Advance(portal.DefaultBarcodeDelay)
			a = b.get("/session")
			wantState(t, a, portal.KeyShown)
			wantText(t, a, "Secret Key", `src="data:image/png;base64,`, `alt="Barcode (kode QR)`)
			if a.header.Get("Refresh") != "" {
				t.Error("the barcode page reloads by itself")
			}
			k := key(t, a)
			if again := key(t, b.get("/session")); !again.Secret.Equal(k.Secret) {
				t.Error("a reload of the barcode page made another key")
			}

			a = b.post("/session/logout")
			wantState(t, a, portal.Home)
			wantText(t, a, "TOTP sudah aktif")

			a = b.login(role, d.User, d.Password)
			wantState(t, a, portal.TOTPPrompt)
			wantText(t, a, "masukan kode TOTP", "RESET TOTP")
			a = b.post("/session/code", "code", r.code(t, k))
			wantState(t, a, portal.InProtected)
			wantText(t, a, "Anda sudah berhasil login", "DISABLE TOTP")
		})
	}
}

func TestDisableLeadsToANewBarcode(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	old := r.enrolled(t, b, portal.Penyedia)
	b.post("/session/code", "code", r.code(t, old))

	a := b.get("/session/disable")
	wantState(t, a, portal.InProtected)
	wantText(t, a, "bukan mengatur ulang kode TOTP", "Batal")
	a = b.post("/session/disable")
	wantState(t, a, portal.Disabled)
	wantText(t, a, "saat anda login nanti anda akan diminta scan barcode yang baru")
	a = b.post("/session/logout")
	wantText(t, a, "barcode yang baru")

	d := r.demo(t, portal.Penyedia)
	a = b.login(portal.Penyedia, d.User, d.Password)
	wantState(t, a, portal.KeyShown)
	if key(t, a).Secret.Equal(old.Secret) {
		t.Error("the new barcode holds the old key")
	}
}

// A login after DISABLE TOTP whose barcode nobody saw has not switched TOTP on,
// and leaving must not claim it.
func TestLeavingBeforeTheNewBarcode(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	k := r.enrolled(t, b, portal.Penyedia)
	b.post("/session/code", "code", r.code(t, k))
	b.post("/session/disable")
	b.post("/session/logout")

	follow := b.http.CheckRedirect
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	b.http.CheckRedirect = follow
	a := b.post("/session/logout")
	wantText(t, a, "Anda sudah logout.")
	if strings.Contains(a.body, "TOTP sudah aktif") {
		t.Error("the home page says that TOTP is on")
	}
}

func TestResetSaysWhatItIsWorth(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.NonPenyedia)
	a := b.get("/session/reset")
	wantState(t, a, portal.TOTPPrompt)
	wantText(t, a, "saat tiba, kodenya sudah kedaluwarsa", "Batal")
	a = b.post("/session/reset")
	wantState(t, a, portal.TOTPPrompt)
	wantText(t, a, "Permintaan RESET TOTP diterima", "kodenya sudah kedaluwarsa selama 15 menit")
	mails, err := r.portal.Outbox(t.Context(), 10)
	if err != nil || len(mails) != 1 {
		t.Errorf("mails: got %v, %v, want one", mails, err)
	}
}

// Wrong, reused and locked-out codes read alike.
func TestRefusedCodesReadAlike(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	k := r.enrolled(t, b, portal.Penyedia)
	good := r.code(t, k)
	b.post("/session/code", "code", good)
	b.post("/session/logout")
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)

	strip := func(a answer) string { return secretsAside.ReplaceAllString(a.body, "") }
	reused := b.post("/session/code", "code", good)
	wantState(t, reused, portal.TOTPPrompt)
	wantText(t, reused, "KODE TOTP anda salah/kadaluarsa", `role="alert"`, `aria-invalid="true"`, "<title>Kesalahan: ")
	if reused.status != http.StatusUnprocessableEntity {
		t.Errorf("status of a refused code: %d", reused.status)
	}
	for name, code := range map[string]string{"wrong": "000000", "empty": "", "no code": "<script>", "long": strings.Repeat("1", 5000)} {
		if a := b.post("/session/code", "code", code); strip(a) != strip(reused) || a.status != reused.status {
			t.Errorf("%s: reads otherwise than a reused code", name)
		}
	}
	r.clock.Advance(30 * time.Second) // by now the account is locked
	if a := b.post("/session/code", "code", r.code(t, k)); a.state() != portal.TOTPPrompt {
		t.Errorf("a good code in a locked account leads to %s", a.state())
	}
}

func TestUnknownUsersReadLikeWrongPasswords(t *testing.T) {
	r := newRig(t, nil)
	d := r.demo(t, portal.Penyedia)
	known, unknown := r.browser(t), r.browser(t)
	for try := range 7 {
		a := known.login(portal.Penyedia, d.User, "wrong")
		u := unknown.login(portal.Penyedia, "nobody.demo", "wrong")
		plain := func(a answer) string {
			s := secretsAside.ReplaceAllString(a.body, "")
			return strings.NewReplacer(d.User, "USER", "nobody.demo", "USER").Replace(s)
		}
		// The demonstration account is on the page either way.
		if plain(a) != plain(u) || a.status != u.status {
			t.Fatalf("try %d: known (%d) and unknown (%d) user ids read differently", try, a.status, u.status)
		}
		if strings.Contains(a.body, `value="wrong"`) {
			t.Error("the password came back in the page")
		}
	}
	a := known.login(portal.Penyedia, d.User, d.Password)
	if a.status != http.StatusTooManyRequests {
		t.Errorf("after too many tries: got %d, want 429", a.status)
	}
	wantText(t, a, "Terlalu banyak password yang salah", "coba lagi 15 menit lagi")
}

func TestLoginPageTimesOut(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	a := b.get("/login/penyedia")
	if got, want := a.header.Get("Refresh"), "121; url=/?notice=timeout"; got != want {
		t.Errorf("Refresh: got %q, want %q", got, want)
	}
	ticket := b.ticket(portal.Penyedia)
	r.clock.Advance(2*time.Minute + time.Second)
	a = b.post("/login/penyedia", "ticket", ticket, "user_id", d.User, "password", d.Password)
	wantState(t, a, portal.Home)
	wantText(t, a, "Anda terlalu lama di halaman login")
	if b.cookie("sandi-session") != "" {
		t.Error("a late login opened a session")
	}
	for name, forged := range map[string]string{
		"none": "", "noise": "AAAA", "cut": ticket[:20], "of the other role": b.ticket(portal.NonPenyedia),
	} {
		a := b.post("/login/penyedia", "ticket", forged, "user_id", d.User, "password", d.Password)
		if a.state() != portal.Home {
			t.Errorf("a ticket that is %s leads to %s", name, a.state())
		}
	}
	r.clock.Advance(-time.Hour) // a portal clock that is set back must not make tickets eternal
	if a := b.post("/login/penyedia", "ticket", ticket, "user_id", d.User, "password", d.Password); a.state() != portal.Home {
		t.Errorf("a ticket from the future leads to %s", a.state())
	}
}

func TestSessionEnds(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	r.clock.Advance(portal.DefaultSessionTTL)
	a := b.get("/session")
	wantState(t, a, portal.Home)
	wantText(t, a, "Sesi Anda sudah berakhir")
	if b.cookie("sandi-session") != "" {
		t.Error("the browser still has the ended session's token")
	}
}

func TestHomeShowsTheWayBackToASession(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	wantText(t, b.get("/"), d.User, `href="/session"`)
}

// Acts that the page in front of the user no longer offers lead to the page
// that is true, never to an error.
func TestStaleButtons(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	for _, path := range []string{"enable", "code", "reset", "disable", "logout"} {
		if a := b.post("/session/" + path); a.state() != portal.Home {
			t.Errorf("%s without a session leads to %s", path, a.state())
		}
	}
	k := r.enrolled(t, b, portal.Penyedia)
	for _, path := range []string{"enable", "disable"} {
		if a := b.post("/session/" + path); a.state() != portal.TOTPPrompt {
			t.Errorf("%s at the prompt leads to %s", path, a.state())
		}
	}
	wantState(t, b.get("/session/disable"), portal.TOTPPrompt)
	wantState(t, b.get("/session/code"), portal.TOTPPrompt)
	b.post("/session/code", "code", r.code(t, k))
	for _, path := range []string{"enable", "code"} {
		if a := b.post("/session/" + path); a.state() != portal.InProtected {
			t.Errorf("%s when signed in leads to %s", path, a.state())
		}
	}
}

// Failure F2a: TOTP was enabled in another session, so no barcode will come.
func TestEnabledElsewhere(t *testing.T) {
	r := newRig(t, nil)
	first, second := r.browser(t), r.browser(t)
	d := r.demo(t, portal.Penyedia)
	first.login(portal.Penyedia, d.User, d.Password)
	second.login(portal.Penyedia, d.User, d.Password)
	first.post("/session/enable")
	r.clock.Advance(portal.DefaultBarcodeDelay)
	wantState(t, first.get("/session"), portal.KeyShown)
	a := second.post("/session/enable")
	wantState(t, a, portal.InUnprotected)
	wantText(t, a, "sudah aktif, jadi barcode tidak akan muncul lagi")
	if strings.Contains(a.body, "/session/enable") {
		t.Error("the page still offers ENABLE TOTP")
	}
}
