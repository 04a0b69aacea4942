package otp_test

import (
	"fmt"
	"time"

	"sandi/internal/otp"
)

func Example() {
	// As typed from a web page, with the spaces that it shows.
	secret, err := otp.ParseSecret("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")
	if err != nil {
		fmt.Println(err)
		return
	}
	key := otp.Key{Issuer: "LPSE", Account: "penyedia", Secret: secret}
	now := time.Unix(1_111_111_109, 0)

	code, err := key.CodeAt(now)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(code.Grouped(), "for", key.Remaining(now))
	fmt.Println(code, key.Secret) // as a log would have it
	// Output:
	// 081 804 for 1s
	// ‹redacted› ‹redacted›
}

func ExampleMatch() {
	key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}
	now := time.Unix(1_111_111_111, 0)

	// The code of the step before, which a verifier with a window of one accepts.
	typed, err := otp.ParseCode("081 804")
	if err != nil {
		fmt.Println(err)
		return
	}
	step, ok, err := otp.Match(key, typed, now, otp.Window{Past: 1, Future: 1})
	fmt.Println(ok, step-key.Step(now), err)
	// Output: true -1 <nil>
}

func ExampleParseSecret() {
	_, err := otp.ParseSecret("JBSW Y3DP EHPK 3PX0")
	fmt.Println(err)
	// Output: digit that looks like a letter in setup key char=0 place=19 meant=O
}
