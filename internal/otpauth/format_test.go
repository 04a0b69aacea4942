package otpauth_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

func TestFormat(t *testing.T) {
	tests := []struct {
		name string
		key  otp.Key
		want string
	}{
		{"defaults are left out", key(t, "Example", "alice@example.com"), "otpauth://totp/Example:alice@example.com?secret=" + hello + "&issuer=Example"},
		{"unset fields", otp.Key{Secret: key(t, "", "").Secret}, "otpauth://totp/?secret=" + hello},
		{"the rest is written", key(t, "E", "a", func(k *otp.Key) { k.Algorithm, k.Digits, k.Period = otp.SHA512, 8, 60 }),
			"otpauth://totp/E:a?secret=" + hello + "&issuer=E&algorithm=SHA512&digits=8&period=60"},
		{"no issuer", key(t, "", "alice"), "otpauth://totp/alice?secret=" + hello},
		{"no account", key(t, "Example", ""), "otpauth://totp/Example:?secret=" + hello + "&issuer=Example"},
		{"counter is always written", key(t, "E", "a", hotp(0)), "otpauth://hotp/E:a?secret=" + hello + "&issuer=E&counter=0"},
		{"steam", key(t, "Steam", "bob", steam), "otpauth://steam/Steam:bob?secret=" + hello + "&issuer=Steam"},
		{"escapes", key(t, "a:b + c/d&é", "x?#%: @"), "otpauth://totp/a%3Ab%20%2B%20c%2Fd%26%C3%A9:x%3F%23%25%3A%20@?secret=" + hello + "&issuer=a%3Ab%20%2B%20c%2Fd%26%C3%A9"},
		{"account with a colon and no issuer", key(t, "", "a:b"), "otpauth://totp/:a%3Ab?secret=" + hello},
		{"account that begins with a space", key(t, "E", " a"), "otpauth://totp/E:%20%20a?secret=" + hello + "&issuer=E"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := otpauth.Format(tt.key)
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			again, err := otpauth.Parse(got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.key.WithDefaults(), again); diff != "" {
				t.Errorf("after Parse (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzKey proves that Parse undoes Format for every valid key.
func FuzzKey(f *testing.F) {
	f.Add("Example", "alice@example.com", []byte("12345678901234567890"), uint8(0), uint8(0), 6, 30, uint64(0))
	f.Add(" a:b", " : c", []byte{0}, uint8(1), uint8(1), 10, 1, uint64(1)<<63)
	f.Add("", "x:", []byte("1234"), uint8(2), uint8(2), 5, 60, uint64(3))
	f.Add("a+b", "a+b:c%20", []byte("12345"), uint8(0), uint8(0), 0, 0, uint64(0))
	f.Add("é\n", "\x00\u202e😀", []byte("12345"), uint8(0), uint8(0), 0, 0, uint64(0))
	f.Fuzz(func(t *testing.T, issuer, account string, raw []byte, kind, hash uint8, digits, period int, counter uint64) {
		k := otp.Key{
			Type:      []otp.Type{otp.TOTP, otp.HOTP, otp.Steam}[kind%3],
			Algorithm: []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}[hash%3],
			Issuer:    issuer, Account: account, Secret: otp.NewSecret(raw),
			Digits: digits, Period: period, Counter: counter,
		}
		if k.Validate() != nil {
			return
		}
		uri := otpauth.Format(k)
		got, err := otpauth.Parse(uri)
		if err != nil {
			t.Fatalf("%s: %v", uri, err)
		}
		if diff := cmp.Diff(k.WithDefaults(), got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", uri, diff)
		}
	})
}

// FuzzParse proves that nothing makes Parse panic, that what it accepts is
// valid, and that writing it and reading it again changes nothing.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"otpauth://totp/Example:alice?secret=" + hello + "&issuer=Example&digits=8&period=15&algorithm=SHA256",
		"otpauth://hotp/:a?counter=7&secret=" + hello, "otpauth://steam/%?secret=a+b&issuer=%zz",
		"steam://" + hello, "otpauth://totp/a?b?secret=" + hello, "jbsw y3dp", "otpauth://totp/\xff%ff?secret=77&&issuer=+",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k, err := otpauth.Parse(text)
		if input, err2 := otpauth.ParseInput(text); err == nil && (err2 != nil || !cmp.Equal(k, input)) {
			t.Fatalf("ParseInput differs: %v, %v", input, err2)
		}
		if err != nil {
			return
		}
		if err := k.Validate(); err != nil {
			t.Fatalf("accepted an invalid key: %v", err)
		}
		if !utf8.ValidString(k.Issuer) || !utf8.ValidString(k.Account) {
			t.Fatal("names are not UTF-8")
		}
		once := otpauth.Format(k)
		again, err := otpauth.Parse(once)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(k, again); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		if twice := otpauth.Format(again); twice != once {
			t.Fatalf("got %s, want %s", twice, once)
		}
	})
}

func Example() {
	k, err := otpauth.ParseInput("otpauth://totp/LPSE:penyedia?secret=JBSWY3DPEHPK3PXP&digits=6&period=30&issuer=LPSE+Kota")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, %s, %d digits every %d s\n", k.Issuer, k.Account, k.Digits, k.Period)
	fmt.Println(otpauth.Format(k))
	// Output:
	// LPSE Kota, penyedia, 6 digits every 30 s
	// otpauth://totp/LPSE%20Kota:penyedia?secret=JBSWY3DPEHPK3PXP&issuer=LPSE%20Kota
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := otpauth.Parse("otpauth://totp/Example%20Co:alice@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Co&algorithm=SHA256&digits=8"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	k := otp.Key{Issuer: "Example Co", Account: "alice@example.com", Secret: otp.NewSecret([]byte("12345678901234567890"))}
	b.ReportAllocs()
	for b.Loop() {
		otpauth.Format(k)
	}
}
