package otp

import (
	"strings"
	"unicode"
)

// maxTyped bounds, in bytes of UTF-8, what ParseSecret looks at: enough for the
// longest key with a space after every character.
const maxTyped = 4 * MaxSecretBytes

// meant tells which letter a digit outside base32 is usually misread from. The
// 9 stands for a g or a q in lower case.
var meant = map[rune]string{'0': "O", '1': "I / L", '8': "B", '9': "G / Q"}

// decodeTyped reads base32 as people type it and as services print it: any
// case, with spaces and dashes anywhere, padding present, missing or of the
// wrong length. encoding/base32 serves neither the lengths that RFC 4648
// forbids (1, 3 and 6 modulo 8) nor left-over bits that are not zero, and real
// keys have both; here left-over bits are dropped, as other apps do.
func decodeTyped(typed string) ([]byte, error) {
	raw, _, err := decode(typed)
	return raw, err
}

// usualLeast is the number of bytes below which a key is doubted: 80 bits, the
// 16 characters that the oldest services still hand out.
const usualLeast = 10

// Doubt says what makes a key look as if it had not been copied whole, though
// codes can be made from it, or as if it were several: ErrSecretCut,
// ErrSecretFew or ErrSecretLines. It returns nil for a key that looks whole, and
// for what ParseSecret refuses.
func Doubt(typed string) error {
	raw, left, err := decode(typed)
	defer clear(raw)
	switch {
	case err != nil:
		return nil
	case left.bits >= 5, left.value != 0:
		return ErrSecretCut
	case strings.ContainsAny(strings.TrimSpace(typed), "\r\n"):
		return ErrSecretLines
	case len(raw) < usualLeast:
		return ErrSecretFew.With("min", usualLeast*8/5)
	}
	return nil
}

// leftover is what remains of a key's bits after its last whole byte. Whoever
// makes base32 out of bytes leaves fewer than five, and those are zero.
type leftover struct {
	bits  int
	value uint32
}

func decode(typed string) ([]byte, leftover, error) {
	if len(typed) > maxTyped {
		return nil, leftover{}, ErrSecretLong.With("max", MaxSecretBytes)
	}
	typed = trimPadding(typed)
	raw := make([]byte, 0, len(typed)*5/8)
	var bits uint32
	var have, place, read int
	for _, r := range typed {
		place++
		if value, ok := base32Value(r); ok {
			read++
			bits = bits<<5 | value
			if have += 5; have >= 8 {
				have -= 8
				raw = append(raw, byte(bits>>have))
			}
			continue
		}
		switch {
		case r == ' ', r == '-', unicode.IsSpace(r), unicode.Is(unicode.Pd, r), r == '−':
		case unicode.Is(unicode.Cf, r):
			// Zero-width characters come along when copying from web pages.
			// Nobody sees them, so they do not count as places either.
			place--
		default:
			clear(raw)
			return nil, leftover{}, wrongCharacter(r, place)
		}
	}
	switch {
	case read == 0:
		return nil, leftover{}, ErrSecretEmpty
	case len(raw) == 0:
		return nil, leftover{}, ErrSecretShort
	case len(raw) > MaxSecretBytes:
		clear(raw)
		return nil, leftover{}, ErrSecretLong.With("max", MaxSecretBytes)
	}
	return raw, leftover{bits: have, value: bits & (1<<have - 1)}, nil
}

// base32Value returns the five bits of a character of RFC 4648's alphabet,
// which has no 0, 1, 8 and 9.
func base32Value(r rune) (uint32, bool) {
	switch {
	case 'A' <= r && r <= 'Z':
		return uint32(r - 'A'), true
	case 'a' <= r && r <= 'z':
		return uint32(r - 'a'), true
	case '2' <= r && r <= '7':
		return uint32(r-'2') + 26, true
	}
	return 0, false
}

// trimPadding removes padding from the end, also where it is still percent-
// encoded because somebody copied it out of a URI.
func trimPadding(typed string) string {
	for {
		rest := strings.TrimRightFunc(typed, func(r rune) bool {
			return r == '=' || unicode.IsSpace(r)
		})
		rest = strings.TrimSuffix(strings.TrimSuffix(rest, "%3D"), "%3d")
		if len(rest) == len(typed) {
			return rest
		}
		typed = rest
	}
}

func wrongCharacter(r rune, place int) error {
	if letters, ok := meant[r]; ok {
		return ErrSecretLookalike.With("char", string(r), "place", place, "meant", letters)
	}
	return ErrSecretCharacter.With("char", showRune(r), "place", place)
}

// asciiUpper is strict where unicode.ToUpper is not: that maps the dotless ı
// of Turkish keyboards and the long ſ into ASCII.
func asciiUpper(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}
