package desktop_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"sandi/internal/desktop"
	"sandi/internal/qr"
)

const uri = "otpauth://totp/SPSE:penyedia?secret=JBSWY3DPEHPK3PXP&issuer=SPSE"

// display starts an X server without a screen of its own and returns its name.
func display(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("X11 is Linux's")
	}
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("Xvfb is required in CI")
		}
		t.Skip("no Xvfb here")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// It chooses a free number and writes it to file 3.
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	_ = w.Close()
	_ = r.SetReadDeadline(time.Now().Add(20 * time.Second))
	buf := make([]byte, 16)
	n, err := r.Read(buf)
	if err != nil {
		t.Fatalf("Xvfb said no number: %v", err)
	}
	return ":" + strings.TrimSpace(string(buf[:n]))
}

func barcode(t *testing.T) image.Image {
	t.Helper()
	code, err := qr.Encode(uri)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := code.PNG(&b, 5); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// show puts a picture into a window of an X server until the test ends.
func show(t *testing.T, name string, m image.Image) {
	t.Helper()
	c, err := xgb.NewConnDisplay(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s := xproto.Setup(c).DefaultScreen(c)
	win, err := xproto.NewWindowId(c)
	if err != nil {
		t.Fatal(err)
	}
	size := m.Bounds().Size()
	xproto.CreateWindow(c, s.RootDepth, win, s.Root, 311, 97, uint16(size.X), uint16(size.Y), 0,
		xproto.WindowClassInputOutput, s.RootVisual, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{s.WhitePixel, 1})
	if err := xproto.MapWindowChecked(c, win).Check(); err != nil {
		t.Fatal(err)
	}
	gc, err := xproto.NewGcontextId(c)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateGC(c, gc, xproto.Drawable(win), 0, nil)
	rgba := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
	draw.Draw(rgba, rgba.Rect, m, m.Bounds().Min, draw.Src)
	for y := range size.Y { // a row at a time: requests are bounded
		row := rgba.Pix[y*rgba.Stride:][:4*size.X]
		if err := xproto.PutImageChecked(c, xproto.ImageFormatZPixmap, xproto.Drawable(win), gc, uint16(size.X), 1, 0, int16(y), 0, s.RootDepth, row).Check(); err != nil {
			t.Fatal(err)
		}
	}
}

func decoded(t *testing.T, p desktop.Picture) []string {
	t.Helper()
	m := p.Image
	if m == nil {
		var err error
		if m, err = qr.ReadPicture(context.Background(), bytes.NewReader(p.Encoded)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := qr.Decode(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestScreenX11 reads a barcode off a real X server's screen, and its text and
// its picture off the clipboard there.
func TestScreenX11(t *testing.T) {
	name := display(t)
	t.Setenv("DISPLAY", name)
	show(t, name, barcode(t))
	o := desktop.Options{GOOS: "linux", Getenv: env("DISPLAY", name)}
	start := time.Now()
	shots, err := desktop.NewScreen(o).Capture(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("captured %d screens of %v in %v", len(shots), shots[0].Image.Bounds().Size(), time.Since(start).Round(time.Millisecond))
	if got := decoded(t, shots[0]); !slices.Equal(got, []string{uri}) {
		t.Errorf("got %d texts, want the one", len(got))
	}

	xclip, err := exec.LookPath("xclip")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("xclip is required in CI")
		}
		t.Skip("no xclip here")
	}
	paste := desktop.NewClipboardReader(o)
	if _, err := paste.Paste(context.Background()); !errors.Is(err, desktop.ErrClipboardEmpty) {
		t.Errorf("an empty clipboard: got %v", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, barcode(t)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	copyTo(t, xclip, name, nil, "-selection", "clipboard", "-t", "image/png", "-i", file)
	// xclip hands the clipboard to a process that it leaves behind, and is gone
	// before that one answers.
	var got desktop.Pasted
	for range 600 {
		if got, err = paste.Paste(context.Background()); err == nil && got.Picture != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil || got.Picture == nil {
		t.Fatalf("a picture on the clipboard: %v, %d bytes", err, len(got.Picture))
	}
	if texts := decoded(t, desktop.Picture{Encoded: got.Picture}); !slices.Equal(texts, []string{uri}) {
		t.Errorf("got %d texts from the clipboard's picture", len(texts))
	}
	copyTo(t, xclip, name, strings.NewReader("JBSW Y3DP"), "-selection", "clipboard", "-i")
	for range 600 {
		if got, err = paste.Paste(context.Background()); err == nil && got.Text != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil || got.Text != "JBSW Y3DP" || got.Picture != nil {
		t.Errorf("a text on the clipboard: got %q, %v", got.Text, err)
	}
}

// copyTo runs xclip, which leaves a process behind that serves what it holds;
// that one ends with its X server.
func copyTo(t *testing.T, xclip, display string, in *strings.Reader, args ...string) {
	t.Helper()
	cmd := exec.Command(xclip, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	if in != nil {
		cmd.Stdin = in
	}
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}

func TestScreenSaysWhyNot(t *testing.T) {
	for name, tt := range map[string]struct {
		goos string
		env  func(string) string
		want error
	}{
		"no display":             {"linux", env(), desktop.ErrNoScreen},
		"over SSH":               {"linux", env("DISPLAY", "localhost:10.0", "SSH_TTY", "/dev/pts/0"), desktop.ErrScreenElse},
		"macOS over SSH":         {"darwin", env("SSH_CONNECTION", "1 2 3 4"), desktop.ErrScreenElse},
		"Wayland, no portal":     {"linux", env("WAYLAND_DISPLAY", "wayland-0", "DISPLAY", ":0"), desktop.ErrNoScreen},
		"a bus that is gone":     {"linux", env("WAYLAND_DISPLAY", "wayland-0", "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"), desktop.ErrNoScreen},
		"a display that is gone": {"linux", env("DISPLAY", ":987"), desktop.ErrNoScreen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DISPLAY", ":987")
			_, look := tools(t, nil)
			_, err := desktop.NewScreen(desktop.Options{GOOS: tt.goos, Getenv: tt.env, Look: look, Timeout: 5 * time.Second}).Capture(context.Background())
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestScreenThroughGrim(t *testing.T) {
	var shot bytes.Buffer
	if err := png.Encode(&shot, barcode(t)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "shot.png")
	if err := os.WriteFile(file, shot.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, look := tools(t, map[string]string{"grim": "cat " + file})
	shots, err := desktop.NewScreen(desktop.Options{GOOS: "linux", Getenv: env("WAYLAND_DISPLAY", "w"), Look: look}).Capture(context.Background())
	if err != nil || len(shots) != 1 {
		t.Fatalf("got %d pictures, %v", len(shots), err)
	}
	if got := decoded(t, shots[0]); !slices.Equal(got, []string{uri}) {
		t.Errorf("got %d texts, want the one", len(got))
	}
}

func TestPasteChoosesTheWay(t *testing.T) {
	const typed = "otpauth://totp/x?secret=JBSWY3DP"
	for name, tt := range map[string]struct {
		env     func(string) string
		scripts map[string]string
		text    string
		want    error
	}{
		"Wayland":         {env("WAYLAND_DISPLAY", "w"), map[string]string{"wl-paste": `case "$*" in *image*) exit 1;; *) printf '%s' '` + typed + `';; esac`}, typed, nil},
		"no program":      {env("DISPLAY", ":0"), nil, "", desktop.ErrNotReadable},
		"empty":           {env("DISPLAY", ":0"), map[string]string{"xclip": "exit 1"}, "", desktop.ErrClipboardEmpty},
		"a file's bytes":  {env("DISPLAY", ":0"), map[string]string{"xclip": `printf '\377\376'`}, "\ufffd", nil},
		"over SSH":        {env("DISPLAY", ":0", "SSH_TTY", "x"), map[string]string{"xclip": "echo no"}, "", desktop.ErrNotReadable},
		"far too long":    {env("DISPLAY", ":0"), map[string]string{"xclip": `case "$*" in *image*) exit 1;; *) head -c 200000 /dev/zero | tr '\0' x;; esac`}, "", desktop.ErrClipboardEmpty},
		"the second tool": {env("DISPLAY", ":0"), map[string]string{"xclip": broken, "xsel": "printf '" + typed + "'"}, typed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, look := tools(t, tt.scripts)
			got, err := desktop.NewClipboardReader(desktop.Options{GOOS: "linux", Getenv: tt.env, Look: look}).Paste(context.Background())
			if !errors.Is(err, tt.want) || got.Text != tt.text {
				t.Errorf("got %q, %v, want %q, %v", got.Text, err, tt.text, tt.want)
			}
		})
	}
}
