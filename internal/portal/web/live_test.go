package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"sandi/internal/portal"
)

// The live page shows what happens without a reload, can be paused, and leads
// an operator who is signed out elsewhere back to the sign-in.
func TestLivePageRenewsItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	v := newViewer(t, "live")
	v.operate(r)
	v.mark()
	b := r.browser(t)
	d := r.demo(t, portal.Penyedia)
	b.login(portal.Penyedia, d.User, d.Password)
	v.await("the sign-in on the live page", chromedp.WaitVisible(chromedp.CSS(`#attempts .badge.good`)))
	if !js[bool](v, `"old" in document.documentElement.dataset`) {
		t.Error("the page was loaded anew")
	}
	if js[bool](v, `document.activeElement !== document.body && document.activeElement.matches("#attempts *")`) {
		t.Error("the focus moved into the list")
	}
	v.click("[data-pause]")
	v.see(`[data-pause][aria-pressed="true"]`)
	count := `document.querySelectorAll("#attempts tr").length`
	before := js[int](v, count)
	b.post("/session/logout")
	v.run(chromedp.Sleep(3e9))
	if after := js[int](v, count); after != before {
		t.Errorf("a paused page goes on: %d rows, then %d", before, after)
	}
	v.click("[data-pause]")
	v.await("the logout on the live page", chromedp.WaitVisible(chromedp.CSS(`#attempts tr:nth-child(2)`)))
	r.clock.Advance(3 * 60 * 60 * 1e9) // the token has ended
	v.see("#key")
	v.quiet(r.URL)
}
