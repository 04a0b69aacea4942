package otp

// Raw returns the bytes that a Secret holds, not a copy, to see them wiped.
func Raw(s Secret) []byte { return s.raw() }
