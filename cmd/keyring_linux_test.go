package cmd_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"sandi/vault"
)

// session is a bus with GNOME Keyring on it, unlocked.
type session struct {
	t       *testing.T
	address string
}

func newSession(t *testing.T) session {
	t.Helper()
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is missing", program)
			}
			t.Skipf("%s is missing", program)
		}
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "bus")
	config := filepath.Join(dir, "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:path=`+socket+`</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	s := session{t, "unix:path=" + socket}
	s.start(exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile"))
	s.until(func() bool {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	c := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", "--control-directory="+t.TempDir())
	c.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_RUNTIME_DIR="+dir, "DISPLAY=", "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS="+s.address)
	c.Stdin = strings.NewReader("login")
	s.start(c)
	conn, err := dbus.Connect(s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s.until(func() (has bool) {
		err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&has)
		return err == nil && has
	})
	return s
}

func (s session) start(c *exec.Cmd) {
	s.t.Helper()
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
}

func (s session) until(ready func() bool) {
	s.t.Helper()
	for range 6000 {
		if ready() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.t.Fatal("the session did not start")
}

// user runs the program as somebody with a vault and, or without, a session.
type user struct {
	t   *testing.T
	env []string
}

func (u user) runs(env string, args ...string) (out, told string, exit int) {
	u.t.Helper()
	path, err := exec.LookPath("sandi")
	if err != nil {
		u.t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Env = append(append([]string{"PATH=" + os.Getenv("PATH"), "SANDI_LANG=en"}, u.env...), env)
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal to ask on
	var stdout, stderr strings.Builder
	c.Stdout, c.Stderr = &stdout, &stderr
	err = c.Run()
	if exitErr, ok := err.(*exec.ExitError); ok {
		exit = exitErr.ExitCode()
	} else if err != nil {
		u.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), exit
}

func TestKeyring(t *testing.T) {
	s := newSession(t)
	dir, passwordFile := makeVault(t, 2)
	u := user{t, []string{"SANDI_VAULT=" + dir, "SANDI_STATE=" + t.TempDir(), "HOME=" + t.TempDir()}}
	here, nowhere := "DBUS_SESSION_BUS_ADDRESS="+s.address, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"
	expect := func(what string, exit, wantExit int, told, want string) {
		t.Helper()
		if exit != wantExit || !strings.Contains(told, want) {
			t.Errorf("%s: got exit code %d and %q, want %d and %q", what, exit, told, wantExit, want)
		}
	}

	out, _, exit := u.runs(here, "vault", "keyring")
	expect("at first", exit, 0, out, "off")
	_, told, exit := u.runs(here, "list")
	expect("without a password", exit, 4, told, "password")
	if strings.Contains(told, "keyring") {
		t.Errorf("a keyring that is off is spoken of: %q", told)
	}
	_, told, exit = u.runs(nowhere, "vault", "keyring", "on", "--password-file", passwordFile)
	expect("on without a bus", exit, 1, told, "no keyring")
	out, _, exit = u.runs(here, "vault", "keyring", "status", "--json")
	expect("after that", exit, 0, out, `{"on":false,"opens":null,"error":null}`)

	_, told, exit = u.runs(here, "vault", "keyring", "on", "--password-file", passwordFile)
	expect("on", exit, 0, told, "opens this vault from now on")
	out, told, exit = u.runs(here, "code", "user1@")
	expect("a code", exit, 0, out, "")
	if len(strings.TrimSpace(out)) != 6 || strings.Contains(told, "keyring") {
		t.Errorf("a code: got %q and %q", out, told)
	}
	out, _, exit = u.runs(here, "vault", "keyring", "--json")
	expect("status", exit, 0, out, `{"on":true,"opens":true,"error":null}`)
	_, told, exit = u.runs(nowhere, "list")
	expect("elsewhere", exit, 4, told, "The keyring does not open the vault")
	out, _, exit = u.runs(nowhere, "list", "--password-file", passwordFile)
	expect("elsewhere with the password", exit, 0, out, "user1@")

	// What another device does to the vault.
	v, err := vault.Open(dir, []byte("correct horse"), vault.Options{WorkFactor: 10, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Rotate(t.Context(), []byte("another password")); err != nil {
		t.Fatal(err)
	}
	v.Close()
	_, told, exit = u.runs(here, "list")
	expect("after a rotation elsewhere", exit, 4, told, "another key by now")
	_, told, exit = u.runs(here, "list")
	expect("the old key is no longer there", exit, 4, told, "holds nothing")

	// Here, the keyring follows.
	newFile := filepath.Join(t.TempDir(), "new")
	if err := os.WriteFile(newFile, []byte("another password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, told, exit = u.runs(here, "vault", "keyring", "on", "--password-file", newFile)
	expect("on again", exit, 0, told, "")
	_, told, exit = u.runs(here, "vault", "rotate", "--password-file", newFile, "--new-password-file", passwordFile)
	expect("rotate", exit, 0, told, "keyring has the present key")
	out, _, exit = u.runs(here, "list")
	expect("after a rotation here", exit, 0, out, "user1@")

	_, told, exit = u.runs(here, "vault", "keyring", "off")
	expect("off", exit, 0, told, "no longer in the keyring")
	_, told, exit = u.runs(here, "list")
	expect("after that", exit, 4, told, "password")
	_, told, exit = u.runs(here, "vault", "keyring", "off")
	expect("off again", exit, 0, told, "did not open this vault")
}
