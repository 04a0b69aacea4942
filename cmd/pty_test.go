//go:build linux || darwin

package cmd_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// seat is a person's seat: a program on a pseudo-terminal, what the terminal
// shows, and everything that was ever written to it.
type seat struct {
	t    *testing.T
	cmd  *exec.Cmd
	ptmx *os.File
	tty  *os.File
	vt   vt10x.Terminal
	mu   sync.Mutex
	raw  bytes.Buffer
	end  chan error
	all  chan struct{} // closed when everything that was written has been read
}

func sit(t *testing.T, env []string, args ...string) *seat {
	t.Helper()
	return sitBefore(t, &pty.Winsize{Rows: 24, Cols: 80}, env, args...)
}

func sitBefore(t *testing.T, window *pty.Winsize, env []string, args ...string) *seat {
	t.Helper()
	path, err := exec.LookPath("sandi") // put there by testscript.Main
	if err != nil {
		t.Fatal(err)
	}
	return sitAt(t, path, window, env, args...)
}

// sitAt sits before another program.
func sitAt(t *testing.T, path string, window *pty.Winsize, env []string, args ...string) *seat {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if err := pty.Setsize(ptmx, window); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	c := exec.CommandContext(ctx, path, args...)
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=xterm-256color", "SANDI_LANG=en"}, env...)
	c.Stdin, c.Stdout, c.Stderr = tty, tty, tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	s := &seat{t: t, cmd: c, ptmx: ptmx, tty: tty, vt: vt10x.New(vt10x.WithSize(int(window.Cols), int(window.Rows))), end: make(chan error, 1), all: make(chan struct{})}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	go func() { s.end <- c.Wait() }()
	t.Cleanup(func() {
		cancel()
		_ = tty.Close()
		_ = ptmx.Close()
	})
	return s
}

func (s *seat) read() {
	defer close(s.all)
	buf := make([]byte, 4096)
	for {
		n, err := s.ptmx.Read(buf)
		s.mu.Lock()
		s.raw.Write(buf[:n])
		_, _ = s.vt.Write(buf[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// screen returns what the terminal shows now.
func (s *seat) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vt.String()
}

// everything returns all bytes that were written to the terminal.
func (s *seat) everything() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// sees waits until the screen shows the pattern.
func (s *seat) sees(pattern string) {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if re.MatchString(s.screen()) {
			return
		}
	}
	s.t.Fatalf("the screen never showed %q but:\n%s", pattern, s.screen())
}

func (s *seat) types(keys string) {
	s.t.Helper()
	if _, err := s.ptmx.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program and returns its exit code. The terminal must be
// as it was at the start.
func (s *seat) ends(before *term.State) int {
	s.t.Helper()
	var err error
	select {
	case err = <-s.end:
	case <-time.After(time.Minute):
		s.t.Fatalf("the program does not end; the screen shows:\n%s", s.screen())
	}
	after, stateErr := term.GetState(int(s.tty.Fd()))
	if stateErr != nil {
		s.t.Fatal(stateErr)
	}
	if *after != *before {
		s.t.Error("the terminal's mode is not restored")
	}
	// The program's last words are still on their way: with the other side
	// closed, reading ends after them.
	_ = s.tty.Close()
	select {
	case <-s.all:
	case <-time.After(time.Minute):
		s.t.Fatal("the terminal is never read to its end")
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return 0
}

func (s *seat) state() *term.State {
	s.t.Helper()
	state, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// normal returns the mode of a pseudo-terminal that nobody has changed.
func normal(t *testing.T) *term.State {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer func() { _ = ptmx.Close(); _ = tty.Close() }()
	state, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// The interface from start to end: unlock, see the codes, leave.
func TestInterfaceOnATerminal(t *testing.T) {
	dir, _ := makeVault(t, 3)
	before := normal(t)
	s := sit(t, []string{"SANDI_VAULT=" + dir})
	s.sees("(?i)password")
	s.types("wrong\r")
	s.sees("(?i)wrong")
	s.types("correct horse\r")
	s.sees(`user1@example\.com`)
	s.sees(`\d{3} \d{3}`)
	s.types("q")
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	all := s.everything()
	if strings.Contains(all, "correct horse") {
		t.Error("the password was echoed")
	}
	if !strings.Contains(all, "\x1b[?1049h") || !strings.Contains(all, "\x1b[?1049l") {
		t.Error("the codes were not on the alternate screen")
	}
	if shown := s.screen(); regexp.MustCompile(`\d{3} \d{3}`).MatchString(shown) {
		t.Errorf("codes are left on the screen:\n%s", shown)
	}
	if !strings.HasSuffix(strings.TrimRight(all, "\r\n"), "h") && !strings.Contains(all, "\x1b[?25h") {
		t.Error("the cursor was not shown again")
	}
}

// Ctrl-C and signals leave the terminal as it was.
func TestInterfaceInterrupted(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	before := normal(t)
	for _, tt := range []struct {
		name string
		stop func(*seat)
		want int
	}{
		{"Ctrl-C, the key to leave with", func(s *seat) { s.types("\x03") }, 130},
		{"SIGINT", func(s *seat) { _ = s.cmd.Process.Signal(os.Interrupt) }, 130},
		{"SIGTERM", func(s *seat) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130},
		{"SIGHUP", func(s *seat) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 130},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile})
			s.sees(`user0@example\.com`)
			tt.stop(s)
			if got := s.ends(before); got != tt.want {
				t.Errorf("exit code: got %d, want %d", got, tt.want)
			}
		})
	}
}

// A question on the terminal that is broken off restores the echo.
func TestPromptInterrupted(t *testing.T) {
	dir, _ := makeVault(t, 1)
	before := normal(t)
	for _, tt := range []struct {
		name string
		stop func(*seat)
		want int
	}{
		{"Ctrl-C", func(s *seat) { s.types("half\x03") }, 130},
		{"Ctrl-D", func(s *seat) { s.types("\x04") }, 4},
		{"SIGINT", func(s *seat) { _ = s.cmd.Process.Signal(os.Interrupt) }, 130},
		{"SIGTERM", func(s *seat) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sit(t, []string{"SANDI_VAULT=" + dir}, "list")
			s.sees("Vault password: ")
			if *s.state() == *before {
				t.Error("the prompt does not switch the echo off")
			}
			tt.stop(s)
			if got := s.ends(before); got != tt.want {
				t.Errorf("exit code: got %d, want %d; screen:\n%s", got, tt.want, s.screen())
			}
			if strings.Contains(s.everything(), "half") {
				t.Error("the password was echoed")
			}
		})
	}
}

// What is typed at a prompt for a secret is not echoed, editing keys work, and
// the table fits the window.
func TestPromptOnATerminal(t *testing.T) {
	dir, _ := makeVault(t, 2)
	before := normal(t)
	s := sit(t, []string{"SANDI_VAULT=" + dir}, "code")
	s.sees("Vault password: ")
	s.types("correct goat\x7f\x7f\x7f\x7f\x1b[Dhorse\r")
	s.sees(`\d{3} \d{3} +\d+ s +Service 0 +user0@example\.com`)
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	if all := s.everything(); strings.Contains(all, "horse") || strings.Contains(all, "goat") {
		t.Errorf("the password was echoed: %q", all)
	}
}

// --watch redraws in place and leaves no code behind.
func TestWatchOnATerminal(t *testing.T) {
	dir, passwordFile := makeVault(t, 2)
	before := normal(t)
	s := sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile}, "code", "--watch")
	s.sees(`\d{3} \d{3} +\d+ s +Service 1`)
	time.Sleep(1200 * time.Millisecond)
	s.types("\x03")
	if got := s.ends(before); got != 130 {
		t.Errorf("exit code: got %d, want 130", got)
	}
	if shown := s.screen(); strings.Contains(shown, "Service") {
		t.Errorf("codes are left on the screen:\n%s", shown)
	}
}

// On a window that is too small the QR code is not drawn in part.
func TestQRNeedsItsRows(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	before := normal(t)
	env := []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile}
	s := sit(t, env, "show", "user0", "--qr")
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code at 80×24: got %d, want 0; screen:\n%s", got, s.screen())
	}
	s = sitBefore(t, &pty.Winsize{Rows: 15, Cols: 40}, env, "show", "user0", "--qr")
	s.sees("or type the key")
	if got := s.ends(before); got != 1 {
		t.Errorf("exit code at 40×15: got %d, want 1", got)
	}
	said := s.everything()
	if !regexp.MustCompile(`needs \d+ columns and \d+ rows.*\s.*--png FILE`).MatchString(said) || strings.Contains(said, "▄") {
		t.Errorf("got %q, want the size that is needed, --png, and no part of the code", said)
	}
}

// A narrow window cuts names, never codes, and no line wraps.
func TestNarrowWindow(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	s := sitBefore(t, &pty.Winsize{Rows: 15, Cols: 40}, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile}, "code")
	s.sees(`(?m)^\d{3} \d{3}  +\d+ s  Service 0  user0@.*…`)
	_ = s.ends(normal(t))
}

// Two processes that change the vault at once lose nothing.
func TestTwoProcesses(t *testing.T) {
	dir, passwordFile := makeVault(t, 0)
	path, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	run := func(input string, args ...string) (string, error) {
		c := exec.Command(path, append(args, "--vault", dir, "--password-file", passwordFile)...)
		c.Stdin = strings.NewReader(input)
		out, err := c.CombinedOutput()
		return string(out), err
	}
	var wg sync.WaitGroup
	const each = 4
	for _, who := range []string{"anna", "budi"} {
		wg.Go(func() {
			for i := range each {
				account := who + string(rune('0'+i))
				if out, err := run("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "add", "-", "--account", account); err != nil {
					t.Errorf("add %s: %v\n%s", account, err, out)
				}
			}
		})
	}
	wg.Wait()
	out, err := run("", "list")
	if err != nil {
		t.Fatalf("list: %v\n%s", err, out)
	}
	if got := strings.Count(out, "\n"); got != 2*each {
		t.Errorf("entries: got %d, want %d:\n%s", got, 2*each, out)
	}
}

// A reader that goes away ends the program without a word.
func TestBrokenPipe(t *testing.T) {
	dir, passwordFile := makeVault(t, 2000)
	path, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	c := exec.Command(path, "code", "--json", "--vault", dir, "--password-file", passwordFile)
	c.Stdout, c.Stderr = w, &complaints
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	_ = r.Close()
	_ = c.Wait()
	if complaints.Len() > 0 {
		t.Errorf("standard error: got %q, want nothing", complaints.String())
	}
}
