package screen_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// Outcomes end up in test failures and panics: none may show a secret.
func TestOutcomesDoNotPrintSecrets(t *testing.T) {
	code, err := otp.ParseCode("123456")
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []screen.Outcome{
		screen.Copy{What: "x", Text: func() string { return "123456" }},
		screen.Advanced{ID: "x", Code: code},
		screen.Password("123456"),
		&struct{ P screen.Password }{screen.Password("123456")},
	} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
			if printed := fmt.Sprintf(format, out); strings.Contains(printed, "123456") || strings.Contains(printed, "49 50 51") || strings.Contains(printed, "0x31, 0x32") {
				t.Errorf("%s of %T prints %s", format, out, printed)
			}
		}
	}
}

func TestCopyOfAKeyThatMakesNoCodeSaysWhy(t *testing.T) {
	c := tuitest.Context(80, 24, locale.EN)
	k := tuitest.Entry("Alfa", "a").Key
	c.Now = time.Unix(-5, 0)
	if out, ok := screen.CopyNow(vault.Entry{Key: k}, "Alfa", c).(screen.Say); !ok || out.Tone != screen.Bad || out.Text == "" {
		t.Errorf("got %v", out)
	}
	if out, ok := screen.CopyNext(k, "Alfa", c).(screen.Copy); !ok || out.Note == "" {
		t.Errorf("the first step after 1970 began has a code: %v", out)
	}
}
