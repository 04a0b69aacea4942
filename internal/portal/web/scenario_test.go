package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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

// trials says for each scenario what a person meets, up to what it promises.
var trials = map[string]func(*trial){
	"normal": func(tr *trial) {
		tr.enrol()
		tr.accepted(tr.code(0))
	},
	"login-timeout": func(tr *trial) {
		tr.open(tr.r.URL + "/login/penyedia")
		tr.at(portal.Login)
		tr.fill("#user_id", tr.user.User)
		tr.at(portal.Home) // by itself
		tr.see(".notice")
		tr.open(tr.r.URL + "/login/penyedia")
		tr.fill("#user_id", tr.user.User)
		tr.fill("#password", tr.user.Password)
		tr.r.clock.Advance(3 * time.Second)
		tr.click("main form button")
		tr.at(portal.Home)
		tr.signIn() // in time
		tr.at(portal.InUnprotected)
	},
	"forced-qr": func(tr *trial) {
		tr.signIn()
		tr.key = tr.scan()
		tr.logout()
		tr.signIn()
		tr.accepted(tr.code(0))
	},
	"slow-barcode": func(tr *trial) {
		tr.signIn()
		tr.enable()
		tr.at(portal.EnablingWait)
		tr.see("progress")
		tr.r.clock.Advance(20 * time.Second)
		tr.click(`main a[href="/session"]`)
		tr.key = tr.scan()
		tr.logout()
		tr.signIn()
		tr.accepted(tr.code(0))
	},
	"enabled-before": func(tr *trial) {
		tr.signIn()
		tr.enable()
		tr.see(`form[action="/session/refresh"]`)
		tr.mark()
		tr.click(`form[action="/session/refresh"] button`)
		tr.await("the page again", unmarked)
		tr.at(portal.EnablingWait)
		tr.logout()
		tr.signIn()
		tr.at(portal.TOTPPrompt)
		tr.rescued()
	},
	"stale-browser": func(tr *trial) {
		tr.signIn()
		tr.enable()
		tr.at(portal.EnablingWait)
		tr.see(".error")
		tr.click(`form[action="/session/refresh"] button`)
		tr.key = tr.scan()
		tr.logout()
		tr.signIn()
		tr.accepted(tr.code(0))
	},
	"refresh-rotates": func(tr *trial) {
		tr.signIn()
		tr.enable()
		void := tr.scan()
		tr.mark()
		tr.click(`form[action="/session/refresh"] button`)
		tr.await("the page again", unmarked)
		valid := tr.scan()
		if void.Secret.Equal(valid.Secret) {
			tr.t.Fatal("a reload kept the key")
		}
		tr.see(".notice[role=status]")
		tr.logout()
		tr.signIn()
		tr.key = void
		tr.refused(tr.code(0))
		tr.key = valid
		tr.accepted(tr.code(0))
	},
	"ketat": func(tr *trial) {
		tr.enrol()
		tr.refused(tr.code(-1))
		tr.accepted(tr.code(0))
	},
	"lampau": func(tr *trial) {
		tr.enrol()
		tr.refused(tr.code(+1))
		tr.refused(tr.code(-2))
		tr.accepted(tr.code(-1))
	},
	"lazim": func(tr *trial) {
		tr.enrol()
		tr.refused(tr.code(-2))
		tr.accepted(tr.code(-1))
		tr.again()
		tr.accepted(tr.code(+1))
	},
	"longgar": func(tr *trial) {
		tr.enrol()
		tr.refused(tr.code(-5))
		tr.accepted(tr.code(-4))
	},
	"belajar": func(tr *trial) {
		tr.enrol()
		tr.accepted(tr.code(+1))
		tr.again()
		tr.accepted(tr.code(+2)) // the window has moved along
		tr.again()
		tr.refused(tr.code(0)) // a clock that was set right is refused now
	},
	"lock-5": func(tr *trial) {
		tr.enrol()
		for range 5 {
			tr.refused("000000")
		}
		tr.refused(tr.code(0))
		tr.r.clock.Advance(15 * time.Minute)
		tr.accepted(tr.code(0))
	},
	"lock-30": func(tr *trial) {
		tr.enrol()
		elsewhere := tr.r.browser(tr.t)
		elsewhere.login(tr.user.Role, tr.user.User, tr.user.Password)
		for range 29 {
			elsewhere.post("/session/code", "code", "000000")
		}
		tr.refused("000000")
		tr.refused(tr.code(0))
		tr.r.clock.Advance(15 * time.Minute)
		tr.accepted(tr.code(0))
	},
	"no-lock": func(tr *trial) {
		tr.enrol()
		for range 8 {
			tr.refused("000000")
		}
		tr.accepted(tr.code(0))
	},
	"clock": func(tr *trial) {
		tr.enrol()
		if got, want := tr.text("footer time"), tr.r.clock.Now().Add(90*time.Second).UTC().Format("15:04:05 UTC"); !strings.HasPrefix(got, want) {
			tr.t.Errorf("the page's clock: got %s, want %s", got, want)
		}
		tr.refused(tr.code(-3)) // by true time
		tr.accepted(tr.code(0))
	},
	"late-mail": func(tr *trial) {
		tr.enrol()
		tr.click(`main a[href="/session/reset"]`)
		tr.see(`form[action="/session/reset"]`)
		tr.click(`form[action="/session/reset"] button`)
		tr.see(".error") // the code will be dead
		tr.r.clock.Advance(15*time.Minute + time.Second)
		tr.r.deliver(tr.t)
		tr.open(tr.r.URL + "/session/inbox")
		tr.see(".letter")
		mailed := sixDigits.FindString(tr.text(".letter pre"))
		if mailed == "" {
			tr.t.Fatal("the letter holds no code")
		}
		tr.click(`.choices a[href="/session"]`)
		tr.refused(mailed)
		tr.accepted(tr.code(0))
	},
	"disabled": func(tr *trial) {
		tr.signIn()
		tr.key = tr.scan()
		tr.logout()
		tr.signIn()
		tr.accepted(tr.code(0))
	},
	"lost-key": func(tr *trial) {
		tr.signIn()
		tr.at(portal.TOTPPrompt)
		tr.refused("000000")
		tr.rescued()
	},
	"slow-network": func(tr *trial) {
		began := time.Now()
		tr.signIn()
		tr.at(portal.InUnprotected)
		if took := time.Since(began); took < 600*time.Millisecond { // three answers
			tr.t.Errorf("a login over a slow network took %v only", took)
		}
	},
	"failing-network": func(tr *trial) {
		failures := 0
		for range 4 {
			tr.open(tr.r.URL + "/login/penyedia?lang=" + tr.lang)
			if js[bool](tr.viewer, `document.body.dataset.state === "LOGIN"`) {
				continue
			}
			failures++
			if !strings.Contains(tr.text("main"), "503") {
				tr.t.Error("the page of a failing network does not say so")
			}
			tr.click(`.choices a`) // again, to the same page
			tr.at(portal.Login)
		}
		if failures == 0 {
			tr.t.Error("the network never failed")
		}
		// Go on as a person does: come back to the form as often as it takes.
		for range 4 {
			if !js[bool](tr.viewer, `document.body.dataset.state === "LOGIN"`) {
				tr.open(tr.r.URL + "/login/penyedia")
				continue
			}
			tr.fill("#user_id", tr.user.User)
			tr.fill("#password", tr.user.Password)
			tr.mark()
			tr.click("main form button")
			tr.await("an answer", unmarked)
			if js[bool](tr.viewer, `document.body.dataset.state === "IN_UNPROTECTED"`) {
				return
			}
			tr.open(tr.r.URL + "/session")
			if js[bool](tr.viewer, `document.body.dataset.state === "IN_UNPROTECTED"`) {
				return
			}
		}
		tr.t.Error("no way through the failing network")
	},
}

// given are the values with which the scenarios run here, where the example
// would make the test slow.
var given = map[string]string{"login-timeout": "2s", "slow-network": "200ms"}

// Every scenario, in a browser, up to what it promises.
func TestScenariosInABrowser(t *testing.T) {
	for i, sc := range portal.Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			meet, ok := trials[sc.Name]
			if !ok {
				t.Fatal("nobody has met this scenario in a browser")
			}
			r := steadyRig(t, byte(i), nil)
			name := sc.Name
			if value := given[sc.Name]; value != "" {
				name += "=" + value
			} else if sc.Value != "" {
				name += "=" + sc.Value
			}
			if err := r.portal.SetScenarios(t.Context(), []string{name}); err != nil {
				t.Fatal(err)
			}
			lang := []string{"id", "en"}[i%2]
			tr := &trial{newViewer(t, sc.Name), r, lang, r.demo(t, portal.Roles()[i/2%2]), otp.Key{}}
			tr.open(r.URL + "/?lang=" + lang)
			meet(tr)
			if got := js[string](tr.viewer, `document.documentElement.lang`); got != lang {
				t.Errorf("language: got %s, want %s", got, lang)
			}
			tr.quiet(r.URL)
		})
	}
}

// The browser's own reload button counts as a reload, a page that loads itself
// again does not.
func TestTheBrowsersReload(t *testing.T) {
	r := newRig(t, nil)
	if err := r.portal.SetScenarios(t.Context(), []string{"stale-browser"}); err != nil {
		t.Fatal(err)
	}
	tr := &trial{newViewer(t, "reload"), r, "id", r.demo(t, portal.Penyedia), otp.Key{}}
	tr.signIn()
	tr.at(portal.InUnprotected)
	tr.click(`form[action="/session/enable"] button`)
	tr.at(portal.EnablingWait)
	r.clock.Advance(portal.DefaultBarcodeDelay)
	tr.see(`form[action="/session/refresh"]`) // the page has reloaded by itself
	r.clock.Advance(time.Second)
	tr.run(chromedp.Reload())
	tr.scan()
}

// What a browser sends by itself, and what others make it send, is no reload.
func TestOnlyAPersonReloads(t *testing.T) {
	r := newRig(t, nil)
	if err := r.portal.SetScenarios(t.Context(), []string{"stale-browser"}); err != nil {
		t.Fatal(err)
	}
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	b.post("/session/enable")
	for _, tt := range []struct {
		name, cache, user, purpose string
		ready                      bool // the barcode is due
		want                       portal.State
	}{
		{"too early", "max-age=0", "?1", "", false, portal.EnablingWait},
		{"a link", "", "?1", "", true, portal.EnablingWait},
		{"a page that reloads by itself", "max-age=0", "", "", true, portal.EnablingWait},
		{"a prefetch", "max-age=0", "?1", "prefetch", true, portal.EnablingWait},
		{"a person", "max-age=0", "?1", "", true, portal.KeyShown},
		{"a person again", "no-cache", "?1", "", true, portal.KeyShown},
	} {
		if tt.ready {
			r.clock.Advance(portal.DefaultBarcodeDelay)
		}
		req := b.request(http.MethodGet, "/session", nil)
		for name, value := range map[string]string{"Cache-Control": tt.cache, "Sec-Fetch-User": tt.user, "Sec-Purpose": tt.purpose} {
			if value != "" {
				req.Header.Set(name, value)
			}
		}
		if got := b.do(req).state(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
