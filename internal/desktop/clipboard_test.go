package desktop_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sandi/internal/desktop"
)

const text = "123456"

// tools makes a directory of helper programs that keep their clipboard in a
// file, log their command lines, and behave as told.
func tools(t *testing.T, scripts map[string]string) (dir string, look func(string) (string, error)) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the helpers are shell scripts")
	}
	dir = t.TempDir()
	for name, body := range scripts {
		script := "#!/bin/sh\necho \"" + name + " $*\" >> " + dir + "/log\nboard=" + dir + "/board\n" + body + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func(name string) (string, error) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			return "", exec.ErrNotFound
		}
		return path, nil
	}
}

func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) string { return m[k] }
}

const (
	wlCopy  = `case "$1" in --clear) rm -f $board;; --sensitive) exit 1;; *) cat > $board;; esac` // before 2.3.0
	wlMark  = `case "$1" in --clear) rm -f $board;; --sensitive) cat > $board;; *) exit 1;; esac`
	wlPaste = `cat $board`
	xclip   = `case "$1" in -out) cat $board;; *) cat > $board;; esac`
	broken  = `cat >/dev/null; exit 1`
	hanging = `exec sleep 60`
	leaving = `cat > $board; sleep 60 &` // as xclip does: the copier returns, a server stays
)

func TestCopyChoosesTheWay(t *testing.T) {
	local, wayland := env("DISPLAY", ":0"), env("DISPLAY", ":0", "WAYLAND_DISPLAY", "wayland-0")
	for _, tt := range []struct {
		name    string
		goos    string
		env     func(string) string
		scripts map[string]string
		want    desktop.Via
	}{
		{"X11", "linux", local, map[string]string{"xclip": xclip}, desktop.Via{Method: desktop.Native, Tool: "xclip", Verified: true}},
		{"Wayland first", "linux", wayland, map[string]string{"xclip": xclip, "wl-copy": wlCopy, "wl-paste": wlPaste}, desktop.Via{Method: desktop.Native, Tool: "wl-copy", Verified: true}},
		{"Wayland with a mark", "linux", wayland, map[string]string{"wl-copy": wlMark, "wl-paste": wlPaste}, desktop.Via{Method: desktop.Native, Tool: "wl-copy", Verified: true, Hidden: true}},
		{"half of a pair is not enough", "linux", wayland, map[string]string{"wl-copy": wlCopy, "xclip": xclip}, desktop.Via{Method: desktop.Native, Tool: "xclip", Verified: true}},
		{"macOS", "darwin", env(), map[string]string{"pbcopy": wlCopy, "pbpaste": wlPaste}, desktop.Via{Method: desktop.Native, Tool: "pbcopy", Verified: true}},
		{"a broken tool", "linux", wayland, map[string]string{"wl-copy": broken, "wl-paste": wlPaste, "xclip": xclip}, desktop.Via{Method: desktop.Native, Tool: "xclip", Verified: true}},
		{"a hanging tool", "linux", local, map[string]string{"xclip": hanging}, desktop.Via{Method: desktop.OSC52}},
		{"a tool that stays behind", "linux", local, map[string]string{"xsel": `case "$1" in --output) cat $board;; *) ` + leaving + `;; esac`}, desktop.Via{Method: desktop.Native, Tool: "xsel", Verified: true}},
		{"a paster that stays behind", "linux", wayland, map[string]string{"wl-copy": wlCopy, "wl-paste": "cat $board; sleep 60 &"}, desktop.Via{Method: desktop.Native, Tool: "wl-copy", Verified: true}},
		{"reading back gives something else", "linux", wayland, map[string]string{"wl-copy": wlCopy, "wl-paste": "echo other"}, desktop.Via{Method: desktop.Native, Tool: "wl-copy"}},
		{"over SSH the desktop is elsewhere", "linux", env("DISPLAY", "localhost:10.0", "SSH_TTY", "/dev/pts/1"), map[string]string{"xclip": xclip}, desktop.Via{Method: desktop.OSC52}},
		{"macOS over SSH", "darwin", env("SSH_CONNECTION", "1 2 3 4"), map[string]string{"pbcopy": wlCopy, "pbpaste": wlPaste}, desktop.Via{Method: desktop.OSC52}},
		{"tmux", "linux", env("TMUX", "/tmp/t,1,0", "SSH_TTY", "x"), map[string]string{"tmux": `case "$1" in load-buffer) cat > $board;; list-buffers) echo buffer0;; show-buffer) cat $board;; esac`}, desktop.Via{Method: desktop.Tmux, Tool: "tmux"}},
		{"a tmux that cannot", "linux", env("TMUX", "/tmp/t,1,0"), map[string]string{"tmux": broken}, desktop.Via{Method: desktop.OSC52}},
		{"no display", "linux", env(), map[string]string{"xclip": xclip}, desktop.Via{Method: desktop.OSC52}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir, look := tools(t, tt.scripts)
			var terminal bytes.Buffer
			c := desktop.New(desktop.Options{GOOS: tt.goos, Getenv: tt.env, Look: look, Terminal: &terminal, Timeout: 2 * time.Second})
			start := time.Now()
			got, err := c.Copy(context.Background(), text)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			wantTerminal := ""
			if tt.want.Method == desktop.OSC52 {
				wantTerminal = "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
			}
			if got := terminal.String(); got != wantTerminal {
				t.Errorf("the terminal got %q, want %q", got, wantTerminal)
			}
			if log, _ := os.ReadFile(filepath.Join(dir, "log")); strings.Contains(string(log), text) {
				t.Errorf("the text is on a command line: %s", log)
			}
		})
	}
}

func TestCopyLeavesTheTerminalToItsOwner(t *testing.T) {
	via, err := desktop.New(desktop.Options{GOOS: "linux", Getenv: env(), Defer: true}).Copy(context.Background(), text)
	if want := (desktop.Via{Method: desktop.OSC52, Deferred: true}); err != nil || via != want {
		t.Errorf("got %+v, %v, want %+v", via, err, want)
	}
}

func TestCopyWithoutAnyWay(t *testing.T) {
	var terminal bytes.Buffer
	for name, o := range map[string]desktop.Options{
		"no terminal":     {GOOS: "linux", Getenv: env()},
		"a dumb terminal": {GOOS: "linux", Getenv: env("TERM", "dumb"), Terminal: &terminal},
		"a closed one":    {GOOS: "linux", Getenv: env(), Terminal: closed{}},
	} {
		if _, err := desktop.New(o).Copy(context.Background(), text); !errors.Is(err, desktop.ErrNoClipboard) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if terminal.Len() > 0 {
		t.Errorf("a dumb terminal got %q", terminal.String())
	}
	_, err := desktop.New(desktop.Options{GOOS: "linux", Getenv: env(), Defer: true}).Copy(context.Background(), strings.Repeat("x", 1<<20))
	if !errors.Is(err, desktop.ErrTooLong) {
		t.Errorf("a long text: got %v", err)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestClearOnlyWhatIsStillThere(t *testing.T) {
	for _, tt := range []struct {
		name, now string // what is on the clipboard when Clear is called
		want      string
	}{
		{"unchanged", text, ""},
		{"somebody copied since", "something else", "something else"},
		{"longer by the same beginning", text + "7", text + "7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, look := tools(t, map[string]string{"xclip": xclip})
			c := desktop.New(desktop.Options{GOOS: "linux", Getenv: env("DISPLAY", ":0"), Look: look})
			if _, err := c.Copy(context.Background(), text); err != nil {
				t.Fatal(err)
			}
			board := filepath.Join(dir, "board")
			if err := os.WriteFile(board, []byte(tt.now), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.Clear(context.Background(), text); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(board); string(got) != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClearSaysWhenItCannotKnow(t *testing.T) {
	_, look := tools(t, map[string]string{"wl-copy": wlCopy, "wl-paste": broken})
	for name, getenv := range map[string]func(string) string{"terminal": env(), "unreadable": env("WAYLAND_DISPLAY", "w")} {
		c := desktop.New(desktop.Options{GOOS: "linux", Getenv: getenv, Look: look, Defer: true})
		if err := c.Clear(context.Background(), text); !errors.Is(err, desktop.ErrCannotClear) {
			t.Errorf("%s: got %v, want ErrCannotClear", name, err)
		}
	}
}

func TestCancelledCopy(t *testing.T) {
	_, look := tools(t, map[string]string{"xclip": hanging})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	var terminal bytes.Buffer
	_, err := desktop.New(desktop.Options{GOOS: "linux", Getenv: env("DISPLAY", ":0"), Look: look, Terminal: &terminal}).Copy(ctx, text)
	if !errors.Is(err, context.DeadlineExceeded) || terminal.Len() > 0 {
		t.Errorf("got %v, terminal %q", err, terminal.String())
	}
}
