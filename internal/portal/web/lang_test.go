package web_test

import (
	"regexp"
	"strings"
	"testing"

	"sandi/internal/portal"
)

func TestLanguage(t *testing.T) {
	r := newRig(t, nil)
	for _, tt := range []struct{ header, want string }{
		{"", "id"},
		{"id", "id"},
		{"en-GB,en;q=0.9", "en"},
		{"de-DE,de;q=0.9", "id"},
		{"de,en;q=0.5,id;q=0.8", "id"},
		{"id;q=0.1, en;q=0.2", "en"},
		{"en;q=0", "id"},
		{"en;q=x", "id"},
		{"en;q=7,id;q=0.1", "id"},
		{strings.Repeat("x,", 100) + "en", "id"},
	} {
		b := r.browser(t)
		b.lang = tt.header
		if a := b.get("/"); !strings.Contains(a.body, `<html lang="`+tt.want+`">`) {
			t.Errorf("Accept-Language %.40q: want %s", tt.header, tt.want)
		}
	}
	b := r.browser(t)
	wantText(t, b.get("/?lang=en"), `<html lang="en">`, "not the real SPSE/LPSE")
	wantText(t, b.get("/"), `<html lang="en">`) // remembered, against the browser's id
	wantText(t, b.get("/login/penyedia?lang=id"), `<html lang="id">`)
}

var leftover = regexp.MustCompile(`\bweb\.[a-z-]+\.|\{[a-z]+\}|%!`)

// Every page in both languages is free of message keys and unfilled places, and
// keeps the portal's own words.
func TestPagesInBothLanguages(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		r := newRig(t, nil)
		b := r.browser(t)
		b.lang = lang
		d := r.demo(t, portal.Penyedia)
		var pages []answer
		see := func(a answer, words ...string) {
			t.Helper()
			pages = append(pages, a)
			wantText(t, a, words...)
		}
		see(b.get("/"), "LOGIN", "PENYEDIA")
		see(b.get("/login/penyedia"), "User ID", "Password", "Jika terlalu lama akan kembali ke halaman awal")
		see(b.login(portal.Penyedia, d.User, "wrong"))
		see(b.login(portal.Penyedia, d.User, d.Password), "ENABLE TOTP", "Logout")
		see(b.post("/session/enable"), "Tunggu beberapa saat akan muncul barcode")
		r.clock.Advance(portal.DefaultBarcodeDelay)
		a := b.get("/session")
		see(a, "Secret Key", "arcode")
		k := key(t, a)
		see(b.post("/session/logout"))
		see(b.login(portal.Penyedia, d.User, d.Password), "masukan kode TOTP", "RESET TOTP")
		see(b.post("/session/reset"))
		see(b.post("/session/code", "code", "1"), "KODE TOTP anda salah/kadaluarsa")
		see(b.post("/session/code", "code", r.code(t, k)), "Anda sudah berhasil login", "DISABLE TOTP")
		see(b.get("/session/disable"), "DISABLE TOTP")
		see(b.post("/session/disable"), "saat anda login nanti anda akan diminta scan barcode yang baru")
		see(b.post("/session/logout"))
		see(b.get("/nowhere"))
		for _, a := range pages {
			wantText(t, a, `<html lang="`+lang+`">`, "<main id=\"main\"", "<h1")
			if m := leftover.FindString(a.body); m != "" {
				t.Errorf("%s in %s: %q is left over", a.path, lang, m)
			}
		}
	}
}
