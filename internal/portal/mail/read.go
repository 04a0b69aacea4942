package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode"
	"unicode/utf8"

	"sandi/internal/portal"
)

// Bounds of a letter as it is shown. What goes beyond is cut off.
const (
	maxSubject  = 200 // bytes
	maxAddress  = 254 // bytes, RFC 5321's longest forward path without its brackets
	maxParts    = 20  // of one multipart
	maxNested   = 3   // multiparts within multiparts
	maxHeaders  = 200 // lines of one head
	longestHead = 16 << 10
)

// errNotALetter answers text that has no head and body as RFC 5322 has them.
var errNotALetter = errors.New("not a letter")

// content is what a reader sees of a letter.
type content struct{ from, subject, text string }

// read takes sender, subject and plain text out of a letter as it came over the
// wire. Whatever it returns is valid UTF-8 without control characters other
// than line feeds and tabs.
func read(raw []byte) (content, error) {
	if head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n")); len(head) > longestHead || bytes.Count(head, []byte("\n")) > maxHeaders {
		return content{}, errNotALetter
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return content{}, errNotALetter
	}
	text, _ := plainText(textproto.MIMEHeader(m.Header), m.Body, maxNested)
	c := content{
		subject: clean(decodeWords(m.Header.Get("Subject")), maxSubject, false),
		text:    strings.TrimRight(clean(text, portal.MaxLetter, true), "\n\t "),
	}
	if from, err := mail.ParseAddress(m.Header.Get("From")); err == nil {
		c.from = clean(from.Address, maxAddress, false)
	}
	return c, nil
}

func decodeWords(s string) string {
	decoded, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil { // a charset that nobody here reads: the raw words are better than none
		return s
	}
	return decoded
}

// plainText returns the first part that is plain text, decoded.
func plainText(h textproto.MIMEHeader, body io.Reader, depth int) (text string, ok bool) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil { // RFC 2045, 5.2: what names no type is plain text
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		return firstText(multipart.NewReader(body, params["boundary"]), depth)
	}
	if kind != "text/plain" {
		return "", false
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, _ := io.ReadAll(io.LimitReader(body, portal.MaxLetter*2)) // what came before a broken end is shown
	switch strings.ToLower(params["charset"]) {
	case "iso-8859-1", "latin1":
		runes := make([]rune, len(b))
		for i, c := range b {
			runes[i] = rune(c)
		}
		return string(runes), true
	}
	return string(b), true
}

func firstText(parts *multipart.Reader, depth int) (string, bool) {
	if depth == 0 {
		return "", false
	}
	for range maxParts {
		part, err := parts.NextRawPart() // raw: the encoding is undone in one place
		if err != nil {
			return "", false
		}
		if text, ok := plainText(part.Header, part, depth-1); ok {
			return text, true
		}
	}
	return "", false
}

// clean makes text that is safe to keep and to show: it drops what no line of
// text holds and what turns the direction of writing round, and cuts it at most
// bytes, between two characters.
func clean(s string, most int, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case (r == '\n' || r == '\t') && !lines:
			r = ' '
		case r == '\n' || r == '\t':
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			continue
		}
		if b.Len()+utf8.RuneLen(r) > most {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
