package desktop_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/internal/desktop"
)

// TestRealTmux copies through a tmux server of its own.
func TestRealTmux(t *testing.T) {
	path, err := exec.LookPath("tmux")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("tmux is required in CI")
		}
		t.Skip("no tmux here")
	}
	// Not t.TempDir: the path of a socket is limited to about 100 bytes.
	dir, err := os.MkdirTemp("", "sandi-tmux")
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "s")
	tmux := func(args ...string) string {
		t.Helper()
		out, err := exec.Command(path, append([]string{"-S", socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v: %s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	t.Setenv("TMUX", "")
	os.Unsetenv("TMUX")
	tmux("new-session", "-d", "-x", "80", "-y", "24", "sleep 60")
	t.Cleanup(func() {
		_ = exec.Command(path, "-S", socket, "kill-server").Run()
		_ = os.RemoveAll(dir)
	})
	// What a program inside finds in its environment.
	t.Setenv("TMUX", socket+","+tmux("display-message", "-p", "#{pid}")+",0")
	c := desktop.New(desktop.Options{GOOS: "linux", Getenv: env("TMUX", os.Getenv("TMUX"), "SSH_TTY", "/dev/pts/9")})

	attached := desktop.Attached(desktop.Options{Getenv: env("TMUX", os.Getenv("TMUX"), "TMUX_PANE", tmux("display-message", "-p", "#{pane_id}"))})
	if attached(t.Context()) {
		t.Error("nobody is attached, but it is told so")
	}
	client := exec.CommandContext(t.Context(), path, "-S", socket, "-C", "attach-session")
	stay, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	seen := false
	for range 1500 {
		if seen = attached(t.Context()); seen {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !seen {
		t.Error("somebody is attached, and it is not told")
	}
	_ = stay.Close()
	_ = client.Wait()
	if attached(t.Context()) {
		t.Error("after the client left: still told as attached")
	}

	via, err := c.Copy(context.Background(), text)
	if want := (desktop.Via{Method: desktop.Tmux, Tool: "tmux"}); err != nil || via != want {
		t.Fatalf("got %+v, %v, want %+v", via, err, want)
	}
	if got := tmux("show-buffer"); got != text {
		t.Errorf("tmux would paste %q, want the text", got)
	}

	// A newer buffer is somebody else's and stays; the text goes.
	tmux("set-buffer", "newer")
	if err := c.Clear(context.Background(), text); !errors.Is(err, desktop.ErrTerminalKeeps) {
		t.Errorf("Clear: got %v, want ErrTerminalKeeps: the outer terminal is out of reach", err)
	}
	var left []string
	for _, name := range strings.Fields(tmux("list-buffers", "-F", "#{buffer_name}")) {
		left = append(left, tmux("show-buffer", "-b", name))
	}
	if len(left) != 1 || left[0] != "newer" {
		t.Errorf("left are %q, want only the newer one", left)
	}
	if err := c.Clear(context.Background(), text); err != nil {
		t.Errorf("nothing left to clear: %v", err)
	}
}
