package acceptance

import "sandi/internal/otp"

// Profile is a policy by the name that the practice portal gives it.
type Profile struct {
	Name   string
	Policy Policy
}

// Profiles returns the policies that are met in the field, strictest first:
// "ketat" takes the step of its own clock only, "lampau" the one before too,
// "lazim" one on either side, "longgar" four.
func Profiles() []Profile {
	return []Profile{
		{"ketat", Policy{Window: otp.Window{}}},
		{"lampau", Policy{Window: otp.Window{Past: 1}}},
		{"lazim", Policy{Window: otp.Window{Past: 1, Future: 1}}},
		{"longgar", Policy{Window: otp.Window{Past: 4, Future: 4}}},
	}
}
