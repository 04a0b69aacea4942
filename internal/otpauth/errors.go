package otpauth

import "sandi/internal/fault"

// What can be wrong with a URI. Faults of package otp come through as well,
// for the parts that a URI only carries: secret, digits, period, algorithm.
var (
	// ErrTooLong: longer than MaxURIBytes ("max").
	ErrTooLong = fault.New("otpauth.too-long", "otpauth URI too long")
	// ErrNotURI: not an address for an authenticator at all.
	ErrNotURI = fault.New("otpauth.not-uri", "not an otpauth URI")
	// ErrLines: several lines where one URI was expected.
	ErrLines = fault.New("otpauth.lines", "more than one line in otpauth URI")
	// ErrType: an otpauth URI of a kind that is neither totp, hotp nor steam.
	ErrType = fault.New("otpauth.type", "unknown kind of otpauth URI")
	// ErrNoSecret: a URI without a key.
	ErrNoSecret = fault.New("otpauth.no-secret", "otpauth URI without a secret")
	// ErrNumber: a digits, period or counter that is no number ("field").
	ErrNumber = fault.New("otpauth.number", "malformed number in otpauth URI")
	// ErrMigration: Google Authenticator's export, which holds many keys.
	ErrMigration = fault.New("otpauth.migration", "Google Authenticator export, not a single key")
	// ErrMOTP: a Mobile-OTP key.
	ErrMOTP = fault.New("otpauth.motp", "Mobile-OTP keys are not supported")
	// ErrYandex: a Yandex key.
	ErrYandex = fault.New("otpauth.yandex", "Yandex keys are not supported")
	// ErrWebAddress: a web address where a key was expected.
	ErrWebAddress = fault.New("otpauth.web-address", "web address instead of a key")
)
