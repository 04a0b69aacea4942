package otpauth_test

import (
	"errors"
	"testing"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

func TestDoubtLooksAtTheKeyOnly(t *testing.T) {
	for _, tt := range []struct {
		text string
		want error
	}{
		{"JBSWY3DPEHPK3PXP", nil},
		{"JBSWY3DPEHPK3PX", otp.ErrSecretCut},
		{"otpauth://totp/SPSE:budi?secret=JBSWY3DPEHPK3PXP&issuer=SPSE", nil},
		{"otpauth://totp/SPSE:budi?secret=JBSWY3DPEHPK3PX&issuer=SPSE", otp.ErrSecretCut},
		{"otpauth://totp/SPSE?:budi?secret=JBSWY3DP", otp.ErrSecretFew},
		{"otpauth://totp/SPSE:budi", nil},
		{"steam://JBSWY3DPEHPK3PX", otp.ErrSecretCut},
		{"otpauth://", nil},
	} {
		if got := otpauth.Doubt(tt.text); !errors.Is(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("Doubt(%q): got %v, want %v", tt.text, got, tt.want)
		}
	}
}
