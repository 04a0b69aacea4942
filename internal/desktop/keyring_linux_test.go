package desktop_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"sandi/internal/desktop"
)

// needs finds a program, or skips on a machine of a developer who lacks it.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing", program)
		}
		t.Skipf("%s is missing", program)
	}
	return path
}

// bus starts a session bus of its own, on which no service is activated, and
// returns an environment that names it.
func bus(t *testing.T) func(string) string {
	t.Helper()
	daemon := needs(t, "dbus-daemon")
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	socket := filepath.Join(dir, "bus")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:path=`+socket+`</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(daemon, "--config-file="+config, "--nofork", "--nopidfile")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for range 6000 { // half a minute: the machine may be busy
		if conn, err := net.Dial("unix", socket); err == nil {
			_ = conn.Close()
			return environment("DBUS_SESSION_BUS_ADDRESS", "unix:path="+socket)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the bus did not start")
	return nil
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

const account = "0123456789abcdef"

// exercise sets, reads, replaces and deletes.
func exercise(t *testing.T, k desktop.Keyring) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if got, err := k.Get(ctx, account); !errors.Is(err, desktop.ErrKeyringEmpty) {
		t.Fatalf("before: got %d bytes, %v, want %v", len(got), err, desktop.ErrKeyringEmpty)
	}
	for _, secret := range []string{"first ä", "second"} {
		if err := k.Set(ctx, account, []byte(secret)); err != nil {
			t.Fatalf("Set: %v", err)
		}
		if got, err := k.Get(ctx, account); err != nil || string(got) != secret {
			t.Fatalf("Get: got %q, %v, want %q", got, err, secret)
		}
	}
	if got, err := k.Get(ctx, "another"); !errors.Is(err, desktop.ErrKeyringEmpty) {
		t.Errorf("another account: got %q, %v, want %v", got, err, desktop.ErrKeyringEmpty)
	}
	for range 2 { // a second time it is no error
		if err := k.Delete(ctx, account); err != nil {
			t.Fatalf("Delete: %v", err)
		}
	}
	if _, err := k.Get(ctx, account); !errors.Is(err, desktop.ErrKeyringEmpty) {
		t.Errorf("after: got %v, want %v", err, desktop.ErrKeyringEmpty)
	}
}

// gnome starts GNOME Keyring on a bus. password is what unlocks its login
// keyring: a new one is made with it, one that is there opens only with its own.
func gnome(t *testing.T, getenv func(string) string, home, password string) {
	t.Helper()
	c := exec.Command(needs(t, "gnome-keyring-daemon"), "--foreground", "--unlock", "--components=secrets", "--control-directory="+t.TempDir())
	c.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "DISPLAY=", "WAYLAND_DISPLAY=",
		"DBUS_SESSION_BUS_ADDRESS="+getenv("DBUS_SESSION_BUS_ADDRESS"))
	c.Stdin = strings.NewReader(password)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	conn, err := dbus.Connect(getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	for range 6000 {
		var has bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&has); err == nil && has {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the keyring did not start")
}

func TestGNOMEKeyring(t *testing.T) {
	getenv, home := bus(t), t.TempDir()
	gnome(t, getenv, home, "login password")
	exercise(t, desktop.NewKeyring(getenv, ""))
	// Other programs find it where they would look.
	k := desktop.NewKeyring(getenv, "")
	if err := k.Set(t.Context(), account, []byte("told to secret-tool")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(needs(t, "secret-tool"), "lookup", "service", "sandi", "username", account)
	c.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+getenv("DBUS_SESSION_BUS_ADDRESS"))
	if out, err := c.Output(); err != nil || string(out) != "told to secret-tool" {
		t.Errorf("secret-tool: got %q, %v", out, err)
	}
}

// A keyring that is locked and can ask nobody refuses, and does not hang.
func TestGNOMEKeyringLocked(t *testing.T) {
	first, home := bus(t), t.TempDir()
	gnome(t, first, home, "login password")
	if err := desktop.NewKeyring(first, "").Set(t.Context(), account, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	second := bus(t)
	gnome(t, second, home, "another password")
	began := time.Now()
	got, err := desktop.NewKeyring(second, "").Get(t.Context(), account)
	if err == nil || errors.Is(err, desktop.ErrKeyringEmpty) {
		t.Errorf("got %q, %v, want an error that says that it is locked", got, err)
	}
	if took := time.Since(began); took > desktop.KeyringTime+20*time.Second {
		t.Errorf("took %v", took)
	}
}

// prompter is a Secret Service whose keyring is locked and asks: nobody answers,
// or refuses, or unlocks it.
type prompter struct {
	conn      *dbus.Conn
	answer    string // "", "refuse", "unlock"
	dismissed atomic.Bool
	prompted  atomic.Bool
}

const (
	item   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login/1")
	prompt = dbus.ObjectPath("/org/freedesktop/secrets/prompt/1")
)

func (p *prompter) SearchItems(map[string]string) (open, locked []dbus.ObjectPath, _ *dbus.Error) {
	return nil, []dbus.ObjectPath{item}, nil
}

func (p *prompter) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	return "/org/freedesktop/secrets/collection/login", nil
}

func (p *prompter) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, prompt, nil
}

func (p *prompter) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/org/freedesktop/secrets/session/1", nil
}

func (p *prompter) GetSecret(session dbus.ObjectPath) (struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}, *dbus.Error,
) {
	return struct {
		Session     dbus.ObjectPath
		Parameters  []byte
		Value       []byte
		ContentType string
	}{session, []byte{}, []byte("found"), "text/plain"}, nil
}

func (p *prompter) Prompt(string) *dbus.Error {
	p.prompted.Store(true)
	if p.answer != "" {
		_ = p.conn.Emit(prompt, "org.freedesktop.Secret.Prompt.Completed", p.answer == "refuse", dbus.MakeVariant([]dbus.ObjectPath{item}))
	}
	return nil
}

func (p *prompter) Dismiss() *dbus.Error {
	p.dismissed.Store(true)
	return nil
}

func locked(t *testing.T, answer string) (*prompter, desktop.Keyring) {
	t.Helper()
	getenv := bus(t)
	conn, err := dbus.Connect(getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p := &prompter{conn: conn, answer: answer}
	for path, name := range map[dbus.ObjectPath]string{
		"/org/freedesktop/secrets": "org.freedesktop.Secret.Service", item: "org.freedesktop.Secret.Item", prompt: "org.freedesktop.Secret.Prompt",
	} {
		if err := conn.Export(p, path, name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p, desktop.NewKeyring(getenv, "")
}

func TestALockedKeyringIsNotWaitedFor(t *testing.T) {
	p, k := locked(t, "")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	for name, ask := range map[string]func() error{
		"Get":    func() error { _, err := k.Get(ctx, account); return err },
		"Set":    func() error { return k.Set(ctx, account, []byte("x")) },
		"Delete": func() error { return k.Delete(ctx, account) },
	} {
		began := time.Now()
		if err := ask(); !errors.Is(err, desktop.ErrKeyringLocked) {
			t.Errorf("%s: got %v, want %v", name, err, desktop.ErrKeyringLocked)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	for range 6000 { // the question does not stay on the screen
		if p.dismissed.Load() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("the keyring's question was not taken back")
}

func TestAKeyringThatAsks(t *testing.T) {
	_, k := locked(t, "refuse")
	if got, err := k.Get(t.Context(), account); !errors.Is(err, desktop.ErrKeyringRefused) {
		t.Errorf("refused: got %q, %v, want %v", got, err, desktop.ErrKeyringRefused)
	}
	p, k := locked(t, "unlock")
	if got, err := k.Get(t.Context(), account); err != nil || !bytes.Equal(got, []byte("found")) || !p.prompted.Load() {
		t.Errorf("unlocked: got %q, %v", got, err)
	}
}

func TestNoBusIsStarted(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// The process's own surroundings are such that the library would start one.
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", "")
	tools, started := t.TempDir(), filepath.Join(t.TempDir(), "started")
	if err := os.WriteFile(filepath.Join(tools, "dbus-launch"), []byte("#!/bin/sh\n: >'"+started+"'\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", tools)
	for name, getenv := range map[string]func(string) string{
		"nothing is set":       environment(),
		"autolaunch":           environment("DBUS_SESSION_BUS_ADDRESS", "autolaunch:"),
		"nobody listens":       environment("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "gone")),
		"no bus in the folder": environment("XDG_RUNTIME_DIR", t.TempDir()),
		"not a socket":         environment("XDG_RUNTIME_DIR", dir),
		"relative":             environment("XDG_RUNTIME_DIR", "."),
		"garbage":              environment("DBUS_SESSION_BUS_ADDRESS", "\x00;=,"),
	} {
		if _, err := desktop.NewKeyring(getenv, "").Get(t.Context(), account); !errors.Is(err, desktop.ErrNoKeyring) {
			t.Errorf("%s: got %v, want %v", name, err, desktop.ErrNoKeyring)
		}
	}
	if _, err := os.Stat(started); err == nil {
		t.Error("dbus-launch was run")
	}
	// That it would be noticed.
	if conn, err := dbus.SessionBusPrivate(); err == nil {
		_ = conn.Close()
	}
	if _, err := os.Stat(started); err != nil {
		t.Error("the library does not start a bus where this test looks")
	}
}

// The bus of a session is found where systemd puts it.
func TestTheBusOfTheRuntimeFolder(t *testing.T) {
	address := bus(t)("DBUS_SESSION_BUS_ADDRESS")
	dir := filepath.Dir(strings.TrimPrefix(address, "unix:path="))
	_, err := desktop.NewKeyring(environment("XDG_RUNTIME_DIR", dir), "").Get(t.Context(), account)
	if !errors.Is(err, desktop.ErrNoKeyring) || !strings.Contains(err.Error(), "org.freedesktop") {
		t.Errorf("got %v, want the bus to say that nobody is there", err)
	}
}
