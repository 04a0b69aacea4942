package refusal

import (
	"strings"
	"unicode"

	"sandi/internal/otp"
)

// Lengths of what is searched for: less says nothing, more is no code.
const (
	leastRead = 3
	mostRead  = otp.MaxDigits + 1
)

// steamAlphabet is what Steam writes codes with, in the order of its digits.
const steamAlphabet = "23456789BCDFGHJKMNPQRTVWXY"

// Flaws of what was typed, as Match.Change names them.
const (
	flawLetters    = "code:letters"    // letters where digits belong
	flawSeparators = "code:separators" // signs between the digits that no service takes
)

// reading is what a typed code says once it is cleaned. The zero reading is one
// that says nothing.
type reading struct {
	text    string // digits only, or five of Steam's characters
	decimal bool
	steam   bool
	flaw    string // what a service that takes the text as it is stumbles over
}

// lookalikes are the letters that people type for digits.
var lookalikes = map[rune]byte{'O': '0', 'Q': '0', 'D': '0', 'I': '1', 'L': '1', '|': '1', '!': '1', 'Z': '2', 'S': '5', 'G': '6', 'B': '8'}

// zeros are the zeros of the scripts whose digits keyboards of this region and
// input methods produce: Arabic, Persian, Devanagari, Balinese, Sundanese,
// Javanese, full width.
var zeros = []rune{0x0660, 0x06F0, 0x0966, 0x1B50, 0x1BB0, 0xA9D0, 0xFF10}

// read cleans what was typed. Spaces, dashes and invisible characters are not
// worth a word, as services drop them too.
func read(t Typed) reading {
	text := t.text()
	if len(text) > maxTyped {
		return reading{}
	}
	var plain, digits strings.Builder
	steam, flaw := true, ""
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		if 'a' <= r && r <= 'z' {
			r += 'A' - 'a'
		}
		steam = steam && strings.ContainsRune(steamAlphabet, r)
		plain.WriteRune(r)
		if '0' <= r && r <= '9' {
			digits.WriteRune(r)
			continue
		}
		if d, ok := foreignDigit(r); ok {
			digits.WriteByte(d)
			flaw = flawLetters
			continue
		}
		if d, ok := lookalikes[r]; ok {
			digits.WriteByte(d)
			flaw = flawLetters
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			digits.Reset()
			flaw = flawLetters
			if !steam {
				return reading{}
			}
			continue
		}
		if flaw == "" {
			flaw = flawSeparators
		}
	}
	if steam && plain.Len() == otp.SteamDigits {
		return reading{text: plain.String(), steam: true, decimal: flaw == ""}
	}
	if strings.IndexFunc(plain.String(), func(r rune) bool { return unicode.IsLetter(r) && lookalikes[r] == 0 }) >= 0 {
		return reading{}
	}
	if n := digits.Len(); n < leastRead || n > mostRead {
		return reading{}
	}
	return reading{text: digits.String(), decimal: true, flaw: flaw}
}

func foreignDigit(r rune) (byte, bool) {
	for _, zero := range zeros {
		if zero <= r && r <= zero+9 {
			return byte('0' + r - zero), true
		}
	}
	return 0, false
}

// number returns a text of digits as a number.
func number(digits string) uint64 {
	var n uint64
	for i := range len(digits) {
		n = n*10 + uint64(digits[i]-'0')
	}
	return n
}

// steamNumber returns Steam's characters as a number; the first counts least.
func steamNumber(text string) uint64 {
	var n uint64
	for i := len(text) - 1; i >= 0; i-- {
		n = n*uint64(len(steamAlphabet)) + uint64(strings.IndexByte(steamAlphabet, text[i]))
	}
	return n
}

// power returns 10 to the n.
func power(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
