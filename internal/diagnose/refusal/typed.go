package refusal

import (
	"fmt"
	"io"
)

// maxTyped bounds, in bytes, what is kept of a typed code. Anything longer is
// no code.
const maxTyped = 128

// Typed is a code as somebody typed it, which need not look like one. It never
// prints; see otp.Code for why it holds a pointer to a pointer.
type Typed struct{ held **[]byte }

// NewTyped keeps what was typed.
func NewTyped(text string) Typed {
	b := []byte(text[:min(len(text), maxTyped+1)])
	p := &b
	return Typed{held: &p}
}

// text returns what was typed.
func (t Typed) text() string {
	if t.held == nil {
		return ""
	}
	return string(**t.held)
}

// IsZero reports whether nothing was typed.
func (t Typed) IsZero() bool { return t.held == nil || len(**t.held) == 0 }

// Wipe overwrites what was typed, in every copy of it.
func (t Typed) Wipe() {
	if t.held != nil {
		clear(**t.held)
		**t.held = nil
	}
}

const redacted = "‹redacted›"

// String returns ‹redacted›.
func (t Typed) String() string { return redacted }

// GoString returns ‹redacted›.
func (t Typed) GoString() string { return redacted }

// Format writes ‹redacted› whatever the verb.
func (t Typed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }
