package otp_test

import (
	"errors"
	"strings"
	"testing"

	"sandi/internal/otp"
)

func TestParseCode(t *testing.T) {
	tests := []struct{ give, want, grouped string }{
		{"492039", "492039", "492 039"},
		{" 492 039\n", "492039", "492 039"},
		{"492-039", "492039", "492 039"},
		{"\u200b492\u00a0039", "492039", "492 039"},
		{"0042", "0042", "0042"},
		{"12345", "12345", "12345"},
		{"1234567", "1234567", "123 4567"},
		{"12345678", "12345678", "1234 5678"},
		{"123456789", "123456789", "123 456 789"},
		{"1234567890", "1234567890", "12345 67890"},
		{"NTK5M", "NTK5M", "NTK5M"},
		{"ntk5m", "NTK5M", "NTK5M"},
	}
	for _, tt := range tests {
		got, err := otp.ParseCode(tt.give)
		if err != nil {
			t.Errorf("%q: %v", tt.give, err)
			continue
		}
		if got.Reveal() != tt.want || got.Grouped() != tt.grouped {
			t.Errorf("%q: got %s and %s, want %s and %s", tt.give, got.Reveal(), got.Grouped(), tt.want, tt.grouped)
		}
	}
}

func TestParseCodeRefuses(t *testing.T) {
	for _, give := range []string{
		"", " - ", "12345678901", "12a456", "0BCDF", "NTK5A", "NTK5", "NTK5MM", "123", "١٢٣٤٥٦", "123.456", "12\x0056", strings.Repeat(" ", 1000) + "123456",
	} {
		if got, err := otp.ParseCode(give); !errors.Is(err, otp.ErrCodeMalformed) || !got.IsZero() {
			t.Errorf("%q: got error %v and IsZero %t, want %v", give, err, got.IsZero(), otp.ErrCodeMalformed)
		}
	}
}

func TestCodeEqual(t *testing.T) {
	a, b, c := mustCode(t, "123456"), mustCode(t, "123 456"), mustCode(t, "123457")
	if !a.Equal(b) || a.Equal(c) || a.Equal(otp.Code{}) || (otp.Code{}).Equal(a) {
		t.Error("Equal does not compare the codes' text")
	}
	if !(otp.Code{}).IsZero() || a.IsZero() || (otp.Code{}).Reveal() != "" || (otp.Code{}).Grouped() != "" {
		t.Error("the zero Code is not empty")
	}
}

func mustCode(t *testing.T, typed string) otp.Code {
	t.Helper()
	code, err := otp.ParseCode(typed)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
