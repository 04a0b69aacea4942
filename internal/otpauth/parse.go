package otpauth

import (
	"strconv"
	"strings"

	"sandi/internal/otp"
)

// MaxURIBytes bounds what Parse looks at. Ente puts notes into its URIs, so
// this is far more than a key needs.
const MaxURIBytes = 64 << 10

// ParseInput reads what a person pastes or types when asked for a key: an
// otpauth or steam URI, or a setup key, which makes a TOTP key without names.
func ParseInput(text string) (otp.Key, error) {
	text = trim(text)
	if scheme, _, ok := strings.Cut(text, ":"); ok && isScheme(scheme) {
		return Parse(text)
	}
	secret, err := otp.ParseSecret(text)
	if err != nil {
		return otp.Key{}, err
	}
	return otp.Key{Secret: secret}.WithDefaults(), nil
}

// Doubt says what makes the key in a text that ParseInput takes look as if it
// had not been copied whole, as otp.Doubt does.
func Doubt(text string) error {
	text = trim(text)
	scheme, rest, ok := strings.Cut(text, "://")
	switch {
	case len(text) > MaxURIBytes:
		return nil
	case !ok || !isScheme(scheme):
		return otp.Doubt(text)
	case strings.EqualFold(scheme, "steam"):
		return otp.Doubt(steamSecret(rest))
	}
	_, params := split(rest)
	return otp.Doubt(params.get("secret"))
}

// Parse reads an otpauth:// or steam:// URI. The key that it returns is valid
// and has its defaults filled in.
func Parse(uri string) (otp.Key, error) {
	if len(uri) > MaxURIBytes {
		return otp.Key{}, ErrTooLong.With("max", MaxURIBytes)
	}
	uri = trim(uri)
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return otp.Key{}, ErrNotURI
	}
	if strings.ContainsAny(uri, "\r\n") {
		// The rest of a list would end up, secrets and all, in an issuer.
		return otp.Key{}, ErrLines
	}
	switch strings.ToLower(scheme) {
	case "otpauth":
		return parseOTPAuth(rest)
	case "steam":
		return parseSteam(rest)
	case "otpauth-migration":
		return otp.Key{}, ErrMigration
	case "motp":
		return otp.Key{}, ErrMOTP
	case "http", "https":
		return otp.Key{}, ErrWebAddress
	}
	return otp.Key{}, ErrNotURI
}

// parseSteam reads steam://SECRET as Bitwarden and Proton write it. It has
// nothing but the key, and it is Steam's by definition.
func parseSteam(rest string) (otp.Key, error) {
	secret, err := parseSecret(steamSecret(rest))
	if err != nil {
		return otp.Key{}, err
	}
	return otp.Key{Type: otp.Steam, Issuer: "Steam", Secret: secret}.WithDefaults(), nil
}

func steamSecret(rest string) string {
	text, _, _ := strings.Cut(rest, "?")
	return unescape(strings.TrimSuffix(text, "/"))
}

// split takes TYPE/LABEL?QUERY apart.
func split(rest string) (path string, p params) {
	path, query, _ := strings.Cut(rest, "?")
	p = parseQuery(query)
	if _, ok := p["secret"]; !ok {
		// An unescaped question mark in the label.
		if i := strings.LastIndexByte(rest, '?'); i >= 0 {
			path, p = rest[:i], parseQuery(rest[i+1:])
		}
	}
	return path, p
}

// parseOTPAuth reads TYPE/LABEL?QUERY. It does not use net/url, which refuses
// stray percent signs and cuts the URI at an unescaped #, both of which occur.
func parseOTPAuth(rest string) (otp.Key, error) {
	path, params := split(rest)
	kind, label, _ := strings.Cut(path, "/")

	var k otp.Key
	switch strings.ToLower(trim(kind)) {
	case "totp":
		k.Type = otp.TOTP
		if strings.EqualFold(params.get("encoder"), "steam") { // KeePassXC
			k.Type = otp.Steam
		}
	case "hotp":
		k.Type = otp.HOTP
	case "steam":
		k.Type = otp.Steam
	case "yaotp":
		return otp.Key{}, ErrYandex
	case "motp":
		return otp.Key{}, ErrMOTP
	default:
		return otp.Key{}, ErrType
	}

	k.Issuer, k.Account = names(unescape(label), params)

	var err error
	if k.Secret, err = parseSecret(params.get("secret")); err != nil {
		return otp.Key{}, err
	}
	if k.Algorithm, err = otp.ParseAlgorithm(params.get("algorithm")); err != nil {
		return otp.Key{}, err
	}
	if k.Digits, err = number(params, "digits"); err != nil {
		return otp.Key{}, err
	}
	if k.Type == otp.Steam {
		k.Digits = otp.SteamDigits // whatever the URI says, Steam's codes are five characters
	}
	if k.Type == otp.HOTP {
		k.Counter, err = counter(params)
	} else {
		k.Period, err = number(params, "period")
	}
	if err != nil {
		return otp.Key{}, err
	}
	if err := k.Validate(); err != nil {
		return otp.Key{}, err
	}
	return k.WithDefaults(), nil
}

func parseSecret(text string) (otp.Secret, error) {
	if trim(text) == "" {
		return otp.Secret{}, ErrNoSecret
	}
	return otp.ParseSecret(text)
}

// number returns a digits or period parameter, or 0 if it is absent. A 0 that
// is written out is an error: some apps store it when they mean "broken".
func number(p params, name string) (int, error) {
	text := p.get(name)
	if absent(text) {
		return 0, nil
	}
	n, err := strconv.ParseInt(trim(text), 10, 32)
	switch {
	case err != nil:
		return 0, ErrNumber.With("field", name)
	case n == 0 && name == "digits":
		return 0, otp.ErrDigits.With("digits", 0, "min", otp.MinDigits, "max", otp.MaxDigits)
	case n == 0:
		return 0, otp.ErrPeriod.With("period", 0, "min", otp.MinPeriod, "max", otp.MaxPeriod)
	}
	return int(n), nil
}

// counter returns the counter parameter. Where it is missing the key is new,
// so it starts at 0 as most apps have it.
func counter(p params) (uint64, error) {
	text := p.get("counter")
	if absent(text) {
		return 0, nil
	}
	n, err := strconv.ParseUint(trim(text), 10, 64)
	if err != nil {
		return 0, ErrNumber.With("field", "counter")
	}
	return n, nil
}

// absent tells a parameter that says nothing: Ente has written the word null.
func absent(text string) bool {
	text = trim(text)
	return text == "" || strings.EqualFold(text, "null")
}
