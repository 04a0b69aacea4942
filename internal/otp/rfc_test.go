package otp_test

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"sandi/internal/otp"
)

// seed returns the RFCs' shared secret: the digits 1 to 9 and 0, repeated.
func seed(n int) otp.Secret {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = "1234567890"[i%10]
	}
	return otp.NewSecret(raw)
}

// TestRFC4226AppendixD takes the ten values of the table, and the truncated
// decimals beside them as codes of ten digits.
func TestRFC4226AppendixD(t *testing.T) {
	tests := []struct {
		code    string
		decimal int
	}{
		{"755224", 1284755224},
		{"287082", 1094287082},
		{"359152", 137359152},
		{"969429", 1726969429},
		{"338314", 1640338314},
		{"254676", 868254676},
		{"287922", 1918287922},
		{"162583", 82162583},
		{"399871", 673399871},
		{"520489", 645520489},
	}
	for counter, tt := range tests {
		key := otp.Key{Type: otp.HOTP, Secret: seed(20)}
		if got := reveal(t)(key.CodeForCounter(uint64(counter))); got != tt.code {
			t.Errorf("counter %d: got %s, want %s", counter, got, tt.code)
		}
		for digits := otp.MinDigits; digits <= otp.MaxDigits; digits++ {
			key.Digits = digits
			want := fmt.Sprintf("%010d", tt.decimal)[10-digits:]
			if got := reveal(t)(key.CodeForCounter(uint64(counter))); got != want {
				t.Errorf("counter %d, %d digits: got %s, want %s", counter, digits, got, want)
			}
		}
	}
}

// TestRFC6238AppendixB takes all 18 values. As its erratum says, the seeds of
// SHA-256 and SHA-512 are 32 and 64 bytes long.
func TestRFC6238AppendixB(t *testing.T) {
	seeds := map[otp.Algorithm]otp.Secret{otp.SHA1: seed(20), otp.SHA256: seed(32), otp.SHA512: seed(64)}
	tests := []struct {
		seconds int64
		step    string // in hex, as the RFC prints it
		codes   map[otp.Algorithm]string
	}{
		{59, "0000000000000001", map[otp.Algorithm]string{otp.SHA1: "94287082", otp.SHA256: "46119246", otp.SHA512: "90693936"}},
		{1111111109, "00000000023523EC", map[otp.Algorithm]string{otp.SHA1: "07081804", otp.SHA256: "68084774", otp.SHA512: "25091201"}},
		{1111111111, "00000000023523ED", map[otp.Algorithm]string{otp.SHA1: "14050471", otp.SHA256: "67062674", otp.SHA512: "99943326"}},
		{1234567890, "000000000273EF07", map[otp.Algorithm]string{otp.SHA1: "89005924", otp.SHA256: "91819424", otp.SHA512: "93441116"}},
		{2000000000, "0000000003F940AA", map[otp.Algorithm]string{otp.SHA1: "69279037", otp.SHA256: "90698825", otp.SHA512: "38618901"}},
		{20000000000, "0000000027BC86AA", map[otp.Algorithm]string{otp.SHA1: "65353130", otp.SHA256: "77737706", otp.SHA512: "47863826"}},
	}
	for _, tt := range tests {
		for algorithm, want := range tt.codes {
			key := otp.Key{Secret: seeds[algorithm], Algorithm: algorithm, Digits: 8}
			at := time.Unix(tt.seconds, 0)
			if got := reveal(t)(key.CodeAt(at)); got != want {
				t.Errorf("%s at %d: got %s, want %s", algorithm, tt.seconds, got, want)
			}
			if got := fmt.Sprintf("%016X", int64(key.Step(at))); got != tt.step {
				t.Errorf("step at %d: got %s, want %s", tt.seconds, got, tt.step)
			}
		}
	}
}

// TestSteam takes the vector of the Aegis and Proton tests.
func TestSteam(t *testing.T) {
	secret, err := otp.ParseSecret("STEAMKEY")
	if err != nil {
		t.Fatal(err)
	}
	key := otp.Key{Type: otp.Steam, Secret: secret}
	if got, want := reveal(t)(key.CodeAt(time.Unix(1742298622, 0))), "NTK5M"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestLongSecret has a key longer than the hash's block, which HMAC hashes
// first. The value was computed with Python's hmac module.
func TestLongSecret(t *testing.T) {
	key := otp.Key{Type: otp.HOTP, Secret: seed(200)}
	if got, want := reveal(t)(key.CodeForCounter(7)), "013157"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func reveal(t *testing.T) func(otp.Code, error) string {
	return func(c otp.Code, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c.Reveal()
	}
}

func secretFromHex(t *testing.T, text string) otp.Secret {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return otp.NewSecret(raw)
}
