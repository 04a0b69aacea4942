package tui_test

import (
	"context"
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
	by     atomic.Int64 // nanoseconds
	asleep atomic.Int64 // nanoseconds
	start  time.Time
}

func (w *wall) move(d time.Duration) { w.by.Add(int64(d)) }

// sleep suspends the computer.
func (w *wall) sleep(d time.Duration) {
	w.by.Add(int64(d))
	w.asleep.Add(int64(d))
}

func (w *wall) Now() time.Time {
	return time.Now().Add(time.Duration(w.by.Load())).Round(0).In(tuitest.Zone)
}

func (w *wall) Sample() clock.Sample {
	passed := time.Since(w.start)
	return clock.Sample{Wall: w.Now(), Mono: passed, Boot: passed + time.Duration(w.asleep.Load())}
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
	out   *locked // what went to the terminal
}

type probe struct{ view chan string }

// open starts the interface in a window over a vault with entries; no entries
// at all (nil) means no vault. It must run inside a synctest bubble.
func open(t *testing.T, w, h int, entries []vault.Entry, change func(*world, *tui.Start)) *world {
	t.Helper()
	x := &world{
		t: t, dir: t.TempDir() + "/vault", clock: &wall{start: time.Now()}, done: make(chan struct{}), out: &locked{},
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
		tea.WithOutput(x.out), tea.WithWindowSize(w, h), tea.WithFilter(show))
	go func() {
		defer close(x.done)
		_, _ = x.p.Run()
		a.End()
	}()
	t.Cleanup(func() {
		x.p.Quit()
		<-x.done
		cancel()
		time.Sleep(5 * time.Second) // let the last tick and the last sweep expire
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
		if !strings.Contains(strings.ReplaceAll(view, "│", ""), s) && !strings.Contains(flat, s) {
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
