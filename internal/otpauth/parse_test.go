package otpauth_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

const hello = "JBSWY3DPEHPK3PXP"

// key returns the TOTP key of hello with names, edited.
func key(t *testing.T, issuer, account string, edit ...func(*otp.Key)) otp.Key {
	t.Helper()
	secret, err := otp.ParseSecret(hello)
	if err != nil {
		t.Fatal(err)
	}
	k := otp.Key{Issuer: issuer, Account: account, Secret: secret}
	for _, e := range edit {
		e(&k)
	}
	return k.WithDefaults()
}

func steam(k *otp.Key) { k.Type = otp.Steam }

func hotp(counter uint64) func(*otp.Key) {
	return func(k *otp.Key) { k.Type, k.Counter = otp.HOTP, counter }
}

func TestParse(t *testing.T) {
	sha256 := func(k *otp.Key) { k.Algorithm = otp.SHA256 }
	sha512 := func(k *otp.Key) { k.Algorithm = otp.SHA512 }
	digits := func(n int) func(*otp.Key) { return func(k *otp.Key) { k.Digits = n } }
	period := func(n int) func(*otp.Key) { return func(k *otp.Key) { k.Period = n } }
	secret := func(text string) func(*otp.Key) {
		return func(k *otp.Key) {
			var err error
			if k.Secret, err = otp.ParseSecret(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name, uri string
		want      otp.Key
	}{
		// As they should be.
		{"plain", "otpauth://totp/Example:alice@example.com?secret=" + hello + "&issuer=Example", key(t, "Example", "alice@example.com")},
		{"all parameters", "otpauth://totp/Example:alice?period=60&digits=8&algorithm=SHA256&issuer=Example&secret=" + hello,
			key(t, "Example", "alice", sha256, digits(8), period(60))},
		{"only a secret", "otpauth://totp/?secret=" + hello, key(t, "", "")},
		{"no slash", "otpauth://totp?secret=" + hello, key(t, "", "")},
		{"percent-encoded colon", "otpauth://totp/Example%3Aalice?secret=" + hello + "&issuer=Example", key(t, "Example", "alice")},
		{"space after the colon", "otpauth://totp/Example:%20alice?secret=" + hello + "&issuer=Example", key(t, "Example", "alice")},
		{"issuer only in the label", "otpauth://totp/Example%20Co:alice?secret=" + hello, key(t, "Example Co", "alice")},
		{"issuer only in the parameter", "otpauth://totp/alice?secret=" + hello + "&issuer=Example", key(t, "Example", "alice")},
		{"10 digits, 1 second", "otpauth://totp/a?secret=" + hello + "&digits=10&period=1", key(t, "", "a", digits(10), period(1))},
		{"hotp", "otpauth://hotp/Example:alice?secret=" + hello + "&counter=10300", key(t, "Example", "alice", hotp(10300))},
		{"largest counter", "otpauth://hotp/a?secret=" + hello + "&counter=18446744073709551615", key(t, "", "a", hotp(1<<64-1))},
		{"steam", "otpauth://steam/Steam:bob?secret=" + hello + "&issuer=Steam&digits=5&period=30", key(t, "Steam", "bob", steam)},

		// Names.
		{"issuers differ", "otpauth://totp/Old:alice?secret=" + hello + "&issuer=New", key(t, "New", "alice")},
		{"issuer with a colon", "otpauth://totp/a%3Ab:alice?secret=" + hello + "&issuer=a%3Ab", key(t, "a:b", "alice")},
		{"account with a colon", "otpauth://totp/Example:urn:x?secret=" + hello + "&issuer=Example", key(t, "Example", "urn:x")},
		{"prefix is removed once", "otpauth://totp/X:X:alice?secret=" + hello + "&issuer=X", key(t, "X", "X:alice")},
		{"empty issuer", "otpauth://totp/:account?algorithm=SHA1&digits=6&issuer&period=30&secret=" + hello, key(t, "", "account")},
		{"empty issuer, issuer parameter", "otpauth://totp/:account?issuer=Example&secret=" + hello, key(t, "Example", "account")},
		{"empty account", "otpauth://totp/Example:?secret=" + hello, key(t, "Example", "")},
		{"account like the issuer", "otpauth://totp/NoIssuer?secret=" + hello + "&issuer=NoIssuer", key(t, "NoIssuer", "NoIssuer")},
		{"plus in the query is a space", "otpauth://hotp/Air%20Canada:Benjamin?secret=" + hello + "&issuer=Air+Canada&counter=50", key(t, "Air Canada", "Benjamin", hotp(50))},
		{"plus in the path is a plus", "otpauth://totp/bob+2fa@example.com?secret=" + hello, key(t, "", "bob+2fa@example.com")},
		{"plus that the label explains", "otpauth://totp/Disney+:bob?secret=" + hello + "&issuer=Disney+", key(t, "Disney+", "bob")},
		{"encoded plus", "otpauth://totp/bob?secret=" + hello + "&issuer=Disney%2B", key(t, "Disney+", "bob")},
		{"unescaped spaces", "otpauth://totp/Demo TOTP SHA1 6d 30s:demo@example.com?secret=" + hello + "&issuer=Demo TOTP SHA1 6d 30s&algorithm=SHA1&digits=6&period=30",
			key(t, "Demo TOTP SHA1 6d 30s", "demo@example.com")},
		{"unescaped hash in the label", "otpauth://totp/C#:bob#1?secret=" + hello, key(t, "C#", "bob#1")},
		{"unescaped hash in the issuer", "otpauth://totp/bob?issuer=C#&secret=" + hello, key(t, "C#", "bob")},
		{"unescaped slash in the label", "otpauth://totp/a/b:c/d?secret=" + hello, key(t, "a/b", "c/d")},
		{"unescaped question mark in the label", "otpauth://totp/Who?:bob?secret=" + hello, key(t, "Who?", "bob")},
		{"stray percent signs", "otpauth://totp/100%:50%2?secret=" + hello + "&issuer=100%", key(t, "100%", "50%2")},
		{"UTF-8", "otpauth://totp/encoding%3A%20%C2%BF%C3%A4%C3%84%C3%A9%C3%89%3F%20%28demo%29?secret=" + hello, key(t, "encoding", "¿äÄéÉ? (demo)")},
		{"unescaped UTF-8", "otpauth://totp/Москва:мир?secret=" + hello, key(t, "Москва", "мир")},
		{"not UTF-8", "otpauth://totp/caf%E9?secret=" + hello, key(t, "", "caf\uFFFD")},

		// Parameters.
		{"null", "otpauth://totp/a?secret=" + hello + "&algorithm=null&digits=null&period=null", key(t, "", "a")},
		{"empty values", "otpauth://totp/a?secret=" + hello + "&algorithm=&digits=&period=&issuer=", key(t, "", "a")},
		{"case of names and values", "OTPAUTH://TOTP/a?SECRET=jbswy3dpehpk3pxp&Algorithm=sha512&Issuer=X", key(t, "X", "a", sha512)},
		{"HMAC-SHA-1", "otpauth://totp/a?secret=" + hello + "&algorithm=HMAC-SHA-1", key(t, "", "a")},
		{"HmacSHA256", "otpauth://totp/a?secret=" + hello + "&algorithm=HmacSHA256", key(t, "", "a", sha256)},
		{"SHA-512", "otpauth://totp/a?secret=" + hello + "&algorithm=SHA-512", key(t, "", "a", sha512)},
		{"padding percent-encoded", "otpauth://totp/a?secret=JVMVGRKDKJCVI%3D%3D%3D", key(t, "", "a", secret("JVMVGRKDKJCVI"))},
		{"impossible length", "otpauth://totp/a?secret=DFDFDEF%3D", key(t, "", "a", secret("DFDFDEA"))},
		{"secret in groups", "otpauth://totp/a?secret=jbsw+y3dp%20ehpk-3pxp", key(t, "", "a")},
		{"first of two", "otpauth://totp/a?secret=" + hello + "&secret=AAAAAAAA&digits=8&digits=6", key(t, "", "a", digits(8))},
		{"out of a page's source", "otpauth://totp/a?secret=" + hello + "&amp;issuer=X&amp;digits=8", key(t, "X", "a", digits(8))},
		{"unknown parameters", "otpauth://totp/a?secret=" + hello + "&icon=WinAuth&codeDisplay=%7B%7D&&=&image=https%3A%2F%2Fexample.com", key(t, "", "a")},
		{"KeePassXC's Steam", "otpauth://totp/Steam:bob?secret=" + hello + "&period=30&digits=5&issuer=Steam&encoder=steam", key(t, "Steam", "bob", steam)},
		{"Steam with six digits", "otpauth://steam/Steam:bob?secret=" + hello + "&digits=6", key(t, "Steam", "bob", steam)},
		{"other encoder", "otpauth://totp/a?secret=" + hello + "&encoder=", key(t, "", "a")},
		{"hotp without counter", "otpauth://hotp/a?secret=" + hello, key(t, "", "a", hotp(0))},
		{"hotp with a period", "otpauth://hotp/a?secret=" + hello + "&period=0&counter=1", key(t, "", "a", hotp(1))},
		{"totp with a counter", "otpauth://totp/a?secret=" + hello + "&counter=x", key(t, "", "a")},
		{"white space around", "\uFEFF \totpauth://totp/a?secret=" + hello + "\r\n", key(t, "", "a")},

		// Other schemes.
		{"steam scheme", "steam://" + hello, key(t, "Steam", "", steam)},
		{"steam scheme, odd", "STEAM://jbswy3dpehpk3pxp%3D/?x=y", key(t, "Steam", "", steam)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := otpauth.Parse(tt.uri)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again, err := otpauth.Parse(otpauth.Format(got))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("after Format (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		name, uri string
		want      error
	}{
		{"nothing", "", otpauth.ErrNotURI},
		{"text", "hello", otpauth.ErrNotURI},
		{"setup key", hello, otpauth.ErrNotURI},
		{"other scheme", "mailto://a?secret=" + hello, otpauth.ErrNotURI},
		{"no slashes", "otpauth:totp/a?secret=" + hello, otpauth.ErrNotURI},
		{"web address", "https://example.com/?secret=" + hello, otpauth.ErrWebAddress},
		{"migration", "otpauth-migration://offline?data=CjE", otpauth.ErrMigration},
		{"mOTP", "motp://Example:bob?secret=e3152afee62599c8", otpauth.ErrMOTP},
		{"mOTP as a type", "otpauth://motp/Example:bob?secret=" + hello, otpauth.ErrMOTP},
		{"Yandex", "otpauth://yaotp/bob?secret=" + hello + "&pin=GEZDG", otpauth.ErrYandex},
		{"other type", "otpauth://xotp/bob?secret=" + hello, otpauth.ErrType},
		{"no type", "otpauth:///bob?secret=" + hello, otpauth.ErrType},
		{"no secret", "otpauth://totp/bob", otpauth.ErrNoSecret},
		{"secret without value", "otpauth://totp/bob?secret", otpauth.ErrNoSecret},
		{"empty secret", "otpauth://totp/bob?secret=%20&issuer=x", otpauth.ErrNoSecret},
		{"empty steam", "steam://", otpauth.ErrNoSecret},
		{"secret of separators", "otpauth://totp/bob?secret=---", otp.ErrSecretEmpty},
		{"secret with a zero", "otpauth://totp/bob?secret=JBSWY0DP", otp.ErrSecretLookalike},
		{"1019", "otpauth://totp/bob?secret=1019", otp.ErrSecretLookalike},
		{"secret with an exclamation mark", "otpauth://totp/bob?secret=JBSW!", otp.ErrSecretCharacter},
		{"steam with a bad secret", "steam://JBSW!", otp.ErrSecretCharacter},
		{"SHA224", "otpauth://totp/a?algorithm=SHA224&secret=" + hello, otp.ErrAlgorithm},
		{"SHA384", "otpauth://totp/a?algorithm=SHA384&secret=" + hello, otp.ErrAlgorithm},
		{"MD5", "otpauth://totp/a?algorithm=MD5&secret=" + hello, otp.ErrAlgorithm},
		{"digits 0", "otpauth://totp/a?digits=0&secret=" + hello, otp.ErrDigits},
		{"digits 00", "otpauth://totp/a?digits=00&secret=" + hello, otp.ErrDigits},
		{"digits 3", "otpauth://totp/a?digits=3&secret=" + hello, otp.ErrDigits},
		{"digits 11", "otpauth://totp/a?digits=11&secret=" + hello, otp.ErrDigits},
		{"digits -6", "otpauth://totp/a?digits=-6&secret=" + hello, otp.ErrDigits},
		{"digits six", "otpauth://totp/a?digits=six&secret=" + hello, otpauth.ErrNumber},
		{"digits 2^64+6", "otpauth://totp/a?digits=18446744073709551622&secret=" + hello, otpauth.ErrNumber},
		{"digits of Steam 0", "otpauth://steam/a?digits=0&secret=" + hello, otp.ErrDigits},
		{"period 0", "otpauth://totp/a?period=0&secret=" + hello, otp.ErrPeriod},
		{"period -30", "otpauth://totp/a?period=-30&secret=" + hello, otp.ErrPeriod},
		{"period of two years", "otpauth://totp/a?period=63072000&secret=" + hello, otp.ErrPeriod},
		{"period 30.5", "otpauth://totp/a?period=30.5&secret=" + hello, otpauth.ErrNumber},
		{"counter -1", "otpauth://hotp/a?counter=-1&secret=" + hello, otpauth.ErrNumber},
		{"counter 2^64", "otpauth://hotp/a?counter=18446744073709551616&secret=" + hello, otpauth.ErrNumber},
		{"two lines", "otpauth://totp/a?secret=" + hello + "&issuer=x\notpauth://totp/b?secret=" + hello, otpauth.ErrLines},
		{"long issuer", "otpauth://totp/a?secret=" + hello + "&issuer=" + strings.Repeat("x", 1025), otp.ErrName},
		{"long", "otpauth://totp/a?secret=" + hello + "&x=" + strings.Repeat("x", otpauth.MaxURIBytes), otpauth.ErrTooLong},
		{"secret beyond the last parameter looked at", "otpauth://totp/a?" + manyParams(200) + "secret=" + hello, otpauth.ErrNoSecret},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := otpauth.Parse(tt.uri)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, %v, want %v", got, err, tt.want)
			}
			if strings.Contains(err.Error(), hello) {
				t.Errorf("the error shows the secret: %v", err)
			}
			if !got.Secret.IsZero() || got.Issuer != "" {
				t.Errorf("a refused URI gave %v", got)
			}
		})
	}
}

func manyParams(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("a", i+1))
		b.WriteString("=&")
	}
	return b.String()
}

func TestParseInput(t *testing.T) {
	bare := key(t, "", "")
	for _, text := range []string{
		hello, " jbsw y3dp ehpk 3pxp \n", "JBSW-Y3DP-EHPK-3PXP==", "JBSW Y3DP\nEHPK 3PXP", "otpauth://totp/?secret=" + hello,
	} {
		got, err := otpauth.ParseInput(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(bare, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	refused := map[string]error{
		"":                                     otp.ErrSecretEmpty,
		"JBSWY3D0":                             otp.ErrSecretLookalike,
		"otpauth-migration://offline?data=CjE": otpauth.ErrMigration,
		"motp://a:b?secret=00":                 otpauth.ErrMOTP,
		"https://example.com":                  otpauth.ErrWebAddress,
		"otpauth:totp":                         otpauth.ErrNotURI,
		"12:34":                                otp.ErrSecretLookalike,
	}
	for text, want := range refused {
		if _, err := otpauth.ParseInput(text); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
	}
}
