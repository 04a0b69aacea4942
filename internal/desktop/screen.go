package desktop

import (
	"context"
	"image"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jezek/xgb"
	"github.com/kbinani/screenshot"

	"sandi/internal/fault"
)

// Errors of looking at the screen and into the clipboard.
var (
	ErrNoScreen       = fault.New("desktop.no-screen", "no screen that this program can look at")
	ErrScreenElse     = fault.New("desktop.screen-elsewhere", "the screen is on another computer")
	ErrScreenFailed   = fault.New("desktop.screen-failed", "the screen could not be captured")
	ErrScreenRefused  = fault.New("desktop.screen-refused", "capturing the screen was not allowed")
	ErrClipboardEmpty = fault.New("desktop.clipboard-empty", "nothing on the clipboard that could hold a key")
	ErrNotReadable    = fault.New("desktop.clipboard-unreadable", "no way to read the clipboard")
)

// maxPicture bounds what a helper program may hand over, in bytes: the PNG of a
// large screen with photographs on it.
const maxPicture = 64 << 20

// Picture is what a screen shows or a clipboard holds: an Image, or the bytes
// of a PNG or JPEG, which whoever reads them has to bound.
type Picture struct {
	Image   image.Image
	Encoded []byte
}

// Screen looks at what the monitors show.
type Screen interface {
	// Capture returns a picture of each monitor, or one of all. Nothing of it
	// stays on disk.
	Capture(ctx context.Context) ([]Picture, error)
}

// NewScreen returns the screen of the surroundings; Getenv, GOOS, Look and
// Timeout of o count. Desktops ask the user for leave in their own ways, so
// Timeout is a minute if it is 0.
func NewScreen(o Options) Screen {
	if o.GOOS == "" {
		o.GOOS = runtime.GOOS
	}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.Look == nil {
		o.Look = exec.LookPath
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	return screen{o}
}

type screen struct{ o Options }

// Capture tries what the desktop offers, best first: on Wayland the compositor
// alone knows what is on the screen, and XWayland would show black.
func (s screen) Capture(ctx context.Context) ([]Picture, error) {
	if !clipboard(s).local() {
		if s.o.Getenv("SSH_TTY") != "" || s.o.Getenv("SSH_CONNECTION") != "" {
			return nil, ErrScreenElse
		}
		return nil, ErrNoScreen
	}
	switch {
	case s.o.GOOS == "darwin":
		return s.helper(ctx, "/usr/sbin/screencapture", "-x", "-t", "png")
	case s.o.GOOS == "windows":
		return s.displays(ctx)
	case s.o.Getenv("WAYLAND_DISPLAY") != "":
		if path, err := s.o.Look("grim"); err == nil {
			if shot, err := s.piped(ctx, path, "-"); err == nil {
				return shot, nil
			}
		}
		return s.portal(ctx)
	}
	return s.displays(ctx)
}

// displays captures each monitor through X11 or Windows.
func (s screen) displays(ctx context.Context) ([]Picture, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	type result struct {
		shots []Picture
		err   error
	}
	done := make(chan result, 1)
	// The library knows no contexts. A call that hangs is left behind; it holds
	// nothing but its connection.
	go func() {
		shots, err := captureDisplays()
		done <- result{shots, err}
	}()
	select {
	case r := <-done:
		return r.shots, r.err
	case <-ctx.Done():
		return nil, ErrScreenFailed.Because(ctx.Err())
	}
}

func init() {
	// It prints what it could not connect to on standard error, in the middle
	// of whatever is drawn there.
	xgb.Logger = log.New(io.Discard, "", 0)
}

// maxDisplays bounds how many monitors are captured.
const maxDisplays = 16

func captureDisplays() (shots []Picture, err error) {
	defer func() {
		if recover() != nil {
			shots, err = nil, ErrScreenFailed
		}
	}()
	n := screenshot.NumActiveDisplays()
	if n <= 0 {
		return nil, ErrNoScreen
	}
	for i := range min(n, maxDisplays) {
		m, captureErr := screenshot.CaptureDisplay(i)
		if captureErr != nil {
			err = captureErr
			continue
		}
		shots = append(shots, Picture{Image: m})
	}
	if len(shots) == 0 {
		return nil, ErrScreenFailed.Because(err)
	}
	return shots, nil
}

// piped runs a program that writes a picture to its standard output.
func (s screen) piped(ctx context.Context, path string, args ...string) ([]Picture, error) {
	b, err := runner{path, s.o.Timeout}.picture(ctx, args...)
	if err != nil || len(b) == 0 {
		return nil, ErrScreenFailed.Because(err)
	}
	return []Picture{{Encoded: b}}, nil
}

// helper runs a program that writes pictures only to a file, in a directory that
// nobody else can read and that is removed at once.
func (s screen) helper(ctx context.Context, path string, args ...string) ([]Picture, error) {
	dir, err := os.MkdirTemp("", "sandi-screen-")
	if err != nil {
		return nil, ErrScreenFailed.Because(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "screen.png")
	if _, err := (runner{path, s.o.Timeout}).read(ctx, append(args, file)...); err != nil {
		return nil, ErrScreenFailed.Because(err)
	}
	b, err := readPicture(file)
	if err != nil {
		// The program ends well and writes nothing where the user has not
		// allowed the terminal to record the screen.
		return nil, ErrScreenRefused
	}
	return []Picture{{Encoded: b}}, nil
}

// readPicture reads a picture file and bounds it.
func readPicture(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxPicture))
}
