package web_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sandi/internal/otpauth"
	"sandi/internal/portal"
)

// The whole flow in a real browser, with the keyboard alone, in both languages.
func TestKeyboardAloneInABrowser(t *testing.T) {
	for lang, delay := range map[string]time.Duration{
		"id": time.Second,      // the barcode comes by itself
		"en": 90 * time.Second, // the person reloads the page
	} {
		t.Run(lang, func(t *testing.T) {
			r := steadyRig(t, 0, func(o *portal.Options) { o.BarcodeDelay = delay })
			v := newViewer(t, lang)
			d := r.demo(t, portal.Penyedia)

			v.run(chromedp.Navigate(r.URL + "/?lang=" + lang))
			v.at(portal.Home)
			v.press(`a[href="/login/penyedia"]`)

			v.at(portal.Login)
			v.typeInto("#user_id", d.User)
			v.typeInto("#password", "not it")
			v.run(chromedp.KeyEvent(kb.Enter))
			v.run(visible(`[role=alert]`))
			v.typeInto("#password", d.Password)
			v.press(`main form button`)

			v.at(portal.InUnprotected)
			v.press(`form[action="/session/enable"] button`)

			v.at(portal.EnablingWait)
			r.clock.Advance(delay)
			if delay > time.Minute {
				v.press(`a[href="/session"]`)
			}
			v.at(portal.KeyShown)
			uri := v.readBarcode()
			v.scheme("dark")
			if v.readBarcode() != uri {
				t.Error("the barcode reads differently on the dark page")
			}
			v.scheme("light")
			key, err := otpauth.Parse(uri)
			if err != nil {
				t.Fatal(err)
			}
			if shown := ask(v, chromedp.Text(chromedp.CSS(".secret"))); shown != key.Secret.Grouped() {
				t.Error("barcode and Secret Key are different keys")
			}
			v.press(`form[action="/session/logout"] button`)

			v.at(portal.Home)
			v.press(`a[href="/login/penyedia"]`)
			v.at(portal.Login)
			v.typeInto("#user_id", d.User)
			v.typeInto("#password", d.Password)
			v.run(chromedp.KeyEvent(kb.Enter))

			v.at(portal.TOTPPrompt)
			v.typeInto("#code", "00 00")
			v.run(chromedp.KeyEvent(kb.Enter))
			v.run(visible(`[role=alert]`))
			code := r.code(t, key)
			v.typeInto("#code", code[:3]+" "+code[3:])
			v.run(chromedp.KeyEvent(kb.Enter))

			v.at(portal.InProtected)
			if got, want := ask(v, chromedp.Text(chromedp.CSS("h1"))), "Anda sudah berhasil login"; got != want {
				t.Errorf("heading: got %q, want %q", got, want)
			}
			v.press(`a[href="/session/disable"]`)
			v.run(visible(`form[action="/session/disable"]`))
			v.press(`form[action="/session/disable"] button`)
			v.at(portal.Disabled)

			v.quiet(r.URL)
		})
	}
}
