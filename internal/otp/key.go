package otp

import (
	"strings"
	"unicode/utf8"
)

// Type is the kind of a key.
type Type string

// The kinds of keys.
const (
	TOTP  Type = "totp"  // the code follows from the time
	HOTP  Type = "hotp"  // the code follows from a counter
	Steam Type = "steam" // as TOTP, written as five letters and digits
)

// ParseType reads the name of a kind, in any case.
func ParseType(name string) (Type, error) {
	switch t := Type(strings.ToLower(strings.TrimSpace(name))); t {
	case TOTP, HOTP, Steam:
		return t, nil
	}
	return "", ErrType.With("type", showName(name))
}

// Algorithm is the hash under the HMAC.
type Algorithm string

// The hashes that services use.
const (
	SHA1   Algorithm = "SHA1"
	SHA256 Algorithm = "SHA256"
	SHA512 Algorithm = "SHA512"
)

var algorithmSigns = strings.NewReplacer("-", "", "_", "", " ", "", ".", "")

// ParseAlgorithm reads a hash by the names that files and URIs give it: SHA1,
// sha-1, HMAC-SHA-1, HmacSHA1, Algorithm.sha1. Absent and "null" mean SHA1. A
// hash that sandi does not compute is an error and never SHA1 in disguise,
// since that would make codes which the service refuses without saying why.
func ParseAlgorithm(name string) (Algorithm, error) {
	plain := strings.ToUpper(algorithmSigns.Replace(name))
	plain = strings.TrimPrefix(strings.TrimPrefix(plain, "ALGORITHM"), "HMAC")
	switch plain {
	case "", "NULL", "SHA1":
		return SHA1, nil
	case "SHA256":
		return SHA256, nil
	case "SHA512":
		return SHA512, nil
	}
	return "", ErrAlgorithm.With("name", showName(name))
}

// Limits of a Key.
const (
	MinDigits    = 4
	SteamDigits  = 5
	MinPeriod    = 1               // second
	MaxPeriod    = 366 * 24 * 3600 // seconds: a year
	MaxNameBytes = 1024            // of an issuer and of an account
)

// Defaults of a Key.
const (
	DefaultDigits = 6
	DefaultPeriod = 30 // seconds
)

// Key is what a service and its user share to make codes, with the names under
// which the user knows it. Its zero fields mean the defaults.
type Key struct {
	Type      Type
	Issuer    string // the service
	Account   string // the user's name there
	Secret    Secret
	Algorithm Algorithm
	Digits    int
	Period    int    // seconds; no meaning for HOTP
	Counter   uint64 // of the next code; HOTP only
}

// WithDefaults returns the key with nothing left to guess: unset fields filled
// (TOTP, SHA-1, six digits or Steam's five, 30 seconds), and the fields that
// have no meaning for its type (period or counter) zero.
func (k Key) WithDefaults() Key {
	if k.Type == "" {
		k.Type = TOTP
	}
	if k.Algorithm == "" {
		k.Algorithm = SHA1
	}
	if k.Digits == 0 {
		k.Digits = DefaultDigits
		if k.Type == Steam {
			k.Digits = SteamDigits
		}
	}
	if k.Type == HOTP {
		k.Period = 0
		return k
	}
	k.Counter = 0
	if k.Period == 0 {
		k.Period = DefaultPeriod
	}
	return k
}

// Validate reports the first thing that keeps the key from making codes. Unset
// fields are judged as their defaults.
func (k Key) Validate() error {
	k = k.WithDefaults()
	if err := k.computable(); err != nil {
		return err
	}
	for _, name := range []string{k.Issuer, k.Account} {
		if len(name) > MaxNameBytes || !utf8.ValidString(name) {
			return ErrName.With("max", MaxNameBytes)
		}
	}
	return nil
}

// computable is the part of Validate that guards every computation.
func (k Key) computable() error {
	least, most := MinDigits, MaxDigits
	switch k.Type {
	case TOTP, HOTP:
	case Steam:
		least, most = SteamDigits, SteamDigits
	default:
		return ErrType.With("type", showName(string(k.Type)))
	}
	switch k.Algorithm {
	case SHA1, SHA256, SHA512:
	default:
		return ErrAlgorithm.With("name", showName(string(k.Algorithm)))
	}
	if k.Digits < least || k.Digits > most {
		return ErrDigits.With("digits", k.Digits, "min", least, "max", most)
	}
	if k.Type != HOTP && (k.Period < MinPeriod || k.Period > MaxPeriod) {
		return ErrPeriod.With("period", k.Period, "min", MinPeriod, "max", MaxPeriod)
	}
	switch n := k.Secret.Len(); {
	case n == 0:
		return ErrSecretEmpty
	case n > MaxSecretBytes:
		return ErrSecretLong.With("max", MaxSecretBytes)
	}
	return nil
}

// showName returns a type's or an algorithm's name for an error, or a question
// mark where it is not the kind of word that such a name is: errors reach
// terminals, and these names come out of other people's files.
func showName(name string) string {
	if name == "" || len(name) > 20 {
		return "?"
	}
	for _, r := range name {
		if u := asciiUpper(r); (u < 'A' || u > 'Z') && !strings.ContainsRune("0123456789-_./", r) {
			return "?"
		}
	}
	return name
}
