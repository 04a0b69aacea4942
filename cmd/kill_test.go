package cmd_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/vault"
)

// Programs that are killed at any moment, and many at once. `go run
// ./internal/bench -kill 10000` does the same for longer, with the program as it
// is released.

// victim is a vault and the program that is killed while it writes it.
type victim struct {
	t             *testing.T
	program, dir  string
	password, new string // files
	env           []string
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	program, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	v := &victim{t: t, program: program, dir: filepath.Join(home, "vault"),
		password: filepath.Join(home, "password"), new: filepath.Join(home, "new")}
	for name, word := range map[string]string{v.password: "one", v.new: "two"} {
		if err := os.WriteFile(name, []byte(word+" horse battery staple\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v.env = append(os.Environ(), "SANDI_VAULT="+v.dir, "SANDI_LANG=en", "SANDI_STATE="+filepath.Join(home, "state"),
		"SANDI_SETTINGS="+filepath.Join(home, "settings.toml"))
	made, err := vault.Create(v.dir, []byte("one horse battery staple"), vault.Options{WorkFactor: 10, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	made.Close()
	return v
}

func (v *victim) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	c := exec.Command(v.program, args...)
	c.Env = v.env
	said := &bytes.Buffer{}
	c.Stderr = said
	return c, said
}

func (v *victim) add(account string) (*exec.Cmd, *bytes.Buffer) {
	c, said := v.command("add", "-", "--password-file", v.password)
	c.Stdin = strings.NewReader("otpauth://totp/Kill:" + account + "?issuer=Kill&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n")
	return c, said
}

// accounts opens the vault with either password and returns which of the files
// holds it, and the accounts.
func (v *victim) accounts() (passwordFile string, all map[string]bool) {
	v.t.Helper()
	var last error
	for _, name := range []string{v.password, v.new} {
		word, err := os.ReadFile(name)
		if err != nil {
			v.t.Fatal(err)
		}
		opened, err := vault.Open(v.dir, bytes.TrimSpace(word), vault.Options{Now: time.Now})
		if err != nil {
			last = err
			continue
		}
		defer opened.Close()
		all = map[string]bool{}
		for _, e := range opened.Entries() {
			if all[e.Key.Account] {
				v.t.Errorf("%s is there twice", e.Key.Account)
			}
			all[e.Key.Account] = true
		}
		return name, all
	}
	v.t.Fatalf("the vault opens with neither password: %v", last)
	return "", nil
}

func TestKilledWhileItSaves(t *testing.T) {
	const each = 3
	kills := 300
	if testing.Short() {
		kills = 30
	}
	v := newVictim(t)
	// How long one takes, to kill over the whole length of what several take.
	start := time.Now()
	c, said := v.add("first")
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	length := 5 * time.Since(start) / 2
	tried, kept := map[string]bool{"first": true}, map[string]bool{"first": true}
	killed, round := 0, 0
	for ; killed < kills && round < 20*kills; round++ {
		var running []*exec.Cmd
		for i := range each {
			name := fmt.Sprintf("r%d-%d", round, i)
			tried[name] = true
			c, _ := v.add(name)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			running = append(running, c)
		}
		// The golden ratio spreads the moments evenly.
		moment := time.Duration(float64(length) * fraction(float64(round)*0.6180339887))
		time.Sleep(moment)
		for _, c := range running {
			_ = c.Process.Kill()
		}
		for i, c := range running {
			switch err := c.Wait(); {
			case err == nil:
				kept[fmt.Sprintf("r%d-%d", round, i)] = true
			case c.ProcessState.ExitCode() == -1 || c.ProcessState.ExitCode() == 1:
				killed++
			default:
				t.Fatalf("round %d: %v", round, err)
			}
		}
		_, all := v.accounts()
		for name := range kept {
			if !all[name] {
				t.Fatalf("round %d: %s was acknowledged and is lost", round, name)
			}
		}
		for name := range all {
			if !tried[name] {
				t.Fatalf("round %d: %s came from nowhere", round, name)
			}
			kept[name] = true // what is there once stays
		}
	}
	if killed < kills || len(kept) < 10 {
		t.Errorf("%d killed, %d saved: nothing was tested", killed, len(kept))
	}
	t.Logf("%d of %d processes were killed, %d saved", killed, round*each, len(kept))
}

func fraction(f float64) float64 { return f - float64(int(f)) }

func TestKilledWhileItChangesThePassword(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 10
	}
	for name, args := range map[string][]string{
		"passwd": {"vault", "passwd", "--no-rotate"},
		"rotate": {"vault", "passwd", "--rotate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t)
			want := map[string]bool{}
			for i := range 3 {
				account := fmt.Sprint("a", i)
				want[account] = true
				c, said := v.add(account)
				if err := c.Run(); err != nil {
					t.Fatalf("%v: %s", err, said)
				}
			}
			change := func() (*exec.Cmd, *bytes.Buffer) {
				return v.command(append(args, "--password-file", v.password, "--new-password-file", v.new)...)
			}
			start := time.Now()
			c, said := change()
			if err := c.Run(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			length := 3 * time.Since(start) / 2
			changed, killed := 0, 0
			for round := range rounds {
				// Whichever password holds is the old one now.
				holds, all := v.accounts()
				if holds == v.new {
					v.password, v.new = v.new, v.password
					changed++
				}
				if len(all) != len(want) {
					t.Fatalf("round %d: got %v, want %v", round, all, want)
				}
				c, said := change()
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(float64(length) * fraction(float64(round)*0.6180339887)))
				_ = c.Process.Kill()
				err := c.Wait()
				holds, _ = v.accounts()
				switch {
				case err != nil && c.ProcessState.ExitCode() != -1 && !strings.Contains(said.String(), "another process"):
					t.Fatalf("round %d: %v: %s", round, err, said)
				case err != nil:
					killed++
				case holds != v.new:
					t.Fatalf("round %d: the new password was acknowledged and does not hold", round)
				}
			}
			// Afterwards everything works, backups included.
			holds, _ := v.accounts()
			if holds == v.new {
				v.password, v.new = v.new, v.password
			}
			if c, said := v.add("last"); c.Run() != nil {
				t.Fatalf("the next save: %s", said)
			}
			if vault.Rotating(v.dir) {
				t.Error("a rotation is not ended")
			}
			word, _ := os.ReadFile(v.password)
			opened, err := vault.Open(v.dir, bytes.TrimSpace(word), vault.Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer opened.Close()
			if found, err := opened.Verify(context.Background()); err != nil || !found.Good() {
				t.Errorf("verify: %+v, %v", found, err)
			}
			t.Logf("%d changed, %d killed", changed, killed)
		})
	}
}

// Fifty programs add an entry each at the same time.
func TestFiftyWritersLoseNothing(t *testing.T) {
	const writers = 50
	v := newVictim(t)
	var running []*exec.Cmd
	var words []*bytes.Buffer
	for i := range writers {
		c, said := v.add(fmt.Sprint("w", i))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		running, words = append(running, c), append(words, said)
	}
	for i, c := range running {
		if err := c.Wait(); err != nil {
			t.Errorf("writer %d: %v: %s", i, err, words[i])
		}
	}
	if _, all := v.accounts(); len(all) != writers {
		t.Errorf("got %d entries, want %d", len(all), writers)
	}
}

// Damage ends with exit code 5 and a wrong password with 4, whichever bit it is,
// and nothing is written.
func TestDamageExitCodes(t *testing.T) {
	v := newVictim(t)
	c, said := v.add("a")
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	code := func() int {
		c, _ := v.command("code", "--json", "--password-file", v.password)
		_ = c.Run()
		return c.ProcessState.ExitCode()
	}
	for _, name := range []string{"vault.age", "identity.age"} {
		file := filepath.Join(v.dir, name)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			broken := bytes.Clone(whole)
			broken[(len(whole)-3)*i/8] ^= 1 << i
			if i == 7 {
				broken = broken[:len(broken)/2]
			}
			if err := os.WriteFile(file, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := code(); got != 5 {
				t.Errorf("%s, damage %d: got exit code %d, want 5", name, i, got)
			}
			if after, _ := os.ReadFile(file); !bytes.Equal(after, broken) {
				t.Errorf("%s, damage %d: the file was written", name, i)
			}
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v.password, v.new = v.new, v.password
	if got := code(); got != 4 {
		t.Errorf("wrong password: got exit code %d, want 4", got)
	}
}
