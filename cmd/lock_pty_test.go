//go:build linux || darwin

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

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

// The signal to lock takes the codes of a watch away, and ends nothing that has
// nothing to lock.
func TestASignalEndsAWatch(t *testing.T) {
	dir, passwordFile := makeVault(t, 2)
	env := []string{"SANDI_VAULT=" + dir, "SANDI_PASSWORD_FILE=" + passwordFile}
	s := sit(t, env, "code", "--watch")
	s.sees(shownCode.String())
	if err := s.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	if got := s.ends(normal(t)); got != 4 {
		t.Errorf("exit code: got %d, want 4", got)
	}
	if shown := s.screen(); shownCode.MatchString(shown) {
		t.Errorf("codes are left on the screen:\n%s", shown)
	}
	s = sit(t, []string{"SANDI_VAULT=" + dir}, "list")
	s.sees("Vault password: ")
	if err := s.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	s.types("correct horse\r")
	if got := s.ends(normal(t)); got != 0 {
		t.Errorf("a list that got the signal: exit code %d, want 0", got)
	}
}

// The library's traces would hold what is typed and drawn.
func TestNoTraceOfPromptsAndCodes(t *testing.T) {
	dir, _ := makeVault(t, 1)
	home := t.TempDir()
	t.Chdir(home)
	env := []string{"SANDI_VAULT=" + dir, "HOME=" + home, "TEA_TRACE=" + home + "/trace", "TEA_DEBUG=true"}
	for _, args := range [][]string{{"list"}, {"code"}, {}} {
		s := sit(t, env, args...)
		s.sees("(?i)vault password")
		s.types("correct horse")
		time.Sleep(50 * time.Millisecond)
		s.types("\r")
		s.sees("user0")
		if len(args) == 0 {
			s.types("q")
		}
		_ = s.ends(normal(t))
		err := filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if strings.Contains(path, "trace") || strings.Contains(string(b), "correct horse") {
				t.Errorf("%v left %s with %d bytes", args, path, len(b))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
