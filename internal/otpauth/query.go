package otpauth

import "strings"

// params are the parameters of a URI by lower-case name, as they are written.
type params map[string]string

// maxParams bounds how many parameters are looked at; a URI has about ten.
const maxParams = 100

// parseQuery splits a query. Of a parameter that occurs twice the first one
// counts.
func parseQuery(query string) params {
	p := params{}
	for part := range strings.SplitSeq(query, "&") {
		if len(p) == maxParams {
			break
		}
		// "&amp;" remains when a URI is copied out of a page's source.
		name, value, _ := strings.Cut(strings.TrimPrefix(part, "amp;"), "=")
		name = strings.ToLower(trim(unescape(name)))
		if _, ok := p[name]; !ok {
			p[name] = value
		}
	}
	return p
}

// get returns a parameter with + read as a space, as form encoding has it.
func (p params) get(name string) string {
	return unescape(strings.ReplaceAll(p[name], "+", " "))
}

// literal returns a parameter with + read as a plus.
func (p params) literal(name string) string { return unescape(p[name]) }

// unescape decodes percent-encoding. A percent sign that does not begin an
// escape stands for itself, and what is not UTF-8 becomes U+FFFD, since names
// are stored and shown as text.
func unescape(s string) string {
	if strings.IndexByte(s, '%') >= 0 {
		b := make([]byte, 0, len(s))
		for i := 0; i < len(s); i++ {
			if s[i] == '%' && i+2 < len(s) {
				if high, low := unhex(s[i+1]), unhex(s[i+2]); high >= 0 && low >= 0 {
					b = append(b, byte(high<<4|low))
					i += 2
					continue
				}
			}
			b = append(b, s[i])
		}
		s = string(b)
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// trim removes white space and a byte order mark from both ends.
func trim(s string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "\uFEFF"))
}

// isScheme reports whether s could stand before the colon of a URI.
func isScheme(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(s[i]))) {
			return false
		}
	}
	return true
}
