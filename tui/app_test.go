package tui_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// password opens every vault of these tests.
const password = "kuda baterai"

// cheap makes the key derivation of tests fast.
var cheap = vault.Options{WorkFactor: 10, Now: time.Now}

type store struct{ dir string }

func (s store) Exists() (bool, error) { return vault.Exists(s.dir) }
func (s store) Create(_ context.Context, p []byte) (*vault.Vault, error) {
	return vault.Create(s.dir, p, cheap)
}
func (s store) Open(_ context.Context, p []byte) (*vault.Vault, error) {
	return vault.Open(s.dir, p, cheap)
}

// wall is the test's clock: virtual time, whose hands a test moves.
type wall struct {
	by    atomic.Int64 // nanoseconds
	start time.Time
}

func (w *wall) move(d time.Duration) { w.by.Add(int64(d)) }

func (w *wall) Now() time.Time {
	return time.Now().Add(time.Duration(w.by.Load())).Round(0).In(tuitest.Zone)
}

func (w *wall) Sample() clock.Sample {
	return clock.Sample{Wall: w.Now(), Mono: time.Since(w.start)}
}

// clipboard remembers what was copied.
type clipboard struct {
	mu      sync.Mutex
	held    string
	cleared int
	via     desktop.Via
	err     error
}

func (c *clipboard) Copy(_ context.Context, text string) (desktop.Via, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.held = text
	}
	return c.via, c.err
}

func (c *clipboard) Clear(_ context.Context, ifStill string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleared++
	if c.held == ifStill {
		c.held = ""
	}
	return nil
}

func (c *clipboard) now() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held
}

// world is what a test gives to the interface and looks at afterwards.
type world struct {
	t     *testing.T
	dir   string
	clock *wall
	clip  *clipboard
	deps  tui.Deps
	p     *tea.Program
	done  chan struct{}
}

type probe struct{ view chan string }

// open starts the interface in a window over a vault with entries; no entries
// at all (nil) means no vault. It must run inside a synctest bubble.
func open(t *testing.T, w, h int, entries []vault.Entry, change func(*world, *tui.Start)) *world {
	t.Helper()
	x := &world{
		t: t, dir: t.TempDir() + "/vault", clock: &wall{start: time.Now()}, done: make(chan struct{}),
		clip: &clipboard{via: desktop.Via{Method: desktop.Native, Tool: "xclip", Verified: true}},
	}
	if entries != nil {
		v, err := vault.Create(x.dir, []byte(password), cheap)
		if err != nil {
			t.Fatal(err)
		}
		err = v.Update(t.Context(), func(tx *vault.Tx) error {
			for _, e := range entries {
				e.ID = ""
				if _, err := tx.Add(e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
	}
	x.deps = tui.Deps{
		Store: store{x.dir}, Clock: x.clock, Clipboard: x.clip, Lang: locale.EN,
		Environ: []string{"TERM=xterm-256color", "NO_COLOR=1"},
		Measure: func(context.Context) clock.Measurement { return clock.Measurement{} },
	}
	start := tui.Start{Password: []byte(password)}
	if entries == nil {
		start.Password = nil
	}
	if change != nil {
		change(x, &start)
	}
	ctx, cancel := context.WithCancel(t.Context())
	show := func(m tea.Model, msg tea.Msg) tea.Msg {
		if p, ok := msg.(probe); ok {
			p.view <- m.View().Content
			return nil
		}
		return msg
	}
	var a interface{ End() }
	x.p, a = tui.NewProgram(ctx, x.deps, start, entries != nil,
		tea.WithOutput(io.Discard), tea.WithWindowSize(w, h), tea.WithFilter(show))
	go func() {
		defer close(x.done)
		_, _ = x.p.Run()
		a.End()
	}()
	t.Cleanup(func() {
		x.p.Quit()
		<-x.done
		cancel()
		time.Sleep(2 * time.Second) // let the last tick expire
	})
	x.settle()
	return x
}

// settle waits until everything that was started has come to rest. File I/O
// and key derivation are real work, which synctest does not count as waiting.
func (x *world) settle() {
	for range 3 {
		synctest.Wait()
	}
}

func (x *world) press(keys string) {
	for _, msg := range tuitest.Keys(keys) {
		x.p.Send(msg)
		x.settle()
	}
}

func (x *world) send(msg tea.Msg) {
	x.p.Send(msg)
	x.settle()
}

func (x *world) view() string {
	p := probe{make(chan string, 1)}
	x.p.Send(p)
	return tuitest.Plain(<-p.view)
}

// shows checks that the window shows each text, wrapped or not.
func (x *world) shows(want ...string) {
	x.t.Helper()
	view := x.view()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(view, "│", " ")), " ")
	for _, s := range want {
		if !strings.Contains(view, s) && !strings.Contains(flat, s) {
			x.t.Errorf("want %q in\n%s", s, view)
		}
	}
}

func (x *world) hides(unwanted ...string) {
	x.t.Helper()
	view := x.view()
	for _, s := range unwanted {
		if strings.Contains(view, s) {
			x.t.Errorf("do not want %q in\n%s", s, view)
		}
	}
}

// disk returns the entries as another process finds them.
func (x *world) disk() []vault.Entry {
	x.t.Helper()
	v, err := vault.Open(x.dir, []byte(password), cheap)
	if err != nil {
		x.t.Fatal(err)
	}
	defer v.Close()
	return v.Entries()
}

func grouped(t *testing.T, k otp.Key, at time.Time) string {
	t.Helper()
	code, err := k.CodeAt(at)
	if err != nil {
		t.Fatal(err)
	}
	return code.Grouped()
}

func TestCodesChangeExactlyAtTheirBoundary(t *testing.T) {
	for _, offset := range []time.Duration{0, 1300 * time.Millisecond, -93700 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			e := tuitest.Entry("Alfa", "a")
			e.Key.Period = 7
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
				x.clock.move(450 * time.Millisecond)
				x.deps.Measure = func(context.Context) clock.Measurement {
					now := x.clock.Now()
					r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: offset, At: now}
					return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
				}
			})
			if offset != 0 {
				x.press("t")
				x.shows("◆")
			}
			for range 5 {
				code := x.clock.Now().Add(-offset)
				time.Sleep(e.Key.Remaining(code) - time.Millisecond)
				x.settle()
				before := x.clock.Now().Add(-offset)
				x.shows(grouped(t, e.Key, before), "1 s")
				time.Sleep(2 * time.Millisecond)
				x.settle()
				after := x.clock.Now().Add(-offset)
				if e.Key.Step(before) == e.Key.Step(after) {
					t.Fatal("the test did not cross a boundary")
				}
				x.shows(grouped(t, e.Key, after), "7 s")
			}
			if offset != 0 {
				x.press("t")
				x.hides("◆")
				x.shows(grouped(t, e.Key, x.clock.Now()))
			}
		})
	}
}

func TestUnlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Alfa", "a")
		x := open(t, 80, 24, []vault.Entry{e}, func(_ *world, s *tui.Start) { s.Password = nil })
		x.shows("Your vault is locked", "F1 help")
		x.press("wrong<enter>")
		x.hides("Alfa")
		what, _ := locale.New(locale.EN).Describe(vault.ErrWrongPassword)
		x.shows("✕ " + what)
		x.send(tea.PasteMsg{Content: password})
		x.press("<enter>")
		x.shows("Alfa", grouped(t, e.Key, x.clock.Now()))
	})
}

func TestLockBlanksAtOnce(t *testing.T) {
	for _, keys := range []string{"<ctrl+k>", "L", "e<ctrl+k>", "es<ctrl+k>", "/al<ctrl+k>", "a<ctrl+k>"} {
		synctest.Test(t, func(t *testing.T) {
			e := tuitest.Entry("Alfa", "a")
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.shows(grouped(t, e.Key, x.clock.Now()))
			x.press(keys)
			x.shows("Your vault is locked")
			x.hides("Alfa", grouped(t, e.Key, x.clock.Now()), e.Key.Secret.Grouped()[:9])
			time.Sleep(5 * time.Second)
			x.send(tea.PasteMsg{Content: password})
			x.press("<enter>")
			x.shows("Alfa")
		})
	}
}

func TestWelcomeCreatesAVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, nil, nil)
		x.shows("Welcome", "Bahasa Indonesia")
		x.press("<enter>" + password + "<tab>" + password + "<enter>")
		x.shows("Your vault is empty", "The vault is ready")
		if got := x.disk(); len(got) != 0 {
			t.Errorf("%d entries", len(got))
		}
	})
}

func TestPasteAddAndSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, nil)
		x.send(tea.PasteMsg{Content: "otpauth://totp/SPSE:andi?secret=JBSWY3DPEHPK3PXP&issuer=SPSE"})
		x.shows("Add an entry", "SPSE", "andi", "key read: 16 characters")
		x.press("<ctrl+s>")
		x.shows("1 entry", "SPSE", "saved in the vault")
		got := x.disk()
		if len(got) != 1 || got[0].Key.Secret.Base32() != "JBSWY3DPEHPK3PXP" || got[0].Status != vault.Active {
			t.Errorf("%d entries on disk", len(got))
		}
	})
}

func TestRemove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.press("ed<enter>")
		if n := len(x.disk()); n != 2 {
			t.Fatalf("Enter alone removed an entry: %d left", n)
		}
		x.press("d<right><enter>")
		x.shows("1 entry", "Beta")
		x.hides("Alfa")
		if n := len(x.disk()); n != 1 {
			t.Errorf("%d entries on disk", n)
		}
	})
}

func TestCounterIsSavedBeforeTheCodeIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Kunci", "vpn")
		e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 7
		want, _ := e.Key.CodeForCounter(7)
		x := open(t, 80, 24, []vault.Entry{e}, nil)
		x.hides(want.Grouped())
		x.press("n")
		x.shows(want.Grouped(), "#8")
		if got := x.disk()[0].Key.Counter; got != 8 {
			t.Errorf("counter on disk is %d", got)
		}
		next, _ := e.Key.CodeForCounter(8)
		x.press("n")
		x.shows(next.Grouped())
		x.press("<enter>")
		if got := x.clip.now(); got != next.Reveal() {
			t.Error("another code was copied than the one shown")
		}
	})
}

func TestClipboard(t *testing.T) {
	e := tuitest.Entry("Alfa", "a")
	t.Run("cleared after 30 s", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("c")
			if x.clip.now() == "" {
				t.Fatal("nothing copied")
			}
			x.shows("✓ Alfa: copied (xclip)")
			time.Sleep(28 * time.Second)
			x.settle()
			if x.clip.now() == "" {
				t.Error("cleared too early")
			}
			time.Sleep(4 * time.Second)
			x.settle()
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("cleared by locking", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("cL")
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("cleared by leaving", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("cq")
			<-x.done
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("a terminal cannot be verified", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
				x.clip.via = desktop.Via{Method: desktop.OSC52, Deferred: true}
			})
			x.press("c")
			x.shows("sent to your terminal (OSC 52)", "cannot be checked")
		})
	})
	t.Run("failure", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) { x.clip.err = errors.New("no clipboard here") })
			x.press("c")
			x.shows("✕ Not copied: no clipboard here")
		})
	})
}

func TestResizeToTinyAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, tuitest.Entries()[:1], nil)
		whole := x.view()
		for _, size := range []tea.WindowSizeMsg{{Width: 20, Height: 5}, {Width: 1, Height: 1}, {Width: 29, Height: 40}, {Width: 300, Height: 3}} {
			x.send(size)
			lines := strings.Split(strings.TrimSuffix(x.view(), "\n"), "\n")
			if len(lines) > size.Height {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			if size.Width >= 20 {
				x.shows("too small")
			}
			x.press("da")
		}
		x.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		if got := x.view(); got != whole {
			t.Errorf("after resizing back:\n%s\nwant\n%s", got, whole)
		}
	})
}

func TestAnotherProcessChangesTheVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		other, err := vault.Open(x.dir, []byte(password), cheap)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		err = other.Update(t.Context(), func(tx *vault.Tx) error {
			e := tuitest.Entry("Beta", "b")
			e.ID = ""
			_, err := tx.Add(e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		x.settle()
		x.shows("Alfa", "Beta", "2 entries")
	})
}

func TestClockIsMeasuredAtStartHourlyAndAfterAJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
			x.deps.Measure = func(context.Context) clock.Measurement {
				n++
				now := x.clock.Now()
				r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: -93 * time.Second, Uncertainty: 200 * time.Millisecond, At: now}
				return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
			}
		})
		if n != 1 {
			t.Errorf("%d measurements at start", n)
		}
		x.shows("93 s slow", "t corrected time")
		time.Sleep(time.Hour + 2*time.Second)
		x.settle()
		if n != 2 {
			t.Errorf("%d measurements after an hour", n)
		}
		x.press("t")
		x.shows("Your clock itself is unchanged", "◆")
		time.Sleep(8 * time.Second)
		x.settle()
		x.shows("codes use corrected time: +93 s by ntp.example")
		x.clock.move(10 * time.Minute)
		time.Sleep(2 * time.Second)
		x.settle()
		if n != 3 {
			t.Errorf("%d measurements after a jump", n)
		}
		x.hides("codes use corrected time")
		x.shows("was just moved")
	})
}

func TestLanguageAndHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		x.press("?")
		x.shows("On this screen", "Everywhere", "copy")
		x.press("<ctrl+l>")
		x.shows("Di layar ini", "salin")
		x.press("<esc>")
		x.shows("1 entri", "Alfa")
		x.press("/q?")
		x.shows("/ q?", "Tidak ada yang cocok")
	})
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			synctest.Test(t, func(t *testing.T) {
				x := open(t, size.Width, size.Height, tuitest.Entries()[:4], func(x *world, _ *tui.Start) {
					x.deps.Lang = lang
					x.deps.Measure = func(context.Context) clock.Measurement {
						now := x.clock.Now()
						r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: 93 * time.Second, Uncertainty: 200 * time.Millisecond, At: now}
						return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
					}
				})
				name := func(what string) string { return what + "-" + size.String() + "-" + string(lang) }
				tuitest.Golden(t, name("codes"), unbar(x.view()))
				x.press("?")
				tuitest.Golden(t, name("help"), unbar(x.view()))
			})
		}
	}
}

// unbar undoes tuitest.Plain, which view has applied already.
func unbar(view string) string {
	lines := strings.Split(strings.TrimSuffix(view, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(strings.TrimPrefix(line, "│"), "│")
	}
	return strings.Join(lines, "\n")
}

func TestNothingIsLostWhenSavingFails(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("runs as root: a directory without write permission does not stop it; the lock does")
	}
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, nil)
		x.press("aJBSWY3DPEHPK3PXP<tab>SPSE")
		if err := os.RemoveAll(x.dir); err != nil {
			t.Fatal(err)
		}
		x.press("<ctrl+s>")
		x.shows("✕", "SPSE", "Add an entry")
	})
}
