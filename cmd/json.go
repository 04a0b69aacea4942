package cmd

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"sandi/internal/printable"
)

// writeJSON prints one document on one line. Names and order of the fields are
// those of v's struct types; use seconds and stamp for durations and times.
func (a *app) writeJSON(v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := a.sys.Out.Write(escapeUnprintable(buf.Bytes()))
	return err
}

// stamp is a time in JSON: RFC 3339 in UTC, with a fraction only where there is
// one.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// stampOrNil is stamp, or null for a time that is not known.
func stampOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := stamp(t)
	return &s
}

// seconds is a duration in JSON.
func seconds(d time.Duration) float64 { return d.Seconds() }

// escapeUnprintable writes the characters that could fool a terminal (C1
// controls, marks that change the direction of text, invisible characters) as
// \uXXXX. In a JSON document they can only stand inside strings, where the
// escape means the same character, so readers of the document see no change.
func escapeUnprintable(doc []byte) []byte {
	if isASCII(doc) {
		return doc
	}
	out := make([]byte, 0, len(doc)+64)
	for i := 0; i < len(doc); {
		r, size := utf8.DecodeRune(doc[i:])
		if r < utf8.RuneSelf || printable.Text(string(r)) == string(r) {
			out = append(out, doc[i:i+size]...)
		} else {
			out = appendEscape(out, r)
		}
		i += size
	}
	return out
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func appendEscape(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	unit := func(u rune) {
		b = append(b, '\\', 'u', hex[u>>12&0xf], hex[u>>8&0xf], hex[u>>4&0xf], hex[u&0xf])
	}
	if r > 0xffff {
		r -= 0x10000
		unit(0xd800 + r>>10)
		unit(0xdc00 + r&0x3ff)
		return b
	}
	unit(r)
	return b
}

// appendString writes a JSON string. Issuers and accounts come from others, so
// every character that could fool a terminal is escaped.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '"' || c == '\\':
				b = append(b, '\\', c)
			case c == '\n':
				b = append(b, '\\', 'n')
			case c == '\t':
				b = append(b, '\\', 't')
			case c == '\r':
				b = append(b, '\\', 'r')
			case c < ' ' || c == 0x7f:
				b = appendEscape(b, rune(c))
			default:
				b = append(b, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if printable.Text(string(r)) == string(r) {
			b = utf8.AppendRune(b, r)
		} else {
			b = appendEscape(b, r)
		}
		i += size
	}
	return append(b, '"')
}
