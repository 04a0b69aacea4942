package otpauth

import (
	"strconv"
	"strings"

	"sandi/internal/otp"
)

// Format writes a valid key as a URI. Parameters at their default are left
// out, so that its QR code stays small, except the counter, which some apps
// insist on. The result holds the secret.
func Format(k otp.Key) string {
	k = k.WithDefaults()
	var b strings.Builder
	b.WriteString("otpauth://")
	b.WriteString(string(k.Type))
	b.WriteByte('/')
	// With an issuer, and for an account that holds a colon, the first colon
	// of the label is the separator. An account's own first space would be
	// taken for the one that may follow it, so it gets one more.
	if k.Issuer != "" || strings.Contains(k.Account, ":") {
		escape(&b, k.Issuer, "")
		b.WriteByte(':')
		if strings.HasPrefix(k.Account, " ") {
			b.WriteString("%20")
		}
	}
	escape(&b, k.Account, "@")
	b.WriteString("?secret=")
	b.WriteString(k.Secret.Base32())
	if k.Issuer != "" {
		b.WriteString("&issuer=")
		escape(&b, k.Issuer, "")
	}
	if k.Algorithm != otp.SHA1 {
		b.WriteString("&algorithm=")
		b.WriteString(string(k.Algorithm))
	}
	if k.Digits != otp.DefaultDigits && k.Type != otp.Steam {
		b.WriteString("&digits=")
		b.WriteString(strconv.Itoa(k.Digits))
	}
	if k.Type == otp.HOTP {
		b.WriteString("&counter=")
		b.WriteString(strconv.FormatUint(k.Counter, 10))
	} else if k.Period != otp.DefaultPeriod {
		b.WriteString("&period=")
		b.WriteString(strconv.Itoa(k.Period))
	}
	return b.String()
}

// escape percent-encodes all but RFC 3986's unreserved characters and those in
// also. A space becomes %20 and never +, which readers take for one or the
// other.
func escape(b *strings.Builder, s, also string) {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '.', c == '_', c == '~', strings.IndexByte(also, c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}
