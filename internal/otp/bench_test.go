package otp_test

import (
	"testing"
	"time"

	"sandi/internal/otp"
)

func BenchmarkCodeAt(b *testing.B) {
	for _, algorithm := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
		b.Run(string(algorithm), func(b *testing.B) {
			key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890")), Algorithm: algorithm}
			at := time.Unix(1_111_111_109, 0)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := key.CodeAt(at); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCodeAtParallel is what a code costs when all processors share a
// list: Keys are values and computing changes nothing.
func BenchmarkCodeAtParallel(b *testing.B) {
	key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}
	at := time.Unix(1_111_111_109, 0)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := key.CodeAt(at); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkListing is what a listing of 10,000 entries computes: the present
// and the next code of each.
func BenchmarkListing(b *testing.B) {
	keys := make([]otp.Key, 10_000)
	for i := range keys {
		raw := []byte("12345678901234567890")
		raw[0], raw[1] = byte(i), byte(i>>8)
		keys[i] = otp.Key{Secret: otp.NewSecret(raw)}
	}
	at := time.Unix(1_111_111_109, 0)
	b.ReportAllocs()
	for b.Loop() {
		for _, key := range keys {
			step := key.Step(at)
			for _, s := range []otp.Step{step, step + 1} {
				if _, err := key.CodeFor(s); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

func BenchmarkParseSecret(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := otp.ParseSecret("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"); err != nil {
			b.Fatal(err)
		}
	}
}
