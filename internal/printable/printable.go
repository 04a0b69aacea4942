// Package printable makes untrusted text fit for a terminal.
//
// Issuers, accounts, notes and a server's messages are written by others: in
// them, control sequences could move the cursor or set the clipboard, and
// direction marks and invisible characters could make one name look like
// another. Every such text goes through Text before it is shown, and through
// Cut where the space is limited. Letters of right-to-left scripts stay, as
// names are written in them; what reorders other text does not.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxMarks is how many combining marks one character may carry. Scripts need
// three at most; more climb over the lines above.
const maxMarks = 4

// sevenBit writes the introducers of escape sequences that have a character of
// their own (C1) as the two characters that ansi.Strip knows.
var sevenBit = strings.NewReplacer(
	"\u0090", "\x1bP", "\u0098", "\x1bX", "\u009b", "\x1b[", "\u009c", "\x1b\\",
	"\u009d", "\x1b]", "\u009e", "\x1b^", "\u009f", "\x1b_",
)

// Text returns s without anything that a terminal would act on or that a
// reader cannot see: escape sequences, control and format characters,
// direction marks, zero-width and filler characters, variation selectors.
// Line breaks and tabs become a space. What is not UTF-8, and characters that
// no font is sure to have, become U+FFFD.
func Text(s string) string {
	if isPlain(s) {
		return s
	}
	s = ansi.Strip(sevenBit.Replace(strings.ToValidUTF8(s, "\uFFFD")))
	var b strings.Builder
	b.Grow(len(s))
	var broke bool
	marks := maxMarks // nothing to put a mark on yet
	for _, r := range s {
		switch {
		case isBreak(r):
			if !broke {
				b.WriteByte(' ')
			}
			broke, marks = true, 0
			continue
		case unicode.Is(unicode.Zs, r):
			r, marks = ' ', 0
		case isHidden(r):
			continue
		case unicode.IsMark(r):
			if marks++; marks > maxMarks {
				continue
			}
		case !unicode.IsGraphic(r):
			r, marks = utf8.RuneError, 0
		default:
			marks = 0
		}
		broke = false
		b.WriteRune(r)
	}
	return b.String()
}

// Width returns how many cells s takes on a terminal.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// Cut returns Text(s), shortened to so many cells and then ending in "…".
func Cut(s string, cells int) string {
	if cells <= 0 {
		return ""
	}
	s = Text(s)
	if Width(s) <= cells {
		return s
	}
	if isPlain(s) {
		return s[:cells-1] + "…"
	}
	return ansi.Truncate(s, cells, "…")
}

// isPlain reports whether s is printable ASCII, as almost all names are: this
// is on the way of every cell that is drawn.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func isBreak(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// isHidden reports characters without a shape of their own: Unicode's control
// and format characters, and those that it calls default ignorable.
func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point) || r == '\u2800'
}
