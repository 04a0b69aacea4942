package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sandi/vault"
)

// target is a vault that programs are killed over.
type target struct {
	*bench
	dir   string
	words [2]string // password files; the first holds
}

func (b *bench) newTarget() (*target, error) {
	dir, err := os.MkdirTemp(b.dir, "target-")
	if err != nil {
		return nil, err
	}
	t := &target{b, filepath.Join(dir, "vault"), [2]string{filepath.Join(dir, "one"), filepath.Join(dir, "two")}}
	for _, name := range t.words {
		if err := os.WriteFile(name, []byte(filepath.Base(name)+" "+password+"\n"), 0o600); err != nil {
			return nil, err
		}
	}
	v, err := vault.Create(t.dir, []byte("one "+password), options(cheap))
	if err != nil {
		return nil, err
	}
	defer v.Close()
	return t, v.ChooseWorkFactor(ctx, cheap)
}

func (t *target) command(args ...string) *exec.Cmd {
	c := exec.Command(t.program("sandi"), args...)
	c.Env = t.env("SANDI_VAULT="+t.dir, "SANDI_PASSWORD_FILE="+t.words[0])
	return c
}

func (t *target) add(account string) *exec.Cmd {
	c := t.command("add", "-")
	c.Stdin = strings.NewReader("otpauth://totp/Kill:" + account + "?issuer=Kill&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n")
	return c
}

// opened returns the accounts, opened with whichever password holds, and puts
// that one first.
func (t *target) opened() (map[string]bool, error) {
	var all error
	for i, name := range t.words {
		word, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		v, err := vault.Open(t.dir, bytes.TrimSpace(word), options(0))
		if err != nil {
			all = errors.Join(all, err)
			continue
		}
		defer v.Close()
		if i == 1 {
			t.words[0], t.words[1] = t.words[1], t.words[0]
		}
		found := map[string]bool{}
		for _, e := range v.Entries() {
			found[e.Key.Account] = true
		}
		return found, nil
	}
	return nil, all
}

// killing starts programs that save and kills them at moments that spread over
// the whole of what they do, until so many were killed.
func (b *bench) killing(kills int) error {
	t, err := b.newTarget()
	if err != nil {
		return err
	}
	const each = 3
	begun := time.Now()
	if out, err := t.add("first").CombinedOutput(); err != nil {
		return fmt.Errorf("add: %w: %s", err, out)
	}
	length := 5 * time.Since(begun) / 2
	kept := map[string]bool{"first": true}
	killed, saved := 0, 0
	for round := 0; killed < kills; round++ {
		var running []*exec.Cmd
		for i := range each {
			c := t.add(fmt.Sprintf("r%d-%d", round, i))
			if err := c.Start(); err != nil {
				return err
			}
			running = append(running, c)
		}
		turn := float64(round) * 0.6180339887
		time.Sleep(time.Duration(float64(length) * (turn - float64(int(turn)))))
		for _, c := range running {
			_ = c.Process.Kill()
		}
		finished := 0
		for i, c := range running {
			if c.Wait() == nil {
				kept[fmt.Sprintf("r%d-%d", round, i)] = true
				finished++
			} else {
				killed++
			}
		}
		// A busy machine is slower than at the start: half shall be killed late.
		switch finished {
		case 0:
			length = length * 11 / 10
		case each:
			length = length * 9 / 10
		}
		found, err := t.opened()
		if err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		for name := range kept {
			if !found[name] {
				return fmt.Errorf("round %d: %s was acknowledged and is lost", round, name)
			}
		}
		kept = found
		if len(kept) > 300 { // so that the rounds stay about saving
			saved += len(kept)
			if t, err = b.newTarget(); err != nil {
				return err
			}
			kept = map[string]bool{}
		}
	}
	fmt.Printf("killed while saving: %d processes, %d saves, in %v: nothing that was acknowledged is lost\n",
		killed, saved+len(kept), time.Since(begun).Round(time.Second))
	return nil
}

// killingPasswords does the same to changes of the password and to rotations.
func (b *bench) killingPasswords(rounds int) error {
	for _, how := range []string{"--no-rotate", "--rotate"} {
		t, err := b.newTarget()
		if err != nil {
			return err
		}
		for i := range 3 {
			if out, err := t.add(fmt.Sprint("a", i)).CombinedOutput(); err != nil {
				return fmt.Errorf("add: %w: %s", err, out)
			}
		}
		change := func() *exec.Cmd { return t.command("vault", "passwd", how, "--new-password-file", t.words[1]) }
		begun := time.Now()
		if out, err := change().CombinedOutput(); err != nil {
			return fmt.Errorf("passwd: %w: %s", err, out)
		}
		length := time.Since(begun)
		killed := 0
		for round := range rounds {
			found, err := t.opened()
			if err != nil || len(found) != 3 {
				return fmt.Errorf("passwd %s, round %d: %d entries, %w", how, round, len(found), err)
			}
			c := change()
			if err := c.Start(); err != nil {
				return err
			}
			turn := float64(round) * 0.6180339887
			time.Sleep(time.Duration(float64(length) * (turn - float64(int(turn)))))
			_ = c.Process.Kill()
			if c.Wait() != nil {
				killed++
			}
		}
		if found, err := t.opened(); err != nil || len(found) != 3 {
			return fmt.Errorf("passwd %s: %d entries, %w", how, len(found), err)
		}
		fmt.Printf("killed during vault passwd %s: %d of %d, the old or the new password opens all\n", how, killed, rounds)
	}
	return nil
}

// writing starts many programs that add an entry each.
func (b *bench) writing(writers int) error {
	t, err := b.newTarget()
	if err != nil {
		return err
	}
	begun := time.Now()
	var running []*exec.Cmd
	for i := range writers {
		c := t.add(fmt.Sprint("w", i))
		if err := c.Start(); err != nil {
			return err
		}
		running = append(running, c)
	}
	for _, c := range running {
		if err := c.Wait(); err != nil {
			return fmt.Errorf("a writer of %d: %w", writers, err)
		}
	}
	found, err := t.opened()
	if err != nil || len(found) != writers {
		return fmt.Errorf("%d writers left %d entries: %w", writers, len(found), err)
	}
	fmt.Printf("%d processes adding at once: all entries kept, %s\n", writers, ms(time.Since(begun)))
	return nil
}
