package strength

import (
	"math"
	"unicode/utf8"
)

// longest is how many characters are looked at for patterns, so that an estimate
// stays quick. What follows counts as characters that say little.
const longest = 72

// text is a password with one byte for each character. What is not ASCII is
// foreign, from 0x80 on: no dictionary knows it.
type text struct {
	length int    // in characters, all of them
	as     []byte // as it was typed
	lower  []byte
	plain  [2][]byte // without look-alikes: 1 is i in one, l in the other
	single float64   // bits of a character that is in no pattern
}

const foreign = 0x80

func newText(password []byte) *text {
	t := &text{length: utf8.RuneCount(password)}
	t.as = make([]byte, 0, longest)
	for i := 0; i < len(password) && len(t.as) < longest; {
		r, size := utf8.DecodeRune(password[i:])
		i += size
		c := foreign | byte(r)&0x7f // different ones mostly stay different
		if r < utf8.RuneSelf {
			c = byte(r)
		}
		t.as = append(t.as, c)
	}
	t.lower = make([]byte, len(t.as))
	t.plain[0] = make([]byte, len(t.as))
	t.plain[1] = make([]byte, len(t.as))
	for i, c := range t.as {
		if isUpper(c) {
			c += 'a' - 'A'
		}
		t.lower[i] = c
		t.plain[0][i], t.plain[1][i] = c, c
		if letter, ok := lookAlikes[c]; ok {
			t.plain[0][i], t.plain[1][i] = letter, letter
		}
		if c == '1' || c == '|' {
			t.plain[1][i] = 'l'
		}
	}
	t.single = bitsOfOne(t.as)
	return t
}

func (t *text) wipe() {
	clear(t.as)
	clear(t.lower)
	clear(t.plain[0])
	clear(t.plain[1])
}

var lookAlikes = map[byte]byte{
	'4': 'a', '@': 'a', '8': 'b', '(': 'c', '3': 'e', '6': 'g', '9': 'g', '1': 'i', '!': 'i', '|': 'i',
	'0': 'o', '$': 's', '5': 's', '7': 't', '+': 't', '2': 'z', '%': 'x',
}

// bitsOfOne says what a character outside every pattern is worth. Only a text
// whose kinds of characters change all the time looks like one that a machine
// made; elsewhere they are taken for words that no dictionary has, at some ten
// guesses a character.
func bitsOfOne(as []byte) float64 {
	const wordlike = 3.32
	size, changes := 0.0, 0
	var has [5]bool
	for i, c := range as {
		has[class(c)] = true
		if i > 0 && class(c) != class(as[i-1]) {
			changes++
		}
	}
	kinds := 0
	for i, n := range [...]float64{26, 26, 10, 33, 100} {
		if has[i] {
			size += n
			kinds++
		}
	}
	if kinds >= 3 && len(as) >= 12 && float64(changes) >= 0.4*float64(len(as)-1) {
		return math.Log2(size)
	}
	return wordlike
}

// class is 0 for small letters, 1 for capitals, 2 for digits, 3 for other ASCII,
// 4 for the rest.
func class(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return 0
	case isUpper(c):
		return 1
	case isDigit(c):
		return 2
	case c < foreign:
		return 3
	}
	return 4
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
