package vault_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"sandi/vault"
)

// Other processes are this test binary again, told by the environment what to
// be: writer DIR NAME COUNT adds entries, one save each, and prints a line when
// one is acknowledged.
func TestMain(m *testing.M) {
	if args := os.Getenv("VAULT_TEST_WRITER"); args != "" {
		if err := write(strings.Split(args, "|")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func write(args []string) error {
	v, err := vault.Open(args[0], []byte(password), options())
	if err != nil {
		return err
	}
	count, _ := strconv.Atoi(args[2])
	for i := range count {
		name := args[1] + strconv.Itoa(i)
		err := v.Update(ctx, func(tx *vault.Tx) error {
			_, err := tx.Add(vault.Entry{Key: key("", name)})
			return err
		})
		if err != nil {
			return err
		}
		fmt.Println(name)
	}
	return nil
}

func writer(t testing.TB, dir, name string, count int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), fmt.Sprintf("VAULT_TEST_WRITER=%s|%s|%d", dir, name, count))
	return cmd
}

func TestTwoProcessesAddingAtOnceLoseNothing(t *testing.T) {
	v := create(t)
	const each = 25
	var all []*exec.Cmd
	for _, name := range []string{"a", "b", "c"} {
		cmd := writer(t, v.Dir(), name, each)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, cmd)
	}
	for _, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	got := map[string]bool{}
	for _, e := range open(t, v.Dir()).Entries() {
		got[e.Key.Account] = true
	}
	for _, name := range []string{"a", "b", "c"} {
		for i := range each {
			if !got[name+strconv.Itoa(i)] {
				t.Errorf("entry %s%d is lost", name, i)
			}
		}
	}
}

func TestKilledWhileSaving(t *testing.T) {
	v := create(t)
	v.Close()
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	acknowledged := map[string]bool{}
	for round := range rounds {
		cmd := writer(t, v.Dir(), fmt.Sprintf("r%d-", round), 1000)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		// Two saves in, kill somewhere in the next: a save takes a few
		// milliseconds, and the rounds spread over them.
		for range 2 {
			if lines.Scan() {
				acknowledged[lines.Text()] = true
			}
		}
		time.Sleep(time.Duration(round) * 300 * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			acknowledged[lines.Text()] = true
		}
		_ = cmd.Wait()

		again, err := vault.Open(v.Dir(), []byte(password), options())
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		got := map[string]bool{}
		for _, e := range again.Entries() {
			got[e.Key.Account] = true
		}
		again.Close()
		for name := range acknowledged {
			if !got[name] {
				t.Fatalf("round %d: %s was acknowledged and is lost", round, name)
			}
		}
	}
	if len(acknowledged) < 2*rounds {
		t.Errorf("only %d saves in %d rounds: nothing was tested", len(acknowledged), rounds)
	}
	// The next save clears what was left behind.
	touch(t, open(t, v.Dir()))
	if got := temporary(t, v.Dir()); len(got) > 0 {
		t.Errorf("left behind: %q", got)
	}
}

// temporary lists files that are neither the vault's nor its backups.
func temporary(t testing.TB, dir string) []string {
	t.Helper()
	var odd []string
	for name := range snapshot(t, dir) {
		base := filepath.Base(name)
		if base != "vault.age" && base != "identity.age" && !strings.HasPrefix(base, "vault-") {
			odd = append(odd, name)
		}
	}
	return odd
}

func TestBusy(t *testing.T) {
	o := options()
	o.LockTimeout = 50 * time.Millisecond
	v, err := vault.Create(filepath.Join(t.TempDir(), "v"), []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	other := flock.New(filepath.Join(v.Dir(), "vault.lock"))
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	add := func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "a")}); return err }
	if err := v.Update(ctx, add); !errors.Is(err, vault.ErrBusy) {
		t.Errorf("got %v, want %v", err, vault.ErrBusy)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := v.Update(cancelled, add); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	// Reading needs no lock.
	open(t, v.Dir())
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := v.Update(ctx, add); err != nil {
		t.Error(err)
	}
}
