package otp

import (
	"crypto/subtle"
	"strings"
	"unicode"
)

// MaxDigits is the longest code: the truncated hash has 31 bits, which ten
// digits already cannot fill.
const MaxDigits = 10

// steamAlphabet is what Steam writes codes with, in the order of its digits.
const steamAlphabet = "23456789BCDFGHJKMNPQRTVWXY"

// Code is a one-time code. The zero Code holds nothing.
type Code struct {
	_    noCompare
	held *string
}

func newCode(text string) Code { return Code{held: &text} }

// ParseCode reads a code as people type it: with spaces and dashes, Steam's
// letters in any case. What no key could ever show is refused. It does not know
// which key the code is for; a code of another key simply never matches.
func ParseCode(typed string) (Code, error) {
	if len(typed) > 8*MaxDigits {
		return Code{}, ErrCodeMalformed
	}
	var text strings.Builder
	decimal, steam := true, true
	for _, r := range typed {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		r = asciiUpper(r)
		decimal = decimal && '0' <= r && r <= '9'
		steam = steam && strings.ContainsRune(steamAlphabet, r)
		if !decimal && !steam {
			return Code{}, ErrCodeMalformed
		}
		text.WriteRune(r)
	}
	n := text.Len()
	if !(decimal && MinDigits <= n && n <= MaxDigits) && !(steam && n == SteamDigits) {
		return Code{}, ErrCodeMalformed
	}
	return newCode(text.String()), nil
}

// Reveal returns the code as a service expects it.
func (c Code) Reveal() string {
	if c.held == nil {
		return ""
	}
	return *c.held
}

// Grouped returns the code in groups that are easy to read out and to type:
// "123 456", "1234 5678". Codes of up to five characters are one group.
func (c Code) Grouped() string {
	text := c.Reveal()
	switch n := len(text); {
	case n <= 5:
		return text
	case n == 9:
		return text[:3] + " " + text[3:6] + " " + text[6:]
	default:
		return text[:n/2] + " " + text[n/2:]
	}
}

// Equal reports whether both are the same code. It takes the same time
// wherever they differ.
func (c Code) Equal(o Code) bool {
	return subtle.ConstantTimeCompare([]byte(c.Reveal()), []byte(o.Reveal())) == 1
}

// IsZero reports whether the Code holds nothing.
func (c Code) IsZero() bool { return c.held == nil || *c.held == "" }
