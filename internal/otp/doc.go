// Package otp computes one-time codes: HOTP (RFC 4226), TOTP (RFC 6238) and
// Steam's variant of TOTP.
//
// Its three nouns are the ones that the whole program speaks: a Key, which is
// what a service and its user share; a Step, which is the number of whole
// periods since the Unix epoch; and a Window, which is how many steps around
// its own a verifier accepts.
//
//	key := otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults()
//	code, err := key.CodeAt(now)
//	fmt.Println(code.Grouped())        // "492 039"
//
// Secrets and codes are types of their own. Whatever prints, logs or encodes
// them by accident gets ‹redacted› or an error; Secret.Base32 and Code.Reveal
// are the deliberate ways out, and easy to search for.
//
// The package is pure: it reads no clock and no file, and times come in as
// arguments. The arithmetic of a single code is that of github.com/pquerna/otp;
// docs/adr/0002-otp-engine.md says where that library serves and where not.
package otp
