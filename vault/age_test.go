//go:build !windows

package vault_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/go-json-experiment/json"

	"sandi/internal/otp"
	"sandi/vault"
)

// ageCommand is the age that the system's packages bring. CI must have it:
// otherwise the format's promise would go untested.
func ageCommand(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("age")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no age command: ", err)
		}
		t.Skip("no age command")
	}
	return path
}

// stockAge runs age in dir on a terminal of its own, answers its question for a
// passphrase, and returns its standard output.
func stockAge(t *testing.T, dir, passphrase string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(ageCommand(t), args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout = &out
	terminal, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	cmd.Stdin, cmd.Stderr = tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // stdin becomes /dev/tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	go func() {
		// age waits for the answer; what it writes meanwhile is its prompt.
		var seen strings.Builder
		buf := make([]byte, 256)
		for !strings.Contains(seen.String(), "passphrase") {
			n, err := terminal.Read(buf)
			if err != nil {
				return
			}
			seen.Write(buf[:n])
		}
		_, _ = io.WriteString(terminal, passphrase+"\n")
		_, _ = io.Copy(io.Discard, terminal)
	}()
	stop := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	err = cmd.Wait()
	return out.String(), err
}

func TestStockAgePrintsTheEntries(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("SPSE", "ayu@contoh.go.id")}, vault.Entry{Key: key("GitHub", "ayu")})
	v.Close()
	text, err := stockAge(t, v.Dir(), password, "-d", "-i", "identity.age", "vault.age")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version int
		Entries []struct{ Issuer, Account, Secret string }
	}
	if err := json.Unmarshal([]byte(text), &got, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	if len(got.Entries) != 2 || got.Version != 1 || got.Entries[0].Account != "ayu@contoh.go.id" ||
		got.Entries[1].Secret != key("", "").Secret.Base32() {
		t.Errorf("got %+v", got)
	}
	if out, err := stockAge(t, v.Dir(), "wrong", "-d", "-i", "identity.age", "vault.age"); err == nil || out != "" {
		t.Errorf("wrong passphrase: got %q, %v", out, err)
	}
	// Every backup opens in the same way.
	for _, name := range backups(t, v.Dir()) {
		if _, err := stockAge(t, v.Dir(), password, "-d", "-i", "identity.age", filepath.Join("backups", name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a person edits with stock tools is read: pretty-printed, with members in
// any order and a note of their own.
func TestEntriesEditedWithStockAge(t *testing.T) {
	dir := craft(t, "{}")
	public := identity(t, dir).Recipient().String()
	cmd := exec.Command(ageCommand(t), "-r", public, "-o", "vault.age")
	cmd.Dir = dir
	if err := errors.Join(os.Remove(filepath.Join(dir, "vault.age"))); err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = strings.NewReader(`{
	  "entries": [
	    { "secret": "GEZDGNBV", "type": "totp", "mine": "x", "digits": 6,
	      "algorithm": "SHA1", "period": 30, "status": "active", "id": "hand-made" }
	  ],
	  "version": 1
	}
	`)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	v := open(t, dir)
	e, err := v.Get("hand-made")
	if err != nil || e.Status != vault.Active || e.Key.Type != otp.TOTP {
		t.Errorf("got %+v, %v", e, err)
	}
	touch(t, v)
	if got := open(t, dir).Entries(); len(got) != 2 {
		t.Errorf("got %d entries", len(got))
	}
}
