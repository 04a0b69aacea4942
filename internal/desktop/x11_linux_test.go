package desktop_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"sandi/internal/desktop"
)

// paste reads the clipboard of an X server as other programs do, as a kind.
func paste(t *testing.T, display, kind string) string {
	t.Helper()
	c := exec.Command("xclip", "-display", display, "-selection", "clipboard", "-out", "-target", kind)
	out, err := c.Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// The text is served with the mark for histories, and gone when it is cleared.
func TestServingX11(t *testing.T) {
	number := display(t)
	if _, err := exec.LookPath("xclip"); err != nil {
		t.Skip("no xclip here")
	}
	surroundings := env("DISPLAY", number)
	c := desktop.New(desktop.Options{GOOS: "linux", Getenv: surroundings, Stays: true})
	via, err := c.Copy(t.Context(), text)
	if want := (desktop.Via{Method: desktop.Native, Tool: "X11", Verified: true, Hidden: true}); err != nil || via != want {
		t.Fatalf("got %+v, %v, want %+v", via, err, want)
	}
	for _, kind := range []string{"UTF8_STRING", "STRING", "text/plain", "text/plain;charset=utf-8"} {
		if got := paste(t, number, kind); got != text {
			t.Errorf("as %s: got %d characters, want the text", kind, len(got))
		}
	}
	if got := paste(t, number, "x-kde-passwordManagerHint"); got != "secret" {
		t.Errorf("the mark: got %q, want %q", got, "secret")
	}
	if got := paste(t, number, "TARGETS"); !strings.Contains(got, "x-kde-passwordManagerHint") || !strings.Contains(got, "UTF8_STRING") {
		t.Errorf("kinds: got %q", got)
	}
	if got := paste(t, number, "image/png"); got != "" {
		t.Errorf("as a picture: got %q, want nothing", got)
	}
	if err := c.Clear(t.Context(), "something else"); err != nil {
		t.Errorf("clearing another text: %v", err)
	}
	if paste(t, number, "UTF8_STRING") != text {
		t.Error("another text was to be cleared, and ours went")
	}
	if err := c.Clear(t.Context(), text); err != nil {
		t.Errorf("Clear: %v", err)
	}
	if got := paste(t, number, "UTF8_STRING"); got != "" {
		t.Errorf("after Clear: got %d characters", len(got))
	}
}

// What somebody copied since is theirs.
func TestServingX11GivesWay(t *testing.T) {
	number := display(t)
	if _, err := exec.LookPath("xclip"); err != nil {
		t.Skip("no xclip here")
	}
	c := desktop.New(desktop.Options{GOOS: "linux", Getenv: env("DISPLAY", number, "PATH", ""), Stays: true})
	if _, err := c.Copy(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	other := exec.Command("xclip", "-display", number, "-selection", "clipboard", "-in")
	other.Stdin = strings.NewReader("theirs")
	if err := other.Run(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	_ = c.Clear(t.Context(), text)
	if got := paste(t, number, "UTF8_STRING"); got != "theirs" {
		t.Errorf("after Clear: got %q, want what was copied since", got)
	}
	// And back again.
	if via, err := c.Copy(t.Context(), text); err != nil || !via.Hidden {
		t.Errorf("a second time: %+v, %v", via, err)
	}
	if paste(t, number, "UTF8_STRING") != text {
		t.Error("a second time: not served")
	}
}

// A server that is gone gives way to the helper programs, and hangs nobody.
func TestServingX11WithoutAServer(t *testing.T) {
	c := desktop.New(desktop.Options{GOOS: "linux", Getenv: env("DISPLAY", ":4711"), Stays: true, Timeout: time.Second, Defer: true})
	start := time.Now()
	if via, err := c.Copy(t.Context(), text); err != nil || !via.Deferred {
		t.Errorf("got %+v, %v, want the terminal", via, err)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("it took %v", d)
	}
}
