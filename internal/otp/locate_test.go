package otp_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/otp"
)

func randomKey(rng *rand.Rand) otp.Key {
	raw := make([]byte, 1+rng.IntN(80))
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	k := otp.Key{Secret: otp.NewSecret(raw), Algorithm: []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}[rng.IntN(3)]}
	switch rng.IntN(4) {
	case 0:
		k.Type = otp.Steam
	case 1:
		k.Type = otp.HOTP
		k.Digits = otp.MinDigits + rng.IntN(otp.MaxDigits-otp.MinDigits+1)
	default:
		k.Digits = otp.MinDigits + rng.IntN(otp.MaxDigits-otp.MinDigits+1)
	}
	return k.WithDefaults()
}

// The search computes as the engine does, which the RFCs' vectors prove.
func TestTruncationsAreTheEnginesCodes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		k := randomKey(rng)
		from := rng.Uint64N(1 << 40)
		hashes := make([]uint32, 5)
		if err := otp.Truncations(k, from, hashes); err != nil {
			t.Fatal(err)
		}
		for i, h := range hashes {
			code, err := k.CodeFor(otp.Step(from) + otp.Step(i))
			if k.Type == otp.HOTP {
				code, err = k.CodeForCounter(from + uint64(i))
			}
			if err != nil {
				t.Fatal(err)
			}
			residue, modulus, ok := otp.Residue(k, code)
			if !ok || uint64(h)%modulus != residue {
				t.Fatalf("%s, %s, %d digits: residue %v of %d, ok %v", k.Type, k.Algorithm, k.Digits, uint64(h)%modulus == residue, modulus, ok)
			}
		}
	}
	if err := otp.Truncations(otp.Key{}, 0, make([]uint32, 1)); !errors.Is(err, otp.ErrSecretEmpty) {
		t.Errorf("no key: %v", err)
	}
}

func consecutive(t *testing.T, k otp.Key, last otp.Step, n int) []otp.Code {
	t.Helper()
	var codes []otp.Code
	for i := range n {
		c, err := k.CodeFor(last - otp.Step(n-1-i))
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	return codes
}

func TestLocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	at := time.Date(2027, 3, 10, 12, 0, 7, 0, time.UTC)
	const reach = 12*time.Hour + 30*time.Minute
	for range 200 {
		k := randomKey(rng)
		if k.Type == otp.HOTP || k.Type == otp.TOTP && k.Digits < 6 {
			continue
		}
		off := rng.IntN(3001) - 1500
		codes := consecutive(t, k, k.Step(at)+otp.Step(off), 2)
		got, err := otp.Locate(k, codes, at, reach)
		if err != nil || len(got) != 1 || got[0].Offset != off || got[0].Step != k.Step(at)+otp.Step(off) {
			t.Fatalf("%d steps: got %v, %v", off, got, err)
		}
	}
	k := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890")), Digits: 4}.WithDefaults()
	now := k.Step(at)
	for _, off := range []otp.Step{-1501, 1501} {
		if got, _ := otp.Locate(k, consecutive(t, k, now+off, 3), at, reach); len(got) != 0 {
			t.Errorf("%d steps, out of reach: got %v", off, got)
		}
	}
	// One code of four digits is found at many places, the nearest first.
	brief := k
	brief.Period = 5
	got, err := otp.Locate(brief, consecutive(t, brief, brief.Step(at)+3, 1), at, otp.MaxReach*10)
	if err != nil || len(got) < 2 || got[0].Offset != 3 {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := 1; i < len(got); i++ {
		if a, b := got[i-1].Offset, got[i].Offset; max(a, -a) > max(b, -b) {
			t.Fatalf("%v is not sorted", got)
		}
	}
	if last := got[len(got)-1].Offset; max(last, -last) > 2*24*60*60/5 {
		t.Errorf("%d steps away is beyond two days", last)
	}
	k.Period = 30
	now = k.Step(at)
	// Steps before 1970 do not exist.
	early := time.Unix(100, 0)
	if got, err := otp.Locate(k, consecutive(t, k, 1, 2), early, reach); err != nil || len(got) == 0 || got[0].Offset != -2 {
		t.Errorf("at the epoch: got %v, %v", got, err)
	}
	if _, err := otp.Locate(k, consecutive(t, k, 1, 2), time.Unix(-1e6, 0), reach); !errors.Is(err, otp.ErrBeforeEpoch) {
		t.Errorf("before it: %v", err)
	}
	eight := otp.Key{Secret: k.Secret, Digits: 8}.WithDefaults()
	if got, err := otp.Locate(k, consecutive(t, eight, now, 2), at, reach); err != nil || len(got) != 0 {
		t.Errorf("codes of another length: got %v, %v", got, err)
	}
	for name, codes := range map[string][]otp.Code{"none": nil, "eleven": make([]otp.Code, 11)} {
		if _, err := otp.Locate(k, codes, at, reach); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	k.Type = otp.HOTP
	if _, err := otp.Locate(k, make([]otp.Code, 2), at, reach); !errors.Is(err, otp.ErrNotTimeBased) {
		t.Errorf("counter-based: %v", err)
	}
}

// The chance that is stated is the one that happens.
func TestCoincidence(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	at := time.Date(2027, 3, 10, 12, 0, 7, 0, time.UTC)
	k := otp.Key{Digits: 4}.WithDefaults()
	hits, expected := 0, 0.0
	const tries = 400
	for range tries {
		raw := make([]byte, 20)
		for i := range raw {
			raw[i] = byte(rng.Uint32())
		}
		k.Secret = otp.NewSecret(raw)
		wrong := otp.NewSecret([]byte{byte(rng.Uint32()), byte(rng.Uint32()), byte(rng.Uint32())})
		codes := consecutive(t, otp.Key{Digits: 4, Secret: wrong}, 1000, 1)
		found, err := otp.Locate(k, codes, at, 12*time.Hour+30*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			hits++
		}
		expected += otp.Coincidence(k, codes, 3001)
	}
	if sigma := math.Sqrt(expected * (1 - expected/tries)); math.Abs(float64(hits)-expected) > 4*sigma {
		t.Errorf("%d hits by chance, %.1f stated", hits, expected)
	}

	k = otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}
	six := consecutive(t, k, 5, 3)
	for n, want := range map[int]float64{1: 3e-3, 2: 3e-9, 3: 3e-15} {
		if got := otp.Coincidence(k, six[:n], 3001); math.Abs(got/want-1) > 0.01 {
			t.Errorf("%d codes: got %g, want about %g", n, got, want)
		}
	}
	impossible, err := otp.ParseCode("9999999999")
	if err != nil {
		t.Fatal(err)
	}
	k.Digits = 10
	if got := otp.Coincidence(k, []otp.Code{impossible}, 3001); got != 0 {
		t.Errorf("a code beyond 31 bits: %g", got)
	}
	steam := otp.Key{Type: otp.Steam, Secret: k.Secret}
	if got, want := otp.Coincidence(steam, consecutive(t, steam, 5, 1), 1), math.Pow(26, -5); math.Abs(got/want-1) > 0.01 {
		t.Errorf("steam: got %g, want %g", got, want)
	}
}

func BenchmarkLocate(b *testing.B) {
	k := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}
	at := time.Unix(1_800_000_000, 0)
	c, err := k.CodeFor(5)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := otp.Locate(k, []otp.Code{c, c}, at, 12*time.Hour+30*time.Minute); err != nil {
			b.Fatal(err)
		}
	}
}
