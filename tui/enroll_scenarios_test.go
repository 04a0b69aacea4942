package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/portal"
	"sandi/vault"
)

const done = "Anda sudah berhasil login"

// plays is what a person meets in each scenario, beside the way that all share:
// the wizard leads to the end in every one.
var plays = map[string]func(p *person){
	"normal": func(p *person) {
		p.goes(done)
		// DISABLE TOTP is explained before it is clicked, and leads to a new key.
		first := p.one(vault.Active)
		p.picks("DISABLE TOTP: what it does")
		p.waits("Back, and change nothing", 0)
		if got := p.one(vault.Active); got.ID != first.ID {
			p.t.Error("explaining has changed the entry")
		}
		p.picks("Click DISABLE TOTP")
		p.waits("saat anda login nanti anda akan diminta scan barcode yang baru", time.Second)
		if got := p.one(vault.Retired); got.ID != first.ID {
			p.t.Error("another entry was retired")
		}
		p.waits("The old entry is marked as retired", 0)
		p.goes("TOTP was disabled, so the portal shows a new barcode")
		p.goes(done)
	},
	"login-timeout": func(p *person) {
		p.goes("Sign in The portal shows")
		p.press("<tab>!") // a typing error
		p.waits("The login page stays open for 7 s", 9*time.Second)
		p.waits("The login page was open for too long", 9*time.Second)
		p.waits("penyedia.demo", 0)
		p.press("<backspace>")
		p.goes("Sign in again")
		time.Sleep(15 * time.Second)
		p.settle()
		p.waits("The login page has closed", 0)
		p.press("<enter>") // the portal says so too, and the page is open again
		p.waits("The page is open again", 2*time.Second)
		p.goes(done)
	},
	"forced-qr": func(p *person) {
		p.goes("it shows the barcode right after the first login")
		p.goes(done)
		p.unseen("Switch TOTP on")
	},
	"slow-barcode": func(p *person) {
		p.goes("Waiting for the barcode")
		p.waits("15 s left", 6*time.Second)
		p.goes(done)
		p.unseen("The barcode does not come")
	},
	"enabled-before": func(p *person) {
		p.goes("The barcode does not come")
		p.picks("Yes, it was clicked before")
		p.goes(done)
		p.met("TOTP was enabled before", "TOTP is on already", "Ask the helpdesk ")
	},
	"stale-browser": func(p *person) {
		p.goes("The barcode does not come")
		p.picks("I do not know")
		p.goes(done)
		p.met("Reload the page ")
	},
	"refresh-rotates": func(p *person) {
		p.goes("The portal shows the barcode")
		first := p.one(vault.Pending)
		barcode := p.view()
		p.press("r")
		p.settle()
		if p.view() == barcode {
			p.t.Error("the barcode is still that of the void key")
		}
		p.press("b")
		p.waits("The reload brought another key", 0)
		if got := p.one(vault.Retired); got.ID != first.ID {
			p.t.Error("the void key is not retired")
		}
		p.goes(done)
		if p.one(vault.Active).ID == first.ID {
			p.t.Error("the void key is active")
		}
	},
	"ketat": func(p *person) { p.goes(done) },
	// A typed code of the step before is not sent by sandi, whatever the window.
	"lampau": func(p *person) {
		p.goes("The portal asks for the code")
		old := p.code(-30 * time.Second)
		p.press(old + "<enter>")
		p.waits("This code has expired and was not sent", time.Second)
		p.goes(done)
		p.unseen("The portal refuses the code")
	},
	"lazim": func(p *person) { p.goes(done) },
	"longgar": func(p *person) {
		p.goes("The portal asks for the code")
		p.press("00000<enter>")
		p.waits("Codes of this key have 6 digits", time.Second)
		p.press("<backspace><backspace><backspace><backspace><backspace>")
		p.goes(done)
	},
	"belajar": func(p *person) { p.goes(done) },
	"lock-5": func(p *person) {
		p.wrong(5)
		p.waits("The account may be locked", time.Second)
		p.picks("Ask the helpdesk") // there is a way on while one waits
		p.waits("Codes refused one after the other: 5", 0)
		p.press("<esc>")
		p.waits("The account may be locked", time.Second)
		began := time.Now()
		p.goes(done)
		if waited := time.Since(began); waited < 14*time.Minute {
			p.t.Errorf("waited for %s only", waited)
		}
	},
	"lock-30": func(p *person) {
		p.wrong(31)
		p.goes(done)
	},
	"no-lock": func(p *person) {
		p.wrong(7)
		p.picks("Try once more all the same")
		began := time.Now()
		p.goes(done)
		if waited := time.Since(began); waited > time.Minute {
			p.t.Errorf("waited for %s", waited)
		}
	},
	"clock": func(p *person) {
		p.goes("Every code would be refused")
		p.goes(done)
		p.waits("This clock is 90 s slow", 0)
	},
	"late-mail": func(p *person) {
		p.goes("The portal asks for the code")
		p.picks("RESET TOTP: what it does")
		p.waits("It makes no new key", time.Second)
		p.picks("Click RESET TOTP all the same")
		p.waits("The mail is expected at", time.Second)
		p.waits("The code in it has expired", 2*time.Minute)
		p.picks("Look into the inbox")
		p.waits("The inbox is empty as yet", time.Second)
		p.delivers()
		p.waits("The mail has come. The code in it expired", 16*time.Minute)
		p.waits("RESET TOTP", 0)
		p.press("<esc>")
		p.goes(done)
	},
	"disabled": func(p *person) {
		p.goes("Waiting for the barcode")
		p.goes(done)
		p.unseen("Switch TOTP on")
	},
	"lost-key": func(p *person) {
		p.goes("TOTP is on already")
		p.waits("Type a code from another device or app", 0)
		p.goes(done)
		p.met("Ask the helpdesk ")
	},
	"slow-network": func(p *person) {
		p.goes("Sign in The portal shows")
		p.press("<enter>")
		p.waits("Signing in … (2 s)", 5*time.Second)
		p.goes(done)
	},
	"failing-network": func(p *person) { p.goes(done) },
}

func TestEveryScenario(t *testing.T) {
	for _, s := range portal.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			play, ok := plays[s.Name]
			if !ok {
				t.Fatal("no test plays this scenario")
			}
			synctest.Test(t, func(t *testing.T) {
				p := sit(t, false, s.Name)
				p.press("p")
				play(p)
				if e := p.one(vault.Active); !e.Practice() || e.Enrolment.User != "penyedia.demo" {
					t.Errorf("active is %+v", e.Enrolment)
				}
				accounts, err := p.portal.Accounts(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range accounts {
					if a.User == "penyedia.demo" && (a.TOTP != portal.TOTPOn || a.Failures != 0) {
						t.Errorf("the portal has %+v", a)
					}
				}
				p.picks("To my codes")
				p.waits("penyedia.demo · ◇ practice", time.Second)
			})
		})
	}
	for name := range plays {
		if _, _, err := portal.ParseScenarios([]string{name}); err != nil {
			t.Errorf("%s is played but not there: %v", name, err)
		}
	}
}

// met checks that pages were on the way.
func (p *person) met(titles ...string) {
	p.t.Helper()
	for _, title := range titles {
		if !p.seen[title] {
			p.t.Errorf("never met %q", title)
		}
	}
}

// unseen checks that a page was not.
func (p *person) unseen(title string) {
	p.t.Helper()
	if p.seen[title] {
		p.t.Errorf("met %q", title)
	}
}

// code is the pending key's for a moment so far from now.
func (p *person) code(from time.Duration) string {
	p.t.Helper()
	return strings.ReplaceAll(grouped(p.t, p.one(vault.Pending).Key, p.clock.Now().Add(from)), " ", "")
}

// wrong types codes that are none of the key's until so many were refused.
func (p *person) wrong(n int) {
	p.t.Helper()
	p.goes("The portal asks for the code")
	right, key := map[string]bool{}, p.one(vault.Pending).Key
	for step := -12; step <= 60; step++ {
		right[grouped(p.t, key, p.clock.Now().Add(time.Duration(step)*30*time.Second))] = true
	}
	for i, sent := 0, 0; sent < n; i++ {
		typed := fmt.Sprintf("%06d", 100+i)
		if right[typed[:3]+" "+typed[3:]] {
			continue
		}
		for !strings.Contains(p.reads(), "This code can be sent now") {
			time.Sleep(time.Second)
			p.settle()
		}
		p.press(typed + "<enter>")
		sent++
		p.waits(fmt.Sprintf("Refused so far, one after the other: %d", sent), 2*time.Second)
		if sent < n {
			p.press("<esc>")
		}
	}
}

// delivers carries the portal's mail into the inbox once it is due, as the
// postman does.
func (p *person) delivers() {
	ctx := p.t.Context()
	go func() {
		for range 20 * 60 {
			mails, err := p.portal.ClaimMail(ctx, p.clock.Now(), 10)
			for _, m := range mails {
				if err == nil {
					err = p.portal.Deliver(ctx, portal.Letter{At: p.clock.Now(), From: "spse@latihan.invalid", To: m.To, Subject: m.Subject, Body: m.Body})
				}
				_ = p.portal.MailSent(ctx, m.ID, err)
			}
			if err != nil {
				p.t.Error(err)
			}
			if len(mails) > 0 || err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	}()
}

// A first-time user who never saw the program: how many keys from the command
// to the portal's "Anda sudah berhasil login".
func TestKeysOfAFirstTimeUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := sit(t, true)
		p.waits("New vault", 0)
		p.press(password + "<tab>" + password + "<enter>")
		typed := len(password) * 2
		p.goes(done)
		t.Logf("from `sandi enroll` to %q: %d keys, %d of them the new vault's password typed twice; %s at the least, with a barcode that takes 3 s",
			done, p.keys, typed, time.Since(began).Round(time.Second))
		if rest := p.keys - typed; rest > 11 {
			t.Errorf("%d keys beside the password, want at most 11", rest)
		}
	})
}
