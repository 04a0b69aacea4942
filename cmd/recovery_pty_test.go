//go:build linux || darwin

package cmd_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"sandi/vault"
)

// shownKey is a key with its QR code beside it.
var shownKey = regexp.MustCompile(`AGE-SECRET-KEY-1((?:[\s\x{a0}▄]+[A-Z0-9]{6}){9}[\s\x{a0}▄]+([A-Z0-9]{4}))`)

// recoveryKeysOf returns how many recovery keys a vault of makeVault has.
func recoveryKeysOf(t *testing.T, dir string) int {
	t.Helper()
	v, err := vault.Open(dir, []byte("correct horse"), vault.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	return len(v.RecoveryKeys())
}

// A key is shown once, typed back, gone from the screen, and opens the vault; and
// with it a new password is set.
func TestRecoveryOnATerminal(t *testing.T) {
	dir, passwordFile := makeVault(t, 3)
	before := normal(t)
	env := []string{"SANDI_VAULT=" + dir, "SANDI_STATE=" + t.TempDir()}
	s := sitBefore(t, &pty.Winsize{Rows: 40, Cols: 80}, env, "vault", "recovery", "new", "--qr", "--password-file", passwordFile)
	s.sees("Press Enter when")
	shown := shownKey.FindStringSubmatch(s.screen())
	if shown == nil {
		t.Fatalf("no key on the screen:\n%s", s.screen())
	}
	if !strings.Contains(s.screen(), "▄") {
		t.Errorf("no QR code on the screen:\n%s", s.screen())
	}
	s.types("\r")
	s.sees("type its last 4 letters")
	if shownKey.MatchString(s.screen()) {
		t.Error("the key is still shown while it has to be typed back")
	}
	s.types("wxyz\r")
	s.sees("Here is the key again")
	s.types("\r")
	s.sees("type its last 4 letters")
	s.types(strings.ToLower(shown[2]) + "\r")
	s.sees("opens the vault from now on")
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	if left := s.screen(); strings.Contains(left, shown[2]) || strings.Contains(left, "SECRET-KEY") {
		t.Errorf("the key is left on the screen:\n%s", left)
	}
	all := s.everything()
	// Nothing of it was written outside the screen that was taken away.
	for _, part := range regexp.MustCompile(`(?s)\x1b\[\?1049h.*?\x1b\[\?1049l`).Split(all, -1) {
		if strings.Contains(part, shown[2]) || strings.Contains(part, "SECRET-KEY") {
			t.Errorf("the key went to the terminal's own screen: %q", part)
		}
	}
	if strings.Count(all, "\x1b[?1049h") != 1 || strings.Count(all, "\x1b[?1049l") != 1 {
		t.Error("the screen was not taken away again")
	}

	s = sit(t, env, "vault", "recovery", "use")
	s.sees("Recovery key:")
	s.types("AGE-SECRET-KEY-1 nonsense\r")
	s.sees("a letter in it is wrong")
	s.types(strings.ToLower(strings.Join(regexp.MustCompile(`[A-Z0-9]+`).FindAllString(shown[1], -1), " ")) + "\r")
	s.sees("Choose a new vault password")
	s.types("another password\r")
	s.sees("The same again")
	s.types("another password\r")
	s.sees("The new password opens the vault")
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	if v, err := vault.Open(dir, []byte("another password"), vault.Options{}); err != nil {
		t.Error(err)
	} else {
		v.Close()
	}
}

// A key that nobody wrote down opens nothing.
func TestRecoveryNotWrittenDown(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	before := normal(t)
	for name, do := range map[string]struct {
		keys []string
		want int
	}{
		"Ctrl-C at the key":     {[]string{"\x03"}, 130},
		"Ctrl-C at the letters": {[]string{"\r", "\x03"}, 130},
		"wrong letters":         {[]string{"\r", "!\r", "\r", "!\r", "\r", "!\r"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_STATE=" + t.TempDir()}, "vault", "recovery", "new", "--password-file", passwordFile)
			for i, k := range do.keys {
				if i%2 == 0 {
					s.sees("Press Enter when")
				} else {
					s.sees("type its last")
				}
				s.types(k)
			}
			s.sees("opens nothing")
			if got := s.ends(before); got != do.want {
				t.Errorf("exit code: got %d, want %d", got, do.want)
			}
			if shownKey.MatchString(s.screen()) {
				t.Errorf("the key is left on the screen:\n%s", s.screen())
			}
			if got := recoveryKeysOf(t, dir); got != 0 {
				t.Errorf("the vault has %d recovery keys, want 0", got)
			}
		})
	}
}

// A terminal that keeps all that it shows is not shown a key.
func TestRecoveryOnADumbTerminal(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	sheet := filepath.Join(t.TempDir(), "sheet.html")
	s := sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_STATE=" + t.TempDir(), "TERM=dumb"}, "vault", "recovery", "new", "--password-file", passwordFile)
	s.sees("--sheet FILE")
	if got := s.ends(normal(t)); got != 2 {
		t.Errorf("exit code: got %d, want 2", got)
	}
	s = sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_STATE=" + t.TempDir(), "TERM=dumb"}, "vault", "recovery", "new", "--password-file", passwordFile, "--sheet", sheet)
	s.sees("delete the file")
	if got := s.ends(normal(t)); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	if strings.Contains(s.everything(), "SECRET-KEY") {
		t.Error("the key was shown")
	}
	if out, err := exec.Command("grep", "-c", "AGE-SECRET-KEY-1", sheet).Output(); err != nil {
		t.Errorf("no key on the sheet: %s %v", out, err)
	}
}
