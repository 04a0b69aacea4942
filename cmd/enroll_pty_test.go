//go:build linux || darwin

package cmd_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"golang.org/x/term"
)

// On a terminal sentences end with words, and before a password is made up it is
// said that nobody can recover it.
func TestEnrollPlainOnATerminal(t *testing.T) {
	dir := t.TempDir() + "/v"
	s := sitBefore(t, &pty.Winsize{Rows: 40, Cols: 60}, []string{"SANDI_VAULT=" + dir}, "enroll", "--plain")
	before, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	s.sees("Nobody can recover this password")
	for _, question := range []string{"New vault password: ", "The same again: "} {
		s.sees(question)
		s.types("rahasia brankas\r")
	}
	s.sees(`Number \(Enter: 1\)`)
	s.types("q\r")
	if code := s.ends(before); code != 0 {
		t.Errorf("exit %d", code)
	}
	told := s.everything()
	for line := range strings.SplitSeq(strings.ReplaceAll(told, "\r", ""), "\n") {
		if ansi.StringWidth(line) > 60 && !strings.Contains(line, dir) {
			t.Errorf("%d cells: %q", ansi.StringWidth(line), line)
		}
	}
	will, made := strings.Index(told, "will be made in"), strings.Index(told, "The new vault is in")
	if asked := strings.Index(told, "New vault password"); will < 0 || asked < will || made < asked {
		t.Errorf("in the wrong order:\n%s", told)
	}
}

// What is typed at the question for a password goes there: nothing else may be
// reading from the terminal at that moment.
func TestEnrollPlainAsksPasswordsOnATerminal(t *testing.T) {
	s := sitBefore(t, &pty.Winsize{Rows: 40, Cols: 80}, []string{"SANDI_VAULT=" + t.TempDir() + "/v"}, "enroll", "--plain")
	before, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"New vault password: ", "The same again: "} {
		s.sees(question)
		s.types("rahasia brankas\r")
	}
	s.sees(`Number \(Enter: 1\)`)
	s.types("1\r") // PENYEDIA
	s.sees(`User id \(Enter`)
	s.types("penyedia.baru\r")
	s.sees("Password of penyedia.baru")
	s.types("bukan yang ini\r")
	s.sees("The portal refuses")
	s.types("q\r")
	if code := s.ends(before); code != 0 {
		t.Errorf("exit %d", code)
	}
	if strings.Contains(s.everything(), "bukan yang ini") {
		t.Error("the password was echoed")
	}
}
