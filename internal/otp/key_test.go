package otp_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

func TestWithDefaults(t *testing.T) {
	secret := seed(20)
	tests := []struct {
		name       string
		give, want otp.Key
	}{
		{"nothing set", otp.Key{Secret: secret},
			otp.Key{Type: otp.TOTP, Secret: secret, Algorithm: otp.SHA1, Digits: 6, Period: 30}},
		{"Steam", otp.Key{Type: otp.Steam, Secret: secret},
			otp.Key{Type: otp.Steam, Secret: secret, Algorithm: otp.SHA1, Digits: 5, Period: 30}},
		{"HOTP has no period", otp.Key{Type: otp.HOTP, Secret: secret, Period: 30, Counter: 7},
			otp.Key{Type: otp.HOTP, Secret: secret, Algorithm: otp.SHA1, Digits: 6, Counter: 7}},
		{"TOTP has no counter", otp.Key{Secret: secret, Counter: 7},
			otp.Key{Type: otp.TOTP, Secret: secret, Algorithm: otp.SHA1, Digits: 6, Period: 30}},
		{"what is set stays", otp.Key{Type: otp.TOTP, Secret: secret, Algorithm: otp.SHA512, Digits: 8, Period: 60},
			otp.Key{Type: otp.TOTP, Secret: secret, Algorithm: otp.SHA512, Digits: 8, Period: 60}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.give.WithDefaults()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestValidate(t *testing.T) {
	good := otp.Key{Secret: seed(20)}
	tests := []struct {
		name string
		edit func(*otp.Key)
		want *fault.Error
	}{
		{"defaults", func(*otp.Key) {}, nil},
		{"4 digits", func(k *otp.Key) { k.Digits = 4 }, nil},
		{"10 digits", func(k *otp.Key) { k.Digits = 10 }, nil},
		{"3 digits", func(k *otp.Key) { k.Digits = 3 }, otp.ErrDigits},
		{"11 digits", func(k *otp.Key) { k.Digits = 11 }, otp.ErrDigits},
		{"negative digits", func(k *otp.Key) { k.Digits = -6 }, otp.ErrDigits},
		{"Steam with 5", func(k *otp.Key) { k.Type = otp.Steam; k.Digits = 5 }, nil},
		{"Steam with 6", func(k *otp.Key) { k.Type = otp.Steam; k.Digits = 6 }, otp.ErrDigits},
		{"1 second", func(k *otp.Key) { k.Period = 1 }, nil},
		{"a year", func(k *otp.Key) { k.Period = 366 * 86400 }, nil},
		{"more than a year", func(k *otp.Key) { k.Period = 366*86400 + 1 }, otp.ErrPeriod},
		{"negative period", func(k *otp.Key) { k.Period = -30 }, otp.ErrPeriod},
		{"HOTP does not look at the period", func(k *otp.Key) { k.Type = otp.HOTP; k.Period = -30 }, nil},
		{"no secret", func(k *otp.Key) { k.Secret = otp.Secret{} }, otp.ErrSecretEmpty},
		{"empty secret", func(k *otp.Key) { k.Secret = otp.NewSecret(nil) }, otp.ErrSecretEmpty},
		{"1 byte", func(k *otp.Key) { k.Secret = seed(1) }, nil},
		{"1024 bytes", func(k *otp.Key) { k.Secret = seed(1024) }, nil},
		{"1025 bytes", func(k *otp.Key) { k.Secret = seed(1025) }, otp.ErrSecretLong},
		{"type", func(k *otp.Key) { k.Type = "motp" }, otp.ErrType},
		{"algorithm", func(k *otp.Key) { k.Algorithm = "MD5" }, otp.ErrAlgorithm},
		{"lower-case algorithm", func(k *otp.Key) { k.Algorithm = "sha1" }, otp.ErrAlgorithm},
		{"longest names", func(k *otp.Key) { k.Issuer = strings.Repeat("a", 1024) }, nil},
		{"long issuer", func(k *otp.Key) { k.Issuer = strings.Repeat("a", 1025) }, otp.ErrName},
		{"long account", func(k *otp.Key) { k.Account = strings.Repeat("a", 1025) }, otp.ErrName},
		{"not UTF-8", func(k *otp.Key) { k.Account = "\xff" }, otp.ErrName},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key := good
			tt.edit(&key)
			err := key.Validate()
			if tt.want == nil && err != nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if tt.want == otp.ErrName {
				return // a name does not keep a key from making codes
			}
			if key.Type == otp.HOTP {
				_, err = key.CodeForCounter(1)
			} else {
				_, err = key.CodeFor(1)
			}
			if tt.want == nil && err != nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Fatalf("code: got %v, want %v", err, tt.want)
			}
		})
	}
}

// TestErrorsShowNoForeignText: names of types and hashes come out of files.
func TestErrorsShowNoForeignText(t *testing.T) {
	for _, name := range []string{"\x1b[2J", "SHA\u202e1", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", ""} {
		for _, err := range []error{
			second(otp.ParseType(name)),
			otp.Key{Type: otp.Type("x" + name), Secret: seed(20)}.Validate(),
			otp.Key{Algorithm: otp.Algorithm("x" + name), Secret: seed(20)}.Validate(),
		} {
			if err == nil || name != "" && strings.Contains(err.Error(), name) {
				t.Errorf("%q: got %v", name, err)
			}
		}
	}
	if got, want := second(otp.ParseAlgorithm("SHA3-256")).Error(), "unsupported algorithm name=SHA3-256"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func second[T any](_ T, err error) error { return err }

func TestParseAlgorithm(t *testing.T) {
	tests := map[string]otp.Algorithm{
		"": otp.SHA1, "null": otp.SHA1, "SHA1": otp.SHA1, "sha1": otp.SHA1, "SHA-1": otp.SHA1, "HMAC-SHA-1": otp.SHA1,
		"HmacSHA1": otp.SHA1, "Algorithm.sha1": otp.SHA1, "hmac_sha1": otp.SHA1,
		"SHA256": otp.SHA256, "Sha256": otp.SHA256, "SHA-256": otp.SHA256, "HmacSHA256": otp.SHA256, "Algorithm.sha256": otp.SHA256,
		"SHA512": otp.SHA512, "sha-512": otp.SHA512, "HMAC-SHA-512": otp.SHA512,
	}
	for give, want := range tests {
		if got, err := otp.ParseAlgorithm(give); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", give, got, err, want)
		}
	}
	for _, give := range []string{"SHA224", "SHA384", "MD5", "SHA", "SHA3-256", "SHA11", "1", "SHA-512/256"} {
		if got, err := otp.ParseAlgorithm(give); !errors.Is(err, otp.ErrAlgorithm) || got != "" {
			t.Errorf("%q: got %q, %v, want %v", give, got, err, otp.ErrAlgorithm)
		}
	}
}

func TestParseType(t *testing.T) {
	for give, want := range map[string]otp.Type{"totp": otp.TOTP, "HOTP": otp.HOTP, " Steam ": otp.Steam} {
		if got, err := otp.ParseType(give); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", give, got, err, want)
		}
	}
	for _, give := range []string{"", "motp", "yandex", "totp2"} {
		if _, err := otp.ParseType(give); !errors.Is(err, otp.ErrType) {
			t.Errorf("%q: got %v, want %v", give, err, otp.ErrType)
		}
	}
}

func TestSteps(t *testing.T) {
	tests := []struct {
		name      string
		period    int
		at        time.Time
		step      otp.Step
		start     int64
		remaining time.Duration
	}{
		{"epoch", 30, time.Unix(0, 0), 0, 0, 30 * time.Second},
		{"last nanosecond", 30, time.Unix(29, 999_999_999), 0, 0, 1},
		{"boundary", 30, time.Unix(30, 0), 1, 30, 30 * time.Second},
		{"within", 30, time.Unix(89, 250_000_000), 2, 60, 750 * time.Millisecond},
		{"unset period is 30", 0, time.Unix(61, 0), 2, 60, 29 * time.Second},
		{"one second", 1, time.Unix(1_700_000_000, 500_000_000), 1_700_000_000, 1_700_000_000, time.Second / 2},
		{"odd period", 7, time.Unix(20, 0), 2, 14, time.Second},
		{"a day", 86400, time.Unix(86400*3-1, 0), 2, 86400 * 2, time.Second},
		{"before 1970", 30, time.Unix(-1, 0), -1, -30, time.Second},
		{"boundary before 1970", 30, time.Unix(-30, 0), -1, -30, 30 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key := otp.Key{Period: tt.period}
			step := key.Step(tt.at)
			if step != tt.step {
				t.Errorf("step: got %d, want %d", step, tt.step)
			}
			if got := key.Start(step); got.Unix() != tt.start || got.Location() != time.UTC {
				t.Errorf("start: got %v, want %d in UTC", got, tt.start)
			}
			if got := key.Remaining(tt.at); got != tt.remaining {
				t.Errorf("remaining: got %v, want %v", got, tt.remaining)
			}
			if key.End(step) != key.Start(step+1) || tt.at.Before(key.Start(step)) || !tt.at.Before(key.End(step)) {
				t.Errorf("%v is not within [%v, %v)", tt.at, key.Start(step), key.End(step))
			}
		})
	}
}

// TestZonesDoNotMatter: a code depends on the instant, never on the zone.
func TestZonesDoNotMatter(t *testing.T) {
	key := otp.Key{Secret: seed(20), Digits: 8}
	at := time.Unix(1111111109, 0)
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("WIB", 7*3600), time.FixedZone("", -12*3600+1)} {
		if got := reveal(t)(key.CodeAt(at.In(zone))); got != "07081804" {
			t.Errorf("%v: got %s", zone, got)
		}
	}
}

func TestWrongQuestions(t *testing.T) {
	totp, hotp, steam := otp.Key{Secret: seed(20)}, otp.Key{Type: otp.HOTP, Secret: seed(20)}, otp.Key{Type: otp.Steam, Secret: seed(20)}
	tests := []struct {
		name string
		got  error
		want error
	}{
		{"before 1970", second(totp.CodeAt(time.Unix(-1, 0))), otp.ErrBeforeEpoch},
		{"year 1", second(totp.CodeAt(time.Time{})), otp.ErrBeforeEpoch},
		{"negative step", second(steam.CodeFor(-1)), otp.ErrBeforeEpoch},
		{"time of a counter", second(hotp.CodeAt(time.Unix(0, 0))), otp.ErrNotTimeBased},
		{"step of a counter", second(hotp.CodeFor(1)), otp.ErrNotTimeBased},
		{"counter of a time", second(totp.CodeForCounter(1)), otp.ErrNotCounterBased},
		{"counter of Steam", second(steam.CodeForCounter(1)), otp.ErrNotCounterBased},
	}
	for _, tt := range tests {
		if !errors.Is(tt.got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}
