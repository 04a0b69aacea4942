package refusal

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"sandi/internal/otp"
)

// otherwiseEncoded returns the keys that the same text gives when it is taken
// for something else than base32, here or at the service.
func otherwiseEncoded(secret []byte) (all []variant) {
	if len(secret) > otp.MaxSecretBytes {
		return nil
	}
	seen := map[string]bool{string(secret): true}
	add := func(raw []byte, change string, share float64) {
		if len(raw) > 0 && len(raw) <= 8*otp.MaxSecretBytes && !seen[string(raw)] {
			seen[string(raw)] = true
			all = append(all, variant{secret: raw, change: change, share: share})
		}
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	// The service uses the characters of its own text as the key.
	add([]byte(text), "key:text", 0.25)
	add([]byte(strings.ToLower(text)), "key:text", 0.1)
	add([]byte(hex.EncodeToString(secret)), "key:hex-text", 0.1)
	add([]byte(strings.ToUpper(hex.EncodeToString(secret))), "key:hex-text", 0.05)
	// The text was hexadecimal, or base64, and was read as base32 here.
	if raw, err := hex.DecodeString(text); err == nil {
		add(raw, "key:hex", 0.2)
	} else if raw, err := hex.DecodeString(text[:len(text)-1]); err == nil {
		add(raw, "key:hex", 0.1)
	}
	if raw, err := base64.RawStdEncoding.DecodeString(text); err == nil {
		add(raw, "key:base64", 0.05)
	}
	// The key here is the characters of a text that the service decodes.
	asText := strings.TrimRight(strings.ToUpper(strings.TrimSpace(string(secret))), "=")
	if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(asText); err == nil {
		add(raw, "key:base32", 0.2)
	}
	if raw, err := hex.DecodeString(strings.ToLower(asText)); err == nil {
		add(raw, "key:hex", 0.2)
	}
	return all
}
