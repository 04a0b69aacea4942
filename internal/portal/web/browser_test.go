package web_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"sandi/internal/otpauth"
	"sandi/internal/portal"
)

var shots = flag.String("shots", "", "directory for pictures of every page, in both sizes and schemes")

// chromium starts a headless browser and returns the context that drives it. CI
// must have one; elsewhere its absence skips the test.
func chromium(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if ci, _ := strconv.ParseBool(os.Getenv("CI")); ci {
			t.Fatal("chromium is missing (Debian: chromium)")
		}
		t.Skip("chromium is not installed")
	}
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", false),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts the browser
		t.Fatal(err)
	}
	// The whole flow takes seconds; a browser that hangs fails with a message.
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx
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
	v := &viewer{t: t, ctx: chromium(t), name: name}
	if err := chromedp.Listen(v.ctx, func(ev any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			v.fetched = append(v.fetched, ev.Request.URL)
		case *log.EventEntryAdded:
			if !strings.Contains(ev.Entry.Text, "422") { // the status of a page that refuses what was typed
				v.faults = append(v.faults, ev.Entry.Text)
			}
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

// at waits for the page of a state, and for its style.
func (v *viewer) at(state portal.State) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, visible(`body[data-state="`+string(state)+`"] main h1`)); err != nil {
		v.t.Fatalf("never came to %s, but to %s: %v", state, js[string](v, `document.body.dataset.state`), err)
	}
}

func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

// tabTo moves the focus with the Tab key until it is on what the selector
// names, as somebody without a mouse does.
func (v *viewer) tabTo(selector string) {
	v.t.Helper()
	var path []string
	for range 30 {
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
	ctx, cancel := context.WithTimeout(v.ctx, 2*time.Second)
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

// inspect checks what must hold on every page.
func (v *viewer) inspect(page string) {
	v.t.Helper()
	v.named(page)
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"zoomed", 320, 256}, {"phone", 360, 740}, {"projector", 1280, 800}} {
		v.run(chromedp.EmulateViewport(size.width, size.height))
		if over := js[int](v, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			v.t.Errorf("%s: %d pixels too wide for %d", page, over, size.width)
		}
		if *shots == "" {
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			v.scheme(scheme)
			b := ask(v, chromedp.FullScreenshot(100))
			file := filepath.Join(*shots, fmt.Sprintf("%s-%s-%s-%s.png", v.name, page, size.name, scheme))
			if err := os.WriteFile(file, b, 0o600); err != nil {
				v.t.Fatal(err)
			}
		}
		v.scheme("light")
	}
}

func (v *viewer) scheme(name string) {
	v.t.Helper()
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// named checks that everything in the accessibility tree that a person can act
// on or that shows something has a name, and that the landmarks are there.
func (v *viewer) named(page string) {
	v.t.Helper()
	nodes := call(v, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	need := []string{"button", "link", "textbox", "image", "progressbar", "navigation", "complementary", "checkbox"}
	seen := map[string]int{}
	for _, n := range nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		seen[role]++
		name := ""
		if n.Name != nil {
			name = strings.Trim(string(n.Name.Value), `" `)
		}
		if slices.Contains(need, role) && name == "" {
			v.t.Errorf("%s: a %s has no name", page, role)
		}
	}
	for _, landmark := range []string{"main", "banner", "contentinfo", "navigation"} {
		if seen[landmark] != 1 {
			v.t.Errorf("%s: %d of landmark %s, want 1", page, seen[landmark], landmark)
		}
	}
	if seen["heading"] == 0 {
		v.t.Errorf("%s: no heading", page)
	}
}

// readBarcode looks at the screen and reads the barcode, as a phone would.
func (v *viewer) readBarcode() string {
	v.t.Helper()
	img, err := png.Decode(bytes.NewReader(ask(v, chromedp.CaptureScreenshot())))
	if err != nil {
		v.t.Fatal(err)
	}
	return decodeQR(v.t, img)
}

func decodeQR(t *testing.T, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	res, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no barcode can be read on the screen: %v", err)
	}
	return res.GetText()
}

// fixedRig is a portal with a fixed source of randomness: the barcode is the
// same at every run, since a reader that fails on one code in some hundreds
// would make the test fail by chance.
func fixedRig(t *testing.T, barcodeDelay time.Duration) *rig {
	t.Helper()
	return newRig(t, func(o *portal.Options) {
		o.Rand, o.BarcodeDelay = rand.NewChaCha8([32]byte{}), barcodeDelay
	})
}

// The whole flow in a real browser, with the keyboard alone, in both languages.
func TestKeyboardAloneInABrowser(t *testing.T) {
	for lang, delay := range map[string]time.Duration{
		"id": time.Second,      // the barcode comes by itself
		"en": 90 * time.Second, // the person reloads the page
	} {
		t.Run(lang, func(t *testing.T) {
			r := fixedRig(t, delay)
			v := newViewer(t, lang)
			d := r.demo(t, portal.Penyedia)

			v.run(chromedp.Navigate(r.URL + "/?lang=" + lang))
			v.at(portal.Home)
			v.inspect("home")
			v.press(`a[href="/login/penyedia"]`)

			v.at(portal.Login)
			v.inspect("login")
			v.typeInto("#user_id", d.User)
			v.typeInto("#password", "not it")
			v.run(chromedp.KeyEvent(kb.Enter))
			v.run(visible(`[role=alert]`))
			v.inspect("login-refused")
			v.typeInto("#password", d.Password)
			v.press(`main form button`)

			v.at(portal.InUnprotected)
			v.inspect("menu")
			v.press(`form[action="/session/enable"] button`)

			v.at(portal.EnablingWait)
			if delay > time.Minute {
				v.inspect("wait")
			}
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
			v.inspect("barcode")
			v.press(`form[action="/session/logout"] button`)

			v.at(portal.Home)
			v.inspect("home-enrolled")
			v.press(`a[href="/login/penyedia"]`)
			v.at(portal.Login)
			v.typeInto("#user_id", d.User)
			v.typeInto("#password", d.Password)
			v.run(chromedp.KeyEvent(kb.Enter))

			v.at(portal.TOTPPrompt)
			v.inspect("prompt")
			v.typeInto("#code", "00 00")
			v.run(chromedp.KeyEvent(kb.Enter))
			v.run(visible(`[role=alert]`))
			v.inspect("prompt-refused")
			code := r.code(t, key)
			v.typeInto("#code", code[:3]+" "+code[3:])
			v.run(chromedp.KeyEvent(kb.Enter))

			v.at(portal.InProtected)
			if got, want := ask(v, chromedp.Text(chromedp.CSS("h1"))), "Anda sudah berhasil login"; got != want {
				t.Errorf("heading: got %q, want %q", got, want)
			}
			v.inspect("protected")
			v.press(`a[href="/session/disable"]`)
			v.run(visible(`form[action="/session/disable"]`))
			v.inspect("disable")
			v.press(`form[action="/session/disable"] button`)
			v.at(portal.Disabled)
			v.inspect("disabled")

			v.mu.Lock()
			defer v.mu.Unlock()
			for _, u := range v.fetched {
				if !strings.HasPrefix(u, r.URL+"/") && !strings.HasPrefix(u, "data:image/png;base64,") {
					t.Errorf("the pages fetch %.80s", u)
				}
			}
			if len(v.fetched) < 10 {
				t.Errorf("only %d requests were seen", len(v.fetched))
			}
			for _, f := range v.faults {
				t.Errorf("the browser reports: %s", f)
			}
		})
	}
}
