package otp

import (
	"sandi/internal/fault"
)

// What can be wrong with a key, a code or a time. The values that they carry
// are safe to show: never a key, never more of what was typed than the one
// character that cannot belong to a key.
var (
	// ErrSecretEmpty: nothing was typed, or only spaces, dashes and padding.
	ErrSecretEmpty = fault.New("otp.secret-empty", "empty setup key")
	// ErrSecretCharacter: a character that base32 does not have ("char", "place").
	ErrSecretCharacter = fault.New("otp.secret-character", "character outside base32 in setup key")
	// ErrSecretLookalike: a digit that base32 does not have because it looks
	// like a letter ("char", "place", "meant").
	ErrSecretLookalike = fault.New("otp.secret-lookalike", "digit that looks like a letter in setup key")
	// ErrSecretShort: too few characters for even one byte.
	ErrSecretShort = fault.New("otp.secret-short", "setup key too short")
	// ErrSecretLong: more than MaxSecretBytes ("max").
	ErrSecretLong = fault.New("otp.secret-long", "setup key too long")

	// ErrSecretCut is a doubt, not a refusal: the last characters do not end
	// where a key ends.
	ErrSecretCut = fault.New("otp.secret-cut", "setup key seems cut short or mistyped")
	// ErrSecretFew is a doubt, not a refusal: fewer characters than services
	// hand out ("min", in characters).
	ErrSecretFew = fault.New("otp.secret-few", "setup key has unusually few characters")

	// ErrSecretLines is a doubt, not a refusal: a long key may be broken over
	// lines, or two keys may have been pasted.
	ErrSecretLines = fault.New("otp.secret-lines", "setup key on several lines")

	// ErrCodeMalformed: what was typed cannot be a code of any kind.
	ErrCodeMalformed = fault.New("otp.code-malformed", "not a one-time code")

	// ErrType: a type of key that sandi does not know ("type").
	ErrType = fault.New("otp.type", "unknown type of key")
	// ErrAlgorithm: a hash that sandi does not compute ("name").
	ErrAlgorithm = fault.New("otp.algorithm", "unsupported algorithm")
	// ErrDigits: a number of digits out of range ("digits", "min", "max").
	ErrDigits = fault.New("otp.digits", "number of digits out of range")
	// ErrPeriod: a period out of range ("period", "min", "max", in seconds).
	ErrPeriod = fault.New("otp.period", "period out of range")
	// ErrName: an issuer or account that is too long or is not UTF-8 ("max", in bytes).
	ErrName = fault.New("otp.name", "issuer or account too long or not UTF-8")

	// ErrBeforeEpoch: the clock says a time before 1970, for which no code is defined.
	ErrBeforeEpoch = fault.New("otp.before-epoch", "time before 1970")
	// ErrNotTimeBased: a code for a time was asked of a counter-based key.
	ErrNotTimeBased = fault.New("otp.not-time-based", "key is counter-based")
	// ErrNotCounterBased: a code for a counter was asked of a time-based key.
	ErrNotCounterBased = fault.New("otp.not-counter-based", "key is time-based")
	// ErrWindow: a window that is negative or absurdly wide ("max", in steps).
	ErrWindow = fault.New("otp.window", "window out of range")

	// ErrResyncFew: too few codes to tell a counter by ("min").
	ErrResyncFew = fault.New("otp.resync-few", "too few codes to find the counter")
	// ErrResyncNone: no counter within reach makes these codes ("ahead").
	ErrResyncNone = fault.New("otp.resync-none", "no counter makes these codes")

	// ErrNotSerialisable: a Secret or a Code was handed to an encoder.
	ErrNotSerialisable = fault.New("otp.not-serialisable", "secrets and codes are not encoded by accident")
)
