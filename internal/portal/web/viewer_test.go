package web_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sandi/internal/portal"
)

var shots = flag.String("shots", "", "directory for pictures of every page, in all sizes and both schemes")

// chromium is the one browser of this package's tests. Each viewer has a
// profile of its own in it.
var chromium struct {
	once    sync.Once
	ctx     context.Context
	missing bool
	err     error
	close   []func()
}

func TestMain(m *testing.M) {
	status := m.Run()
	for _, f := range slices.Backward(chromium.close) {
		f()
	}
	if n := axeRuns.Load(); n > 0 {
		fmt.Printf("axe: %d runs, %d elements checked, %d violations\n", n, axeChecks.Load(), axeViolations.Load())
	}
	os.Exit(status)
}

// start starts the browser. CI must have one; elsewhere its absence skips the
// test.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	chromium.once.Do(func() {
		var path string
		for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
			if found, err := exec.LookPath(name); err == nil {
				path = found
				break
			}
		}
		if path == "" {
			chromium.missing = true
			return
		}
		var profile string
		if profile, chromium.err = os.MkdirTemp("", "portal-chromium-"); chromium.err != nil {
			return
		}
		options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
			chromedp.ExecPath(path),
			chromedp.UserDataDir(profile),
			chromedp.Flag("disable-gpu", true),
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("hide-scrollbars", false),
		)
		if os.Geteuid() == 0 {
			options = append(options, chromedp.NoSandbox)
		}
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, quit := chromedp.NewContext(allocator)
		chromium.close = append(chromium.close, func() { _ = os.RemoveAll(profile) }, stop, quit)
		chromium.ctx, chromium.err = ctx, chromedp.Do(ctx)
	})
	if chromium.missing {
		if ci, _ := strconv.ParseBool(os.Getenv("CI")); ci {
			t.Fatal("chromium is missing (Debian: chromium)")
		}
		t.Skip("chromium is not installed")
	}
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	return chromium.ctx
}

// viewer is a person at a browser: keys, eyes, and a list of what was fetched.
type viewer struct {
	t    *testing.T
	ctx  context.Context
	name string // of the pictures

	mu      sync.Mutex
	fetched []string
	faults  []string // what the browser's console reports
}

func newViewer(t *testing.T, name string) *viewer {
	t.Helper()
	ctx, quit := chromedp.NewContext(startChromium(t), chromedp.WithNewBrowserContext())
	t.Cleanup(quit)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	// A flow takes seconds; a page that hangs fails with a message.
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	v := &viewer{t: t, ctx: ctx, name: name}
	if err := chromedp.Listen(v.ctx, func(ev any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			v.fetched = append(v.fetched, ev.Request.URL)
		case *log.EventEntryAdded:
			v.faults = append(v.faults, ev.Entry.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	call(v, network.Enable, network.EnableParams{})
	call(v, log.Enable, cdp.Empty{})
	call(v, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	v.run(chromedp.EmulateViewport(1280, 800))
	return v
}

// call sends a command of the DevTools protocol.
func call[P, R any](v *viewer, command cdp.Command[P, R], params P) R {
	v.t.Helper()
	r, err := chromedp.Call(v.ctx, command, params)
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

// ask runs an action and returns its value.
func ask[T any](v *viewer, action chromedp.Action[T]) T {
	v.t.Helper()
	r, err := chromedp.Run(v.ctx, action)
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

// js evaluates an expression in the page.
func js[T any](v *viewer, expression string) T {
	v.t.Helper()
	return ask(v, chromedp.Evaluate[T](expression))
}

func (v *viewer) run(actions ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, actions...); err != nil {
		v.t.Fatal(err)
	}
}

// await runs an action that waits for something, for at most 90 s.
func (v *viewer) await(what string, action chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 90*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		v.t.Fatalf("never came to %s, but to %q: %v", what, js[string](v, `document.location.pathname + " " + document.body.dataset.state + " " + document.querySelector("h1")?.innerText`), err)
	}
}

// at waits for the page of a state, and for its style.
func (v *viewer) at(state portal.State) {
	v.t.Helper()
	v.await(string(state), visible(`body[data-state="`+string(state)+`"] main h1`))
}

// see waits until something can be seen.
func (v *viewer) see(selector string) {
	v.t.Helper()
	v.await(selector, visible(selector))
}

func (v *viewer) open(url string) {
	v.t.Helper()
	v.run(chromedp.Navigate(url))
}

// click clicks on what the selector names.
func (v *viewer) click(selector string) {
	v.t.Helper()
	v.await(selector, chromedp.Click(chromedp.CSS(selector)))
}

// text returns the text that can be seen of what the selector names.
func (v *viewer) text(selector string) string {
	v.t.Helper()
	v.see(selector)
	return ask(v, chromedp.Text(chromedp.CSS(selector)))
}

// fill replaces what a field holds.
func (v *viewer) fill(selector, text string) {
	v.t.Helper()
	v.await(selector, chromedp.SetValue(chromedp.CSS(selector), text))
}

func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

// tabTo moves the focus with the Tab key until it is on what the selector
// names, as somebody without a mouse does.
func (v *viewer) tabTo(selector string) {
	v.t.Helper()
	var path []string
	for range 40 {
		if js[bool](v, `document.activeElement.matches(`+strconv.Quote(selector)+`)`) {
			v.mustShowFocus(selector)
			return
		}
		path = append(path, js[string](v, `document.activeElement.outerHTML.slice(0, 60)`))
		v.run(chromedp.KeyEvent(kb.Tab))
	}
	v.t.Fatalf("Tab never reaches %s:\n%s", selector, strings.Join(path, "\n"))
}

func (v *viewer) mustShowFocus(selector string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 20*time.Second)
	defer cancel()
	seen := chromedp.Poll[bool](`getComputedStyle(document.activeElement).outlineStyle === "solid"`)
	if _, err := chromedp.Run(ctx, seen); err != nil {
		v.t.Errorf("the focus on %s cannot be seen: %v", selector, err)
	}
}

func (v *viewer) press(selector string) {
	v.t.Helper()
	v.tabTo(selector)
	v.run(chromedp.KeyEvent(kb.Enter))
}

func (v *viewer) typeInto(selector, text string) {
	v.t.Helper()
	v.tabTo(selector)
	v.run(chromedp.KeyEvent(text))
}

func (v *viewer) scheme(name string) {
	v.t.Helper()
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// windows are those in which every page must work. The projector has the
// resolution of the usual old one, and its browser large type.
var windows = []window{
	{"zoomed", 320, 256, 16}, // a desktop at 400 %, as WCAG 1.4.10 asks
	{"phone", 360, 740, 16},
	{"desktop", 1280, 800, 16},
	{"projector", 1024, 768, 24},
}

// window is a window of a browser.
type window struct {
	name          string
	width, height int64
	letters       int64 // the browser's usual size of letters, in pixels
}

// inspect checks what must hold on every page, in every size and scheme.
func (v *viewer) inspect(name string) {
	v.t.Helper()
	v.named(name)
	for _, w := range windows {
		v.resize(w, w.height)
		if over := js[int](v, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			v.t.Errorf("%s: %d pixels too wide for %s: %s", name, over, w.name, js[string](v, widest))
		}
		if cut := js[string](v, clipped); cut != "" {
			v.t.Errorf("%s: cut off on %s: %s", name, w.name, cut)
		}
		if w.name == "zoomed" { // the rest is as on a phone
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			v.scheme(scheme)
			v.axe(fmt.Sprintf("%s, %s, %s, %s", v.name, name, w.name, scheme))
			v.picture(w, name, scheme)
		}
		v.scheme("light")
	}
	v.resize(window{"", 1280, 800, 16}, 800)
}

// resize gives the browser a size, and what sizes change along with.
func (v *viewer) resize(w window, height int64) {
	v.t.Helper()
	if w.name == "phone" {
		v.run(chromedp.EmulateViewport(w.width, height, chromedp.EmulateMobile))
	} else {
		v.run(chromedp.EmulateViewport(w.width, height))
	}
	call(v, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: w.letters}})
}

// widest names what sticks out to the right.
const widest = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 3).join(" | ")`

// clipped names what is cut off at its own edge without a way to scroll there.
const clipped = `[...document.querySelectorAll("body *")].filter(e => {
	const s = getComputedStyle(e);
	return s.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
}).map(e => e.outerHTML.slice(0, 80)).slice(0, 3).join(" | ")`

// picture keeps what the whole page looks like, where -shots asks for it.
func (v *viewer) picture(w window, name, scheme string) {
	v.t.Helper()
	if *shots == "" {
		return
	}
	v.resize(w, max(w.height, js[int64](v, `document.documentElement.scrollHeight`)))
	b := ask(v, chromedp.CaptureScreenshot())
	v.resize(w, w.height)
	file := filepath.Join(*shots, fmt.Sprintf("%s-%s-%s-%s.png", v.name, name, w.name, scheme))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		v.t.Fatal(err)
	}
}

// quiet fails the test if the pages fetched anything foreign or the browser had
// to complain: about a policy that was broken, say. A status that the test
// meant to get is no complaint.
func (v *viewer) quiet(base string) {
	v.t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, u := range v.fetched {
		if !strings.HasPrefix(u, base+"/") && !strings.HasPrefix(u, "data:image/png;base64,") {
			v.t.Errorf("the pages fetch %.80s", u)
		}
	}
	for _, f := range v.faults {
		switch {
		case strings.HasPrefix(f, "Failed to load resource: the server responded with a status of "):
		case strings.HasPrefix(f, "Autofocus processing was blocked"): // the test was faster
		default:
			v.t.Errorf("the browser reports: %s", f)
		}
	}
}
