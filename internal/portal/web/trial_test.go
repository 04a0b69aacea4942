package web_test

import (
	"strings"
	"time"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/portal"
)

// trial is one scenario as a person meets it in a browser.
type trial struct {
	*viewer
	r    *rig
	lang string
	user portal.DemoAccount
	key  otp.Key
}

// signIn fills in the login page.
func (tr *trial) signIn() {
	tr.t.Helper()
	tr.open(tr.r.URL + "/login/" + string(tr.user.Role) + "?lang=" + tr.lang)
	tr.at(portal.Login)
	tr.fill("#user_id", tr.user.User)
	tr.fill("#password", tr.user.Password)
	tr.click("main form button")
}

// scan reads the barcode off the screen, and checks it against the Secret Key.
func (tr *trial) scan() otp.Key {
	tr.t.Helper()
	tr.at(portal.KeyShown)
	key, err := otpauth.Parse(tr.readBarcode())
	if err != nil {
		tr.t.Fatal(err)
	}
	if tr.text(".secret") != key.Secret.Grouped() {
		tr.t.Error("barcode and Secret Key are different keys")
	}
	return key
}

// enable clicks ENABLE TOTP and waits until the barcode could be there.
func (tr *trial) enable() {
	tr.t.Helper()
	tr.at(portal.InUnprotected)
	tr.click(`form[action="/session/enable"] button`)
	tr.at(portal.EnablingWait)
	tr.r.clock.Advance(portal.DefaultBarcodeDelay)
	tr.open(tr.r.URL + "/session")
}

func (tr *trial) logout() {
	tr.t.Helper()
	tr.click(`form[action="/session/logout"] button`)
	tr.at(portal.Home)
}

// enrol goes all the way from the login to the code prompt, and past the step
// that it began in.
func (tr *trial) enrol() {
	tr.t.Helper()
	tr.signIn()
	tr.enable()
	tr.key = tr.scan()
	tr.logout()
	tr.r.clock.Advance(10 * time.Minute)
	tr.signIn()
	tr.at(portal.TOTPPrompt)
}

// code returns the code of the step that is some steps from the portal's own.
func (tr *trial) code(steps int) string {
	tr.t.Helper()
	c, err := tr.key.CodeAt(tr.r.portal.Now().Add(time.Duration(steps) * 30 * time.Second))
	if err != nil {
		tr.t.Fatal(err)
	}
	return c.Reveal()
}

func (tr *trial) submit(code string) {
	tr.t.Helper()
	tr.at(portal.TOTPPrompt)
	tr.fill("#code", code)
	tr.mark()
	tr.click(`form[action="/session/code"] button`)
	tr.await("an answer to the code", unmarked)
}

// mark lets unmarked wait for the next page.
func (v *viewer) mark() {
	v.t.Helper()
	js[bool](v, `document.documentElement.dataset.old = "1", true`)
}

var unmarked = visible(`html:not([data-old]) body main h1`)

func (tr *trial) accepted(code string) {
	tr.t.Helper()
	tr.submit(code)
	tr.at(portal.InProtected)
	if got, want := tr.text("h1"), "Anda sudah berhasil login"; got != want {
		tr.t.Errorf("heading: got %q, want %q", got, want)
	}
}

func (tr *trial) refused(code string) {
	tr.t.Helper()
	tr.submit(code)
	tr.at(portal.TOTPPrompt)
	if got, want := tr.text("[role=alert]"), "KODE TOTP anda salah/kadaluarsa"; !strings.HasPrefix(got, want) {
		tr.t.Errorf("refusal: got %q, want %q", got, want)
	}
}

// again signs in anew, past the present step.
func (tr *trial) again() {
	tr.t.Helper()
	tr.logout()
	tr.r.clock.Advance(10 * time.Minute)
	tr.signIn()
	tr.at(portal.TOTPPrompt)
}

// rescued is the way out where nobody has the key: the helpdesk is asked, an
// operator resets the account, and the new barcode works.
func (tr *trial) rescued() {
	tr.t.Helper()
	tr.click(`main a[href="/helpdesk"]`)
	tr.see(`form[action="/helpdesk"]`)
	tr.fill("#user_id", tr.user.User)
	tr.click(`input[name=role][value="` + string(tr.user.Role) + `"]`)
	tr.fill("#text", "08.02 WIB: KODE TOTP anda salah/kadaluarsa")
	tr.click(`form[action="/helpdesk"] button`)
	tr.see(`.notice[role=status]`)

	desk := newViewer(tr.t, tr.name+"-operator")
	desk.operate(tr.r)
	desk.click(`nav a[href="/operator/requests"]`)
	desk.see(`.letter`)
	desk.click(`.letter form:first-child button`)
	desk.see(`.notice[role=status]`)

	tr.signIn()
	tr.key = tr.scan()
	tr.logout()
	tr.signIn()
	tr.accepted(tr.code(0))
}

// operate signs in to the operator's pages.
func (v *viewer) operate(r *rig) {
	v.t.Helper()
	key, err := r.portal.OperatorKey(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	v.open(r.URL + "/operator")
	v.fill("#key", strings.ToLower(key.Reveal()))
	v.click(`form[action="/operator/login"] button`)
	v.see(`#attempts`)
}
