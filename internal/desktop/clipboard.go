// Package desktop puts small interfaces before what differs between operating
// systems and terminals: the clipboard, in both directions, and the screen.
//
// A text on its way to the clipboard is a secret: it goes to helper programs on
// their standard input, never on a command line, and never into an error.
package desktop

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"sandi/internal/fault"
)

// Errors of the clipboard.
var (
	ErrNoClipboard   = fault.New("desktop.no-clipboard", "no way to a clipboard")
	ErrTooLong       = fault.New("desktop.too-long", "text too long for the clipboard")
	ErrCannotClear   = fault.New("desktop.cannot-clear", "the clipboard cannot be read back, so it was not cleared")
	ErrTerminalKeeps = fault.New("desktop.terminal-keeps", "tmux forgot the text, but its terminal may keep it")
)

// maxText bounds what is copied, in bytes. Codes, keys and URIs are far
// shorter, and terminals drop longer OSC 52 sequences.
const maxText = 64 << 10

// Method is a way to the clipboard.
type Method string

// The ways, in the order of preference.
const (
	Native Method = "native" // the desktop's own clipboard
	Tmux   Method = "tmux"   // a tmux buffer, which tmux hands on to its terminal
	OSC52  Method = "osc52"  // an escape sequence to the terminal
)

// Via says how a text was copied.
type Via struct {
	Method Method
	Tool   string // the helper program, where there is one

	// Verified reports that the clipboard was read back and holds the text.
	// Otherwise it was sent, and nobody can say whether it arrived.
	Verified bool

	// Hidden reports that the text carries the marks by which the platform's
	// clipboard histories skip it. Whether one obeys is its own affair.
	Hidden bool

	// Deferred reports that nothing was written yet: whoever owns the terminal
	// sends the text itself with OSC 52 (in the interface, tea.SetClipboard).
	Deferred bool
}

// Clipboard is the place that other programs paste from.
type Clipboard interface {
	// Copy puts text on the clipboard.
	Copy(ctx context.Context, text string) (Via, error)
	// Clear empties the clipboard if it still holds the text. What somebody
	// copied since stays. Where the clipboard cannot be read it is left alone,
	// and the error is ErrCannotClear.
	Clear(ctx context.Context, ifStill string) error
}

// Options describes the surroundings.
type Options struct {
	GOOS   string                       // "" means the running system's
	Getenv func(string) string          // nil means an empty environment
	Look   func(string) (string, error) // finds a helper program; nil means exec.LookPath

	// Terminal takes OSC 52 where nothing better is at hand. With Defer the
	// caller sends the sequence itself; with neither, Copy fails.
	Terminal io.Writer
	Defer    bool

	// Stays says that this process lives as long as the text is needed, so that
	// it can serve the clipboard itself where that is better.
	Stays bool

	Timeout time.Duration // for each helper program; 0 means 2 s

	own *x11 // nil: not served from here
}

// New returns the clipboard for the surroundings.
//
// A local session has a desktop, and its own clipboard can be read back: that
// comes first. Over SSH the desktop is on another machine, and only the
// terminal reaches it. tmux swallows what a program inside sends to the
// terminal, so it is asked to pass the text on.
func New(o Options) Clipboard {
	c := clipboard{o: o.withDefaults()}
	display := c.o.Getenv("DISPLAY")
	if c.o.Stays && c.local() && display != "" && c.o.Getenv("WAYLAND_DISPLAY") == "" && c.o.GOOS != "windows" && c.o.GOOS != "darwin" {
		c.o.own = &x11{display: display}
	}
	return c
}

func (o Options) withDefaults() Options {
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
		o.Timeout = 2 * time.Second
	}
	return o
}

type clipboard struct{ o Options }

// board is a clipboard that can be read back.
type board interface {
	method() Method
	tool() string
	write(ctx context.Context, text string) error
	// holds reports whether the text is there.
	holds(ctx context.Context, text string) (bool, error)
	// clear empties the board, which holds the text.
	clear(ctx context.Context, text string) error
}

// boards returns what there is, best first.
func (c clipboard) boards() []board {
	var found []board
	if c.local() {
		if c.o.own != nil {
			found = append(found, c.o.own)
		}
		found = append(found, c.native()...)
	}
	if c.o.Getenv("TMUX") != "" {
		if path, err := c.o.Look("tmux"); err == nil {
			found = append(found, tmux{runner{path, c.o.Timeout}})
		}
	}
	return found
}

// local reports whether the user sits at this machine's desktop.
func (c clipboard) local() bool {
	if c.o.Getenv("SSH_TTY") != "" || c.o.Getenv("SSH_CONNECTION") != "" {
		return false
	}
	switch c.o.GOOS {
	case "windows", "darwin":
		return true
	}
	return c.o.Getenv("DISPLAY") != "" || c.o.Getenv("WAYLAND_DISPLAY") != ""
}

func (c clipboard) Copy(ctx context.Context, text string) (Via, error) {
	if len(text) > maxText {
		return Via{}, ErrTooLong
	}
	for _, b := range c.boards() {
		if inTime(ctx, c.o.Timeout, func(ctx context.Context) error { return b.write(ctx, text) }) != nil {
			if err := ctx.Err(); err != nil {
				return Via{}, err
			}
			continue // a tool without a display behind it: the next one may do
		}
		is, err := b.holds(ctx, text)
		h, ok := b.(interface{ hides() bool })
		return Via{
			Method: b.method(), Tool: b.tool(), Verified: err == nil && is && b.method() == Native, Hidden: ok && h.hides(),
		}, nil
	}
	switch {
	case c.o.Defer:
		return Via{Method: OSC52, Deferred: true}, nil
	case c.o.Terminal != nil && c.o.Getenv("TERM") != "dumb":
		if _, err := io.WriteString(c.o.Terminal, "\x1b]52;c;"+base64.StdEncoding.EncodeToString([]byte(text))+"\a"); err != nil {
			return Via{}, ErrNoClipboard.Because(err)
		}
		return Via{Method: OSC52}, nil
	}
	return Via{}, ErrNoClipboard
}

func (c clipboard) Clear(ctx context.Context, ifStill string) error {
	read := false
	for _, b := range c.boards() {
		is, err := b.holds(ctx, ifStill)
		if err != nil {
			continue
		}
		read = true
		if !is {
			continue
		}
		if err := inTime(ctx, c.o.Timeout, func(ctx context.Context) error { return b.clear(ctx, ifStill) }); err != nil {
			return ErrCannotClear.Because(err)
		}
		if b.method() == Tmux {
			return ErrTerminalKeeps
		}
		return nil
	}
	if !read {
		return ErrCannotClear
	}
	return nil
}

// inTime bounds what a board may take that talks to no helper program.
func inTime(ctx context.Context, limit time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit+limit/4)
	defer cancel()
	return f(ctx)
}

// same compares what a tool printed with the text. Some tools end what they
// print with a line break of their own.
func same(printed []byte, text string) bool {
	p := strings.TrimSuffix(strings.TrimSuffix(string(printed), "\n"), "\r")
	return subtle.ConstantTimeCompare([]byte(p), []byte(text)) == 1 || subtle.ConstantTimeCompare(printed, []byte(text)) == 1
}
