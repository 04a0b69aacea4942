package web_test

import (
	"strings"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

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
	if len(trials) != len(portal.Scenarios()) {
		t.Errorf("%d trials for %d scenarios", len(trials), len(portal.Scenarios()))
	}
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
