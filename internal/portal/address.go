package portal

import (
	"fmt"
	"strings"
)

// addressDomain is one that no mail server outside will ever serve (RFC 2606).
const addressDomain = "latihan.example"

// ownAddress returns the mail address of an account that was given none:
// penyedia.demo@penyedia.latihan.example. No two accounts have the same, also
// where case does not count. What an address could not hold, and capitals, are
// written as "=" and two hexadecimal digits.
func ownAddress(role Role, user string) string {
	var b strings.Builder
	for i, c := range []byte(user) {
		dot := c == '.' && (i == 0 || i == len(user)-1 || user[i-1] == '.')
		if dot || c == '@' || c >= 'A' && c <= 'Z' {
			fmt.Fprintf(&b, "=%02x", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String() + "@" + string(role) + "." + addressDomain
}

// validEmail takes plain addresses in lower case, and none of our own domain:
// whoever had one of those would read another's letters.
func validEmail(address string) bool {
	const most = 254 // RFC 5321
	local, domain, ok := strings.Cut(address, "@")
	if !ok || len(address) > most || !atoms(local, "!#$%&'*+/=?^_`{|}~-") || !atoms(domain, "-") {
		return false
	}
	return domain != addressDomain && !strings.HasSuffix(domain, "."+addressDomain)
}

// atoms reports whether text is lower-case words of letters, digits and the
// other characters, with single dots between.
func atoms(text, other string) bool {
	for word := range strings.SplitSeq(text, ".") {
		if word == "" {
			return false
		}
		for _, c := range []byte(word) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte(other, c) < 0 {
				return false
			}
		}
	}
	return true
}
