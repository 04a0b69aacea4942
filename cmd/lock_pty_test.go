//go:build linux || darwin

package cmd_test

import (
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

var shownCode = regexp.MustCompile(`\d{3} \d{3}`)

// Ctrl-Z and SIGTSTP lock before they stop, and the shell's fg asks for the
// password again.
func TestStoppingLocks(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	sandi, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	s := sitAt(t, bash, &pty.Winsize{Rows: 24, Cols: 80}, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile, "PS1=ready> "}, "--norc", "--noprofile", "-i")
	s.sees("ready> ")
	for _, how := range []string{"\x1a", "TSTP"} {
		s.types("clear; " + sandi + "\r")
		s.sees(shownCode.String())
		if how == "TSTP" {
			if err := exec.Command("pkill", "-TSTP", "-P", strconv.Itoa(s.cmd.Process.Pid)).Run(); err != nil {
				t.Fatal(err)
			}
		} else {
			s.types(how)
		}
		s.sees(`\[\d\]\+ +Stopped`)
		if shown := s.screen(); shownCode.MatchString(shown) {
			t.Errorf("stopped with codes on the screen:\n%s", shown)
		}
		s.types("clear\r")
		s.sees(`^ready> `)
		s.types("fg\r")
		s.sees("Your vault is locked")
		s.types("\x03")
		s.sees("ready> ")
	}
	s.types("exit\r")
	_ = s.ends(normal(t))
}

// SIGUSR1 is for screen lockers and hooks: it locks without ending.
func TestASignalLocks(t *testing.T) {
	dir, passwordFile := makeVault(t, 1)
	s := sit(t, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile})
	s.sees(shownCode.String())
	if err := s.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	s.sees("Your vault is locked")
	if shown := s.screen(); shownCode.MatchString(shown) {
		t.Errorf("locked with codes on the screen:\n%s", shown)
	}
	s.types("\x03")
	_ = s.ends(normal(t))
}

// A watch that is stopped takes its codes away first, and shows none when it is
// continued.
func TestStoppingAWatch(t *testing.T) {
	dir, passwordFile := makeVault(t, 2)
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	sandi, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	s := sitAt(t, bash, &pty.Winsize{Rows: 24, Cols: 80}, []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile, "PS1=ready> "}, "--norc", "--noprofile", "-i")
	s.sees("ready> ")
	s.types(sandi + " code --watch\r")
	s.sees(shownCode.String())
	s.types("\x1a")
	s.sees(`\[\d\]\+ +Stopped`)
	if shown := s.screen(); shownCode.MatchString(shown) {
		t.Errorf("stopped with codes on the screen:\n%s", shown)
	}
	s.types("fg; echo ended $?\r")
	s.sees("taken away before stopping")
	s.sees("ended 4")
	if shown := s.screen(); shownCode.MatchString(shown) {
		t.Errorf("continued with codes on the screen:\n%s", shown)
	}
	s.types("exit\r")
	_ = s.ends(normal(t))
}
