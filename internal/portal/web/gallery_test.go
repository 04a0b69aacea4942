package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// Every page there is, in both languages, in every size and both schemes:
// nothing sticks out or is cut off, and the accessibility checker finds nothing.
func TestEveryPage(t *testing.T) {
	for i, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			r := steadyRig(t, 7, nil)
			role := portal.Roles()[i]
			tr := &trial{newViewer(t, lang), r, lang, r.demo(t, role), otp.Key{}}
			tr.open(r.URL + "/?lang=" + lang)
			tr.showPractice()
			tr.showMail()
			tr.showClass()
			tr.showErrors()
			tr.showOperator()
			tr.quiet(r.URL)
		})
	}
}

func (tr *trial) with(scenarios ...string) {
	tr.t.Helper()
	if err := tr.r.portal.SetScenarios(tr.t.Context(), scenarios); err != nil {
		tr.t.Fatal(err)
	}
}

func (tr *trial) showPractice() {
	t, r := tr.t, tr.r
	t.Helper()
	tr.inspect("home")
	tr.open(r.URL + "/login/" + string(tr.user.Role))
	tr.inspect("login")
	tr.fill("#user_id", tr.user.User)
	tr.fill("#password", "not it")
	tr.click("main form button")
	tr.see(`[role=alert]`)
	tr.inspect("login-refused")

	tr.with("stale-browser", "refresh-rotates")
	tr.signIn()
	tr.at(portal.InUnprotected)
	tr.inspect("menu")
	late := r.browser(t)
	late.login(tr.user.Role, tr.user.User, tr.user.Password)
	tr.click(`form[action="/session/enable"] button`)
	tr.at(portal.EnablingWait)
	js[string](tr.viewer, `window.stop(), ""`) // else it reloads by itself
	tr.inspect("wait")
	r.clock.Advance(portal.DefaultBarcodeDelay)
	tr.open(r.URL + "/session")
	tr.see(`form[action="/session/refresh"]`)
	tr.inspect("barcode-missing")
	tr.click(`form[action="/session/refresh"] button`)
	tr.at(portal.KeyShown)
	tr.inspect("barcode")
	tr.mark()
	tr.click(`form[action="/session/refresh"] button`)
	tr.await("the new barcode", unmarked)
	tr.key = tr.scan()
	tr.inspect("barcode-new")
	wantState(t, late.get("/session"), portal.InUnprotected)
	tr.logout()
	tr.inspect("home-enrolled")
	tr.with()
	r.clock.Advance(10 * time.Minute)
	tr.signIn()
	tr.at(portal.TOTPPrompt)
	tr.inspect("prompt")
	tr.refused("000000")
	tr.inspect("prompt-refused")
}

// showMail goes on at the code prompt, and ends signed out.
func (tr *trial) showMail() {
	t, r := tr.t, tr.r
	t.Helper()
	tr.open(r.URL + "/session/inbox")
	tr.inspect("inbox-empty")
	tr.open(r.URL + "/session/reset")
	tr.inspect("reset")
	tr.click(`form[action="/session/reset"] button`)
	tr.see(".error")
	tr.inspect("reset-sent")
	r.clock.Advance(portal.DefaultMailDelay)
	r.deliver(t)
	tr.open(r.URL + "/session/inbox")
	tr.see(".letter")
	tr.inspect("inbox")
	tr.open(r.URL + "/session")
	tr.accepted(tr.code(0))
	tr.inspect("protected")
	tr.click(`a[href="/session/disable"]`)
	tr.see(`form[action="/session/disable"]`)
	tr.inspect("disable")
	tr.click(`form[action="/session/disable"] button`)
	tr.at(portal.Disabled)
	tr.inspect("disabled")
	tr.logout()
	tr.inspect("home-disabled")

	tr.open(r.URL + "/helpdesk")
	tr.inspect("helpdesk")
	tr.fill("#user_id", tr.user.User)
	tr.fill("#text", "JBSW Y3DP EHPK 3PXP")
	tr.click(`form[action="/helpdesk"] button`)
	tr.see(`[role=alert]`)
	tr.inspect("helpdesk-refused")
	tr.click(`input[name=role][value="` + string(tr.user.Role) + `"]`)
	tr.fill("#text", "08.02 WIB: KODE TOTP anda salah/kadaluarsa")
	tr.click(`form[action="/helpdesk"] button`)
	tr.see(`.notice[role=status]`)
	tr.inspect("helpdesk-asked")
}

func (tr *trial) showClass() {
	t, r := tr.t, tr.r
	t.Helper()
	token, err := r.portal.OpenClass(t.Context(), portal.Class{Name: "Pelatihan LPSE Kota Baru", Role: tr.user.Role, Seats: 2, Expires: r.clock.Now().Add(8 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	tr.open(r.URL + "/class/" + token)
	tr.inspect("class")
	tr.click("main form button")
	tr.see(".credentials")
	tr.inspect("class-joined")
	tr.open(r.URL + "/class/" + token)
	tr.see(".notice")
	tr.inspect("class-had")
	tr.click("main form button")
	tr.see(".credentials")
	tr.open(r.URL + "/class/" + token)
	tr.see("[role=alert]")
	tr.inspect("class-full")
}

func (tr *trial) showErrors() {
	t, r := tr.t, tr.r
	t.Helper()
	tr.open(r.URL + "/class/unknown")
	tr.inspect("class-unknown")
	tr.open(r.URL + "/nowhere")
	tr.inspect("not-found")
	tr.with("failing-network=2")
	failing := func() bool { return js[bool](tr.viewer, `document.body.innerText.includes("503")`) }
	for range 4 {
		if tr.open(r.URL + "/login/penyedia"); failing() {
			break
		}
	}
	tr.inspect("unavailable")
	for range 4 {
		tr.open(r.URL + "/helpdesk")
		if failing() {
			continue
		}
		tr.fill("#user_id", "x")
		tr.fill("#text", "y")
		tr.mark()
		tr.click(`form[action="/helpdesk"] button`)
		tr.await("an answer", unmarked)
		if failing() {
			break
		}
	}
	tr.inspect("unavailable-form")
	tr.with()
	b := r.browser(t)
	for range 6 {
		b.login(tr.user.Role, tr.user.User, "wrong")
	}
	tr.signIn()
	tr.see("[role=alert]")
	tr.inspect("login-locked")
	for range 40 {
		if b.post("/operator/login", "key", "wrong").status == http.StatusTooManyRequests {
			break
		}
	}
	tr.open(r.URL + "/operator")
	tr.fill("#key", "wrong")
	tr.mark()
	tr.click(`form[action="/operator/login"] button`)
	tr.await("an answer", unmarked)
	tr.inspect("too-many")
	r.clock.Advance(time.Hour)
}

func (tr *trial) showOperator() {
	t, r := tr.t, tr.r
	t.Helper()
	tr.open(r.URL + "/operator")
	tr.inspect("operator-sign-in")
	tr.fill("#key", "AAAAA-BBBBB-CCCCC")
	tr.click(`form[action="/operator/login"] button`)
	tr.see("[role=alert]")
	tr.inspect("operator-refused")

	// Something to see: verdicts of all kinds, a lock-out, mail, a request.
	b := r.browser(t)
	k := r.enrolled(t, b, portal.NonPenyedia)
	for _, steps := range []int{-3, +2, 0, 0} {
		c, err := k.CodeAt(r.clock.Now().Add(time.Duration(steps) * 30 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		b.post("/session/code", "code", c.Reveal())
		if steps == 0 {
			d := r.demo(t, portal.NonPenyedia)
			b.post("/session/logout")
			b.login(portal.NonPenyedia, d.User, d.Password)
		}
	}
	b.post("/session/reset")
	for _, code := range []string{"abc", "000000", "000000", "000000", "000000", "000000"} {
		b.post("/session/code", "code", code)
	}
	b.login(portal.Penyedia, "nobody", "wrong")
	tr.with("clock=+90s", "late-mail", "longgar")

	tr.operate(r)
	tr.inspect("operator-live")
	tr.click(`#attempts a[href^="/operator/attempt"]`)
	tr.see("dl")
	tr.inspect("operator-attempt")
	tr.open(r.URL + "/operator/scenarios")
	tr.inspect("operator-scenarios")
	tr.fill("#value-clock", "soon")
	tr.click(`form[action="/operator/scenarios"] .choices button`)
	tr.see("[role=alert]")
	tr.inspect("operator-scenarios-refused")
	tr.open(r.URL + "/operator/accounts")
	tr.inspect("operator-accounts")
	tr.open(r.URL + "/operator/account?role=penyedia&user=penyedia.demo")
	tr.inspect("operator-account")
	file := filepath.Join(t.TempDir(), "class.csv")
	if err := os.WriteFile(file, []byte("role,user_id\npenyedia,budi\nnon-penyedia,-siti@dinas.example\npenyedia,not a user id\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tr.open(r.URL + "/operator/accounts")
	tr.await("the file field", chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
	tr.click(`form[action="/operator/accounts"][method=post] button`)
	tr.see("a[download]")
	tr.inspect("operator-imported")
	tr.open(r.URL + "/operator/class")
	tr.fill("#name", strings.Repeat("Bimtek ", 6))
	tr.click(`form[action="/operator/class"] button`)
	tr.see(".barcode")
	tr.inspect("operator-class")
	tr.open(r.URL + "/operator/requests")
	tr.inspect("operator-requests")
	tr.open(r.URL + "/operator/mail")
	tr.inspect("operator-mail")
	tr.open(r.URL + "/operator/reset")
	tr.inspect("operator-reset")
	tr.click(`form[action="/operator/reset"] button`)
	tr.see("#attempts")
	tr.inspect("operator-live-empty")
	tr.open(r.URL + "/operator/requests")
	tr.inspect("operator-requests-empty")
	tr.click(`form[action="/operator/logout"] button`)
	tr.see("#key")
}
