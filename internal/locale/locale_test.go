package locale_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"sandi/internal/fault"
	"sandi/internal/locale"
)

func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) string { return m[k] }
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  func(string) string
		want locale.Lang
	}{
		{"own variable wins", env("SANDI_LANG", "id", "LANG", "en_US.UTF-8"), locale.ID},
		{"locale", env("LANG", "id_ID.UTF-8"), locale.ID},
		{"LC_ALL before LANG", env("LC_ALL", "C", "LANG", "id_ID.UTF-8"), locale.EN},
		{"LANGUAGE overrules the locale", env("LANG", "en_US.UTF-8", "LANGUAGE", "id:en"), locale.ID},
		{"LANGUAGE does not overrule C", env("LANG", "C", "LANGUAGE", "id"), locale.EN},
		{"old Java code", env("LANG", "in_ID"), locale.ID},
		{"a language sandi does not speak", env("LANG", "de_DE.UTF-8"), locale.EN},
		{"nothing set", env(), locale.EN},
		{"bad own variable falls through", env("SANDI_LANG", "xx", "LANG", "id_ID"), locale.ID},
	} {
		if got := locale.Detect(tt.env); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for _, tt := range []struct {
		d      time.Duration
		en, id string
	}{
		{200 * time.Millisecond, "0.2 s", "0,2 detik"},
		{-93 * time.Second, "93 s", "93 detik"},
		{12 * time.Minute, "12 min", "12 menit"},
		{7 * time.Hour, "7 h", "7 jam"},
		{48 * time.Hour, "2 days", "2 hari"},
	} {
		if got := locale.New(locale.EN).Duration(tt.d); got != tt.en {
			t.Errorf("en %v: got %q, want %q", tt.d, got, tt.en)
		}
		if got := locale.New(locale.ID).Duration(tt.d); got != tt.id {
			t.Errorf("id %v: got %q, want %q", tt.d, got, tt.id)
		}
	}
}

func TestDescribeOfForeignErrorsKeepsTheirWords(t *testing.T) {
	what, hint := locale.New(locale.ID).Describe(io.ErrUnexpectedEOF)
	if what != "unexpected EOF" || hint != "" {
		t.Errorf("got %q, %q", what, hint)
	}
	what, _ = locale.New(locale.ID).Describe(fault.New("nowhere.at-all", "developer text").Because(errors.New("x")))
	if what != "developer text: x" {
		t.Errorf("got %q", what)
	}
}
