package portal

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
)

// Token is the bearer secret of one session: 256 random bits. The store keeps
// its hash only, so that nobody can sign in with what a stolen store holds.
// It prints as ‹redacted›; Reveal gives the text for the header or cookie.
type Token struct{ held *string } // a pointer, because fmt prints the fields of a struct that holds a Token

const (
	tokenSize = 32
	tokenText = 43 // base64url without padding
)

func newToken(rand io.Reader) (Token, error) {
	var raw [tokenSize]byte
	if _, err := io.ReadFull(rand, raw[:]); err != nil {
		return Token{}, err
	}
	text := base64.RawURLEncoding.EncodeToString(raw[:])
	return Token{&text}, nil
}

// ParseToken reads a token as it came from a client. Whatever cannot be a token
// is the zero Token, which no session has.
func ParseToken(text string) Token {
	if len(text) != tokenText {
		return Token{}
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(text); err != nil {
		return Token{}
	}
	return Token{&text}
}

// Reveal returns the token's text.
func (t Token) Reveal() string {
	if t.held == nil {
		return ""
	}
	return *t.held
}

// IsZero reports whether t is no token at all.
func (t Token) IsZero() bool { return t.held == nil }

// Format keeps the token out of every print.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

func (t Token) hash() TokenHash { return sha256.Sum256([]byte(t.Reveal())) }
