package tui_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/tui"
	"sandi/tui/theme"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// pipes runs the interface on pipes: what is written to keys is typed.
func pipes(t *testing.T, d tui.Deps, s tui.Start) (keys io.Writer, out *locked, result chan error) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	out = &locked{}
	d.In, d.Out = r, out
	result = make(chan error, 1)
	go func() { result <- tui.Run(t.Context(), d, s) }()
	return w, out, result
}

type locked struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func deps(t *testing.T) tui.Deps {
	t.Helper()
	dir := t.TempDir() + "/vault"
	v, err := vault.Create(dir, []byte(password), cheap)
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
	return tui.Deps{
		Store: store{dir}, Clock: clock.System{}, Clipboard: &clipboard{via: desktop.Via{Method: desktop.Native}},
		Lang: locale.EN, Environ: []string{"TERM=xterm-256color"},
		Measure: func(context.Context) clock.Measurement { return clock.Measurement{} },
	}
}

// begun waits until the interface has taken the screen.
func begun(t *testing.T, out *locked) {
	t.Helper()
	for range 6000 {
		if strings.Contains(out.String(), "\x1b[?1049h") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the interface does not begin")
}

func end(t *testing.T, result chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(time.Minute):
		t.Fatal("the interface does not end")
		return nil
	}
}

// The library would write everything typed and drawn into these files.
func TestNoTraceIsWritten(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TEA_TRACE", filepath.Join(dir, "trace"))
	t.Setenv("TEA_DEBUG", "1")
	t.Chdir(dir)
	keys, out, result := pipes(t, deps(t), tui.Start{})
	_, _ = io.WriteString(keys, "hunter2")
	begun(t, out)
	_, _ = io.WriteString(keys, "\x03")
	if err := end(t, result); !errors.Is(err, context.Canceled) {
		t.Errorf("leaving by ctrl+c: got %v, want %v", err, context.Canceled)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 0 {
		t.Errorf("files written: %v, %v", files, err)
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("the password was drawn")
	}
}

func TestTheTerminalIsRestored(t *testing.T) {
	keys, out, result := pipes(t, deps(t), tui.Start{})
	begun(t, out)
	_, _ = io.WriteString(keys, "\x03")
	if err := end(t, result); !errors.Is(err, context.Canceled) {
		t.Errorf("leaving by ctrl+c: got %v, want %v", err, context.Canceled)
	}
	written := out.String()
	for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?2004h", "\x1b[?2004l"}} {
		on, off := strings.LastIndex(written, pair[0]), strings.LastIndex(written, pair[1])
		if on < 0 || off < on {
			t.Errorf("%q at %d is not taken back by %q at %d", pair[0], on, pair[1], off)
		}
	}
}

// The goal needs a vault and its password is known: nothing is asked.
func TestAGivenPasswordMakesTheVaultOfAnEnrolment(t *testing.T) {
	d := deps(t)
	dir := t.TempDir() + "/new"
	d.Store = store{dir}
	given := []byte(password)
	keys, _, result := pipes(t, d, tui.Start{Goal: tui.Enroll, Password: given})
	var v *vault.Vault
	for start := time.Now(); v == nil && time.Since(start) < time.Minute; time.Sleep(10 * time.Millisecond) {
		v, _ = vault.Open(dir, []byte(password), cheap)
	}
	_, _ = io.WriteString(keys, "\x03")
	_ = end(t, result)
	if v == nil {
		t.Fatal("no vault was made")
	}
	v.Close()
	if string(given) == password {
		t.Error("the given password was not overwritten")
	}
}

func TestTheEndOfTheContextEndsTheInterface(t *testing.T) {
	d := deps(t)
	r, w, _ := os.Pipe()
	defer r.Close()
	defer w.Close()
	out := &locked{}
	d.In, d.Out = r, out
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- tui.Run(ctx, d, tui.Start{}) }()
	begun(t, out)
	cancel()
	if err := end(t, result); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(out.String(), "\x1b[?1049l") {
		t.Error("the alternate screen is not left")
	}
}

type panicking struct{ store }

func (panicking) Open(context.Context, []byte) (*vault.Vault, error) { panic("secret JBSWY3DP") }

func TestAPanicIsToldInASentence(t *testing.T) {
	d := deps(t)
	d.Store = panicking{d.Store.(store)}
	_, out, result := pipes(t, d, tui.Start{Password: []byte("x")})
	err := end(t, result)
	if !errors.Is(err, tui.ErrCrashed) {
		t.Fatalf("got %v", err)
	}
	for _, lang := range locale.Langs() {
		what, hint := locale.New(lang).Describe(err)
		for _, s := range []string{what, hint, err.Error(), out.String()} {
			if strings.Contains(s, "JBSWY3DP") || strings.Contains(s, "goroutine") {
				t.Errorf("%s tells the panic's value: %q", lang, s)
			}
		}
		if !strings.Contains(what, "run_test.go:") || hint == "" {
			t.Errorf("%s: %q, %q", lang, what, hint)
		}
	}
	if !strings.Contains(out.String(), "\x1b[?1049l") {
		t.Error("the alternate screen is not left")
	}
}

// A measurement panics in a batch of commands, which the library runs by
// itself.
func TestAPanicInABatchIsCaught(t *testing.T) {
	d := deps(t)
	d.Measure = func(context.Context) clock.Measurement { panic("secret") }
	_, _, result := pipes(t, d, tui.Start{})
	if err := end(t, result); !errors.Is(err, tui.ErrCrashed) {
		t.Errorf("got %v", err)
	}
}

func TestColours(t *testing.T) {
	for _, tt := range []struct {
		env     []string
		colour  bool
		profile colorprofile.Profile
	}{
		{[]string{"TERM=xterm-256color"}, true, colorprofile.ANSI256},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, true, colorprofile.TrueColor},
		{[]string{"TERM=xterm"}, true, colorprofile.ANSI},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1"}, false, colorprofile.ANSI256},
		{[]string{"TERM=xterm-256color", "NO_COLOR=yes"}, false, colorprofile.ANSI256},
		{[]string{"TERM=xterm", "NO_COLOR=0"}, false, colorprofile.ANSI256},
		{[]string{"TERM=xterm", "NO_COLOR="}, true, colorprofile.ANSI},
	} {
		if got := tui.WantsColour(tt.env); got != tt.colour {
			t.Errorf("%v: colours %v, want %v", tt.env, got, tt.colour)
		}
		if got := tui.Profile(tt.env); got != tt.profile {
			t.Errorf("%v: profile %v, want %v", tt.env, got, tt.profile)
		}
	}
	for value, want := range map[string]theme.Background{
		"15;0": theme.Dark, "12;8": theme.Dark, "0;15": theme.Light, "0;default;15": theme.Light, "0;7": theme.Light,
		"": theme.Unknown, "default;default": theme.Unknown,
	} {
		if got := tui.GuessBackground([]string{"COLORFGBG=" + value}); got != want {
			t.Errorf("COLORFGBG=%s: got %v, want %v", value, got, want)
		}
	}
}

// NO_COLOR takes the interface's colours, not the QR code's two.
func TestNoColourKeepsTheQRCodeReadable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		styled := func() string {
			p := probe{make(chan string, 1)}
			x.p.Send(p)
			return <-p.view
		}
		if view := styled(); strings.Contains(view, "38;") || strings.Contains(view, "48;") {
			t.Error("the codes are coloured")
		}
		x.press("er")
		if view := styled(); !strings.Contains(view, "48;5;231") {
			t.Error("the QR code has lost its colours")
		}
	})
}

// What comes back after a lock belongs to a vault that is closed.
func TestLateResultsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
			x.deps.Clipboard = slow{x.clip, held}
		})
		x.press("c")
		x.press("L")
		close(held)
		x.settle()
		x.shows("Your vault is locked")
		x.hides("Alfa")
		if x.clip.now() != "" {
			t.Error("a code that was copied during the lock stays on the clipboard")
		}
	})
}

type slow struct {
	*clipboard
	held chan struct{}
}

func (s slow) Copy(ctx context.Context, text string) (desktop.Via, error) {
	<-s.held
	return s.clipboard.Copy(ctx, text)
}

func TestThemeFollowsTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
			x.deps.Environ = []string{"TERM=xterm-256color"}
		})
		styled := func() string {
			p := probe{make(chan string, 1)}
			x.p.Send(p)
			return <-p.view
		}
		dark := styled()
		x.send(tea.BackgroundColorMsg{Color: white{}})
		if styled() == dark {
			t.Error("a light terminal is drawn like a dark one")
		}
	})
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

var _ *fault.Error = tui.ErrCrashed
