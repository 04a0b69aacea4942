// Package otpauth turns what services and other apps hand out into keys, and
// keys into the URI that other apps and QR codes understand.
//
// Parse is lenient, because people bring URIs that were written by hand, by
// form encoders and by apps with bugs; what it cannot read it refuses with a
// reason, and it never guesses a hash or a length. Format writes the plainest
// form that every app reads. For every valid key, Parse(Format(k)) is
// k.WithDefaults().
//
// A URI holds the secret: no error of this package quotes one.
package otpauth
