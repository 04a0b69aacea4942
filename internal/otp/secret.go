package otp

import (
	"bytes"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
	"unicode"
)

// MaxSecretBytes is the longest secret that is taken. RFC 4226 recommends 20
// bytes, and the longest seen in services is 64.
const MaxSecretBytes = 1024

// Secret is the key that a service and its user share, as raw bytes. Copies of
// a Secret share these bytes. The zero Secret holds nothing.
type Secret struct {
	_    noCompare
	held **[]byte // why a pointer to a pointer: see redacted.go
}

// NewSecret returns a Secret that holds a copy of raw.
func NewSecret(raw []byte) Secret {
	return hold(append(make([]byte, 0, len(raw)), raw...))
}

func hold(raw []byte) Secret {
	p := &raw
	return Secret{held: &p}
}

// raw returns the held bytes themselves.
func (s Secret) raw() []byte {
	if s.held == nil {
		return nil
	}
	return **s.held
}

// ParseSecret reads a setup key as people type it: base32 in any case, with
// spaces and dashes, with or without padding. A wrong character is named with
// its place, counted from 1 in what was typed.
func ParseSecret(typed string) (Secret, error) {
	raw, err := decodeTyped(typed)
	if err != nil {
		return Secret{}, err
	}
	return hold(raw), nil
}

// Bytes returns a copy of the raw key.
func (s Secret) Bytes() []byte { return append([]byte(nil), s.raw()...) }

// Len returns the number of raw bytes.
func (s Secret) Len() int { return len(s.raw()) }

var unpadded = base32.StdEncoding.WithPadding(base32.NoPadding)

// Base32 returns the key in base32, upper case, without padding.
func (s Secret) Base32() string { return unpadded.EncodeToString(s.raw()) }

// Grouped returns Base32 in groups of four, to be read out and typed.
func (s Secret) Grouped() string {
	text := s.Base32()
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	for i := 0; i < len(text); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text[i:min(i+4, len(text))])
	}
	return b.String()
}

// Equal reports whether both hold the same key. It takes the same time
// wherever they differ.
func (s Secret) Equal(o Secret) bool {
	return subtle.ConstantTimeCompare(s.raw(), o.raw()) == 1
}

// Compare orders keys by their bytes. How long it takes tells where they differ,
// so it is for keys of one owner.
func (s Secret) Compare(o Secret) int { return bytes.Compare(s.raw(), o.raw()) }

// IsZero reports whether the Secret holds nothing.
func (s Secret) IsZero() bool { return s.Len() == 0 }

// Wipe overwrites the key with zeros, in this Secret and in every copy of it,
// and leaves them empty. It must not run while another goroutine uses one. Go
// may have moved or copied memory before, so this shortens a key's life in
// memory and promises no more.
func (s Secret) Wipe() {
	if s.held == nil {
		return
	}
	clear(**s.held)
	**s.held = nil
}

// showRune names a character so that it can be printed in any terminal.
func showRune(r rune) string {
	if unicode.IsPrint(r) && !unicode.IsMark(r) {
		return string(r)
	}
	return fmt.Sprintf("%U", r)
}
