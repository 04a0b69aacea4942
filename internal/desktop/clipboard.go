// Package desktop puts small interfaces before what differs between operating
// systems and terminals. At present that is the clipboard.
//
// A text on its way to the clipboard is a secret: it goes to helper programs on
// their standard input, never on a command line, and never into an error.
package desktop

import (
	"context"
	"io"
	"time"
)

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
	// and the error says so.
	Clear(ctx context.Context, ifStill string) error
}

// Options describes the surroundings.
type Options struct {
	GOOS   string                       // "" means the running system's
	Getenv func(string) string          // nil means os.Getenv
	Look   func(string) (string, error) // finds a helper program; nil means exec.LookPath

	// Terminal takes OSC 52 where nothing better is at hand. Without it, Defer
	// lets the caller send the sequence; with neither, Copy fails.
	Terminal io.Writer
	Defer    bool

	Timeout time.Duration // for each helper program; 0 means 2 s
}

// New returns the clipboard for the surroundings.
func New(o Options) Clipboard { return nil }
