package otp_test

import (
	"errors"
	"math"
	"testing"

	"sandi/internal/otp"
)

func counted(counter uint64) otp.Key {
	return otp.Key{Type: otp.HOTP, Secret: otp.NewSecret([]byte("12345678901234567890")), Counter: counter}.WithDefaults()
}

func codesFrom(t *testing.T, k otp.Key, at uint64, n int) []otp.Code {
	t.Helper()
	codes := make([]otp.Code, n)
	for i := range codes {
		code, err := k.CodeForCounter(at + uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		codes[i] = code
	}
	return codes
}

// The counter after two codes in a row is found wherever they are in reach:
// ahead, behind, and at both ends of what a counter can be.
func TestResynchronise(t *testing.T) {
	for _, tt := range []struct{ have, at uint64 }{
		{0, 0}, {5, 5}, {5, 6}, {5, 105}, {105, 5}, {1, 0}, {100, 0},
		{math.MaxUint64 - 1, math.MaxUint64 - 3}, {math.MaxUint64, math.MaxUint64 - 2}, {math.MaxUint64 - 50, math.MaxUint64 - 2},
	} {
		k := counted(tt.have)
		got, err := otp.Resynchronise(k, 100, codesFrom(t, k, tt.at, 2)...)
		if err != nil || got != tt.at+2 {
			t.Errorf("counter %d, codes of %d: got %d, %v", tt.have, tt.at, got, err)
		}
	}
}

func TestResynchroniseRefuses(t *testing.T) {
	k := counted(1000)
	timed := k
	timed.Type = otp.TOTP
	swapped := codesFrom(t, k, 1000, 2)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	for _, tt := range []struct {
		name  string
		key   otp.Key
		ahead int
		codes []otp.Code
		want  error
	}{
		{"one code", k, 100, codesFrom(t, k, 1000, 1), otp.ErrResyncFew},
		{"beyond the reach", k, 100, codesFrom(t, k, 1101, 2), otp.ErrResyncNone},
		{"before the reach", k, 100, codesFrom(t, k, 899, 2), otp.ErrResyncNone},
		{"the wrong way round", k, 100, swapped, otp.ErrResyncNone},
		{"time-based", timed, 100, swapped, otp.ErrNotCounterBased},
		{"absurd reach", k, 1 << 30, swapped, otp.ErrWindow},
	} {
		if _, err := otp.Resynchronise(tt.key, tt.ahead, tt.codes...); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	for _, ahead := range []int{0, 1} {
		if _, err := otp.Resynchronise(k, ahead, codesFrom(t, k, 1000+uint64(ahead), 2)...); err != nil {
			t.Errorf("reach of %d: %v", ahead, err)
		}
	}
}
