package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

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
