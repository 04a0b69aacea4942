package otp_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

func TestParseSecret(t *testing.T) {
	tests := []struct{ name, give, want string }{ // want in hex
		{"plain", "JBSWY3DPEHPK3PXP", "48656c6c6f21deadbeef"},
		{"lower case", "jbswy3dpehpk3pxp", "48656c6c6f21deadbeef"},
		{"groups", "JBSW Y3DP EHPK 3PXP", "48656c6c6f21deadbeef"},
		{"dashes", "jbsw-y3dp–eh—pk−3pxp", "48656c6c6f21deadbeef"},
		{"lines and tabs", "\tJBSW Y3DP\r\nEHPK 3PXP\n", "48656c6c6f21deadbeef"},
		{"no-break space", "JBSW\u00a0Y3DP\u202fEHPK\u30003PXP", "48656c6c6f21deadbeef"},
		{"zero width", "\ufeffJBSW\u200bY3DPEHPK3PXP", "48656c6c6f21deadbeef"},
		{"padding", "MZXW6YQ=", "666f6f62"},
		{"padding left out", "MZXW6YQ", "666f6f62"},
		{"too much padding", "MZXW6YQ=== = ==", "666f6f62"},
		{"padding percent-encoded", "DFDFDEF%3D", "19465190"},
		{"padding percent-encoded twice", "MZXW6YTB%3d%3D=", "666f6f6261"},
		{"left-over bits", "DFDFDEF", "19465190"},
		{"9 characters", "AAAAAAAAA", "0000000000"},
		{"11 characters", "STEAMSECRET", "94c806488289"},
		{"14 characters", "xbjzbxbxbcbcbb", "b85390dc37088220"},
		{"17 characters", "irnshxhxbxbxbbxbb", "445b23dcf70dc37086e1"},
		{"19 characters", "ndjdfbdnfjdjdjfjhfh", "68d232846d2a4691a4a939"},
		{"3 characters", "AAA", "00"},
		{"2 characters", "77", "ff"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := otp.ParseSecret(tt.give)
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(got.Bytes()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestParseSecretRefuses(t *testing.T) {
	tests := []struct {
		name, give string
		want       error
		args       []any
	}{
		{"nothing", "", otp.ErrSecretEmpty, nil},
		{"only separators", " - = ", otp.ErrSecretEmpty, nil},
		{"half a byte", "A", otp.ErrSecretShort, nil},
		{"zero", "JBSW 03DP", otp.ErrSecretLookalike, []any{"char", "0", "place", 6, "meant", "O"}},
		{"one", "1BSWY3DP", otp.ErrSecretLookalike, []any{"char", "1", "place", 1, "meant", "I / L"}},
		{"eight", "JBSWY3D8", otp.ErrSecretLookalike, []any{"char", "8", "place", 8, "meant", "B"}},
		{"nine", "jbswy39p", otp.ErrSecretLookalike, []any{"char", "9", "place", 7, "meant", "G / Q"}},
		{"the first of several", "J0S1Y8", otp.ErrSecretLookalike, []any{"char", "0", "place", 2, "meant", "O"}},
		{"foreign letter", "JBSWÄ3DP", otp.ErrSecretCharacter, []any{"char", "Ä", "place", 5}},
		{"Turkish i", "JBSWı3DP", otp.ErrSecretCharacter, []any{"char", "ı", "place", 5}},
		{"long s", "JBſW", otp.ErrSecretCharacter, []any{"char", "ſ", "place", 3}},
		{"hidden characters do not count", "JB\u200bS_W", otp.ErrSecretCharacter, []any{"char", "_", "place", 4}},
		{"control character", "JBS\x1bW", otp.ErrSecretCharacter, []any{"char", "U+001B", "place", 4}},
		{"not UTF-8", "JB\xffW", otp.ErrSecretCharacter, []any{"char", "\ufffd", "place", 3}},
		{"padding within", "MZXW6YQ=MZXW", otp.ErrSecretCharacter, []any{"char", "=", "place", 8}},
		{"too long", strings.Repeat("A", 1640), otp.ErrSecretLong, []any{"max", 1024}},
		{"far too long", strings.Repeat(" ", 1<<20) + "JBSWY3DP", otp.ErrSecretLong, []any{"max", 1024}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := otp.ParseSecret(tt.give)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if diff := cmp.Diff(tt.args, fault.Of(err).Args()); diff != "" {
				t.Errorf("args (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLongestSecret(t *testing.T) {
	got, err := otp.ParseSecret(strings.Repeat("a", 1639))
	if err != nil {
		t.Fatal(err)
	}
	if got.Len() != otp.MaxSecretBytes {
		t.Errorf("got %d bytes, want %d", got.Len(), otp.MaxSecretBytes)
	}
}

func TestSecretText(t *testing.T) {
	secret := secretFromHex(t, "48656c6c6f21deadbeef00")
	if got, want := secret.Base32(), "JBSWY3DPEHPK3PXPAA"; got != want {
		t.Errorf("Base32: got %s, want %s", got, want)
	}
	if got, want := secret.Grouped(), "JBSW Y3DP EHPK 3PXP AA"; got != want {
		t.Errorf("Grouped: got %s, want %s", got, want)
	}
	var none otp.Secret
	if none.Base32() != "" || none.Grouped() != "" || none.Bytes() != nil || !none.IsZero() || none.Len() != 0 {
		t.Error("the zero Secret is not empty")
	}
}

func TestSecretEqual(t *testing.T) {
	a, b, c := otp.NewSecret([]byte("abc")), otp.NewSecret([]byte("abc")), otp.NewSecret([]byte("abd"))
	var none otp.Secret
	tests := []struct {
		name string
		x, y otp.Secret
		want bool
	}{
		{"same bytes", a, b, true},
		{"other bytes", a, c, false},
		{"prefix", a, otp.NewSecret([]byte("ab")), false},
		{"zero and empty", none, otp.NewSecret(nil), true},
		{"zero and zero", none, none, true},
		{"zero and some", none, a, false},
		{"some and zero", a, none, false},
	}
	for _, tt := range tests {
		if got := tt.x.Equal(tt.y); got != tt.want {
			t.Errorf("%s: got %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestSecretOwnsItsBytes(t *testing.T) {
	raw := []byte("abc")
	secret := otp.NewSecret(raw)
	raw[0] = 'x'
	out := secret.Bytes()
	out[1] = 'x'
	if got := secret.Bytes(); !bytes.Equal(got, []byte("abc")) {
		t.Errorf("got %q, want abc", got)
	}
}

func TestWipe(t *testing.T) {
	secret := otp.NewSecret([]byte("abc"))
	copied, held := secret, otp.Raw(secret)
	secret.Wipe()
	if !bytes.Equal(held, make([]byte, 3)) {
		t.Errorf("the memory still holds %q", held)
	}
	if !secret.IsZero() || !copied.IsZero() {
		t.Error("the key survived in the Secret or in its copy")
	}
	if _, err := (otp.Key{Secret: copied}).CodeFor(1); !errors.Is(err, otp.ErrSecretEmpty) {
		t.Errorf("got %v, want %v", err, otp.ErrSecretEmpty)
	}
	var none otp.Secret
	none.Wipe()
}

func FuzzParseSecret(f *testing.F) {
	for _, seed := range []string{"JBSWY3DPEHPK3PXP", "jbsw y3dp-ehpk", "DFDFDEF%3D", "A", "", "0189", "=", "ſı\xff\u200b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		secret, err := otp.ParseSecret(typed)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if secret.Len() < 1 || secret.Len() > otp.MaxSecretBytes {
			t.Fatalf("%d bytes", secret.Len())
		}
		for _, text := range []string{secret.Base32(), secret.Grouped(), strings.ToLower(secret.Base32())} {
			again, err := otp.ParseSecret(text)
			if err != nil {
				t.Fatal(err)
			}
			if !again.Equal(secret) {
				t.Fatal("what was written reads as another key")
			}
		}
	})
}
