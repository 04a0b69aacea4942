package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"sandi/vault"
)

var ctx = context.Background()

// trust prints what the vault's promises rest on.
func (b *bench) trust(kills int) (err error) {
	if b.dir, err = os.MkdirTemp("", "sandi-bench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	for _, step := range []func() error{
		b.build, b.unlocking, b.keyring, b.save,
		func() error { return b.writing(50) },
		func() error { return b.killing(kills) },
		func() error { return b.killingPasswords(max(20, kills/25)) },
		b.proofs,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// unlocking times Open in fresh processes, with what they use of memory.
func (b *bench) unlocking() error {
	fmt.Println("code --json of 1,000 entries from a cold process, by work factor (the owner's choice):")
	for _, factor := range []int{vault.MinWorkFactor, vault.DefaultWorkFactor, 18} {
		dir, err := b.vault(1000, factor)
		if err != nil {
			return err
		}
		var took []time.Duration
		peak := int64(0)
		for range 5 {
			c := exec.Command(b.program("sandi"), "code", "--json", "--vault", dir)
			c.Env = b.env()
			begun := time.Now()
			if out, err := c.Output(); err != nil || len(out) == 0 {
				return fmt.Errorf("code: %w", err)
			}
			took = append(took, time.Since(begun))
			peak = max(peak, peakMemory(c.ProcessState))
		}
		fmt.Printf("  2^%d: %s, %d MiB at most\n", factor, ms(median(took)), peak>>20)
	}
	return nil
}

// keyring times what `code` does besides asking the keyring: opening with the
// identity, which takes no key derivation.
func (b *bench) keyring() error {
	for _, n := range []int{10, 1000, 10000} {
		dir, err := b.vault(n, cheap)
		if err != nil {
			return err
		}
		v, err := vault.Open(dir, []byte(password), options(0))
		if err != nil {
			return err
		}
		identity := v.Identity()
		v.Close()
		var took []time.Duration
		for range b.runs {
			begun := time.Now()
			v, err := vault.OpenIdentity(dir, identity, options(0))
			if err != nil {
				return err
			}
			for _, e := range v.Entries() {
				if _, err := e.Key.CodeAt(begun); err != nil {
					return err
				}
			}
			took = append(took, time.Since(begun))
			v.Close()
		}
		fmt.Printf("opening with the keyring's answer and making %d codes: %s (best %s)\n", n, ms(median(took)), ms(best(took)))
	}
	fmt.Println()
	return nil
}

var (
	counted = regexp.MustCompile(`(\d+ bits flipped, \d+ cuts|\d+ faults|\d+ power cuts)`)
	execs   = regexp.MustCompile(`execs: (\d+)`)
)

// proofs runs the tests that count and prints their counts.
func (b *bench) proofs() error {
	out, err := exec.Command("go", "test", "-count=1", "-v", "-run", "TestEvery", "sandi/vault").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	total := map[string]int{}
	for _, m := range counted.FindAllString(string(out), -1) {
		for part := range strings.SplitSeq(m, ", ") {
			var n int
			var what string
			n, what = number(part)
			total[what] += n
		}
	}
	fmt.Printf("tried: %d flipped bits, %d cuts (all refused); %d failing calls, %d power cuts (all leave old or new)\n",
		total["bits flipped"], total["cuts"], total["faults"], total["power cuts"])
	seconds := "20s"
	if b.quick {
		seconds = "3s"
	}
	for _, f := range []string{"FuzzOpen", "FuzzPayload", "FuzzEntry", "FuzzUsage", "FuzzNames"} {
		out, err := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+f+"$", "-fuzztime", seconds, "sandi/vault").CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", f, err, out)
		}
		all := execs.FindAllStringSubmatch(string(out), -1)
		if len(all) > 0 {
			fmt.Printf("%s: %s executions in %s\n", f, all[len(all)-1][1], seconds)
		}
	}
	return nil
}

// number splits "12 power cuts".
func number(text string) (n int, what string) {
	count, what, _ := strings.Cut(text, " ")
	_, _ = fmt.Sscan(count, &n)
	return n, what
}
