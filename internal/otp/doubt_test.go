package otp_test

import (
	"errors"
	"testing"

	"sandi/internal/otp"
)

func TestDoubt(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  error
	}{
		{"JBSWY3DPEHPK3PXP", nil},
		{"jbsw y3dp ehpk 3pxp", nil},
		{"JBSWY3DPEHPK3PX", otp.ErrSecretCut},    // the last of 16 is missing
		{"JBSWY3DPEHPK3P", otp.ErrSecretCut},     // six left-over bits: no encoder leaves a whole character over
		{"JBSWY3DPEHPK3PXPAB", otp.ErrSecretCut}, // left-over bits that are not zero
		{"JBSWY3DPEHPK3PXPAA", nil},              // 11 bytes: two zero bits over
		{"JBSWY3DP", otp.ErrSecretFew},
		{"GEZDGNBVGY3TQOJQ\nJBSWY3DPEHPK3PXP\n", otp.ErrSecretLines},
		{"JBSWY3DPEHPK3PXP\r\n", nil},
		{"", nil},
		{"0", nil}, // ParseSecret refuses it
	} {
		if got := otp.Doubt(tt.typed); !errors.Is(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("Doubt(%q): got %v, want %v", tt.typed, got, tt.want)
		}
	}
}

// No key that sandi itself writes is doubted for its end.
func TestCanonicalKeysAreNotDoubted(t *testing.T) {
	for n := 10; n <= 64; n++ {
		raw := make([]byte, n)
		for i := range raw {
			raw[i] = byte(i*37 + n)
		}
		if got := otp.Doubt(otp.NewSecret(raw).Base32()); got != nil {
			t.Errorf("%d bytes: %v", n, got)
		}
	}
}
