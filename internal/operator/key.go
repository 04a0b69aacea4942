package operator

import (
	"fmt"
	"io"
	"strings"
)

// Key is the operator key of a portal. It prints as ‹redacted›; only requests
// of a Client carry its text.
type Key struct{ held *string } // a pointer, because fmt prints the fields of a struct that holds a Key

// maxKey bounds what is taken for a key; the portal's own have 32 characters.
const maxKey = 256

// ParseKey reads an operator key as a person or a file gives it: spaces around
// it do not count.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxKey {
		return Key{}, ErrBadKey
	}
	for _, c := range []byte(text) {
		if c < '!' || c > '~' { // it becomes part of a header
			return Key{}, ErrBadKey
		}
	}
	return Key{&text}, nil
}

// IsZero reports whether k is no key at all.
func (k Key) IsZero() bool { return k.held == nil }

// Format keeps the key out of every print.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

func (k Key) reveal() string {
	if k.held == nil {
		return ""
	}
	return *k.held
}
