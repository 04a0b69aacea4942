package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

const password = "correct horse battery staple"

// cheap is the least work factor that an owner can choose. A lower one would be
// raised by the first program that unlocks.
const cheap = vault.MinWorkFactor

func options(workFactor int) vault.Options {
	return vault.Options{WorkFactor: workFactor, Now: time.Now}
}

// vault makes a vault with n entries and returns its directory. It makes each
// only once.
func (b *bench) vault(n, workFactor int) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("vault-%d-%d", n, workFactor))
	if exists, err := vault.Exists(dir); exists || err != nil {
		return dir, err
	}
	if err := os.WriteFile(filepath.Join(b.dir, "password"), []byte(password+"\n"), 0o600); err != nil {
		return "", err
	}
	v, err := vault.Create(dir, []byte(password), options(workFactor))
	if err != nil {
		return "", err
	}
	defer v.Close()
	if workFactor != 0 {
		if err := v.ChooseWorkFactor(ctx, workFactor); err != nil {
			return "", err
		}
	}
	return dir, v.Update(context.Background(), func(tx *vault.Tx) error {
		for i := range n {
			raw := make([]byte, 20)
			binary.BigEndian.PutUint64(raw, uint64(i)*0x9e3779b97f4a7c15)
			e := vault.Entry{Status: vault.Active, Key: otp.Key{
				Issuer: "Service " + strconv.Itoa(i%500), Account: "user" + strconv.Itoa(i) + "@example.com", Secret: otp.NewSecret(raw),
			}}
			if _, err := tx.Add(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// opening times vault.Open in this process, which is warm.
func opening(dir string, runs int) (time.Duration, error) {
	var took []time.Duration
	for range runs {
		start := time.Now()
		v, err := vault.Open(dir, []byte(password), options(0))
		if err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
		v.Close()
	}
	return median(took), nil
}

// codes times `sandi code --json` from cold processes and splits it: the start
// of the program, the key derivation, and the rest, which grows with the number
// of entries.
func (b *bench) codes() error {
	sizes := []int{10, 1000, 10000}
	empty, err := b.vault(0, cheap)
	if err != nil {
		return err
	}
	times := map[int][]time.Duration{}
	var start []time.Duration
	for _, n := range append([]int{0}, sizes...) {
		if _, err := b.vault(n, cheap); err != nil {
			return err
		}
	}
	for range b.runs {
		d, err := b.run(b.program("sandi"), "version")
		if err != nil {
			return err
		}
		start = append(start, d)
		for _, n := range append([]int{0}, sizes...) {
			dir, _ := b.vault(n, cheap)
			d, err := b.run(b.program("sandi"), "code", "--json", "--vault", dir)
			if err != nil {
				return err
			}
			times[n] = append(times[n], d)
		}
	}
	kdf, err := opening(empty, b.runs)
	if err != nil {
		return err
	}
	fmt.Printf("code --json, work factor %d (the start of the program is %s, the derivation %s):\n", cheap, ms(median(start)), ms(kdf))
	for _, n := range sizes {
		total := median(times[n])
		fmt.Printf("  %6d entries: %9s in all, %9s besides start and derivation\n", n, ms(total), ms(total-median(start)-kdf))
	}
	dir, err := b.vault(10, 0)
	if err != nil {
		return err
	}
	var real []time.Duration
	for range max(3, b.runs/8) {
		d, err := b.run(b.program("sandi"), "code", "--json", "--vault", dir)
		if err != nil {
			return err
		}
		real = append(real, d)
	}
	fmt.Printf("  with the default work factor, 10 entries: %s in all, so the derivation takes about %s\n\n",
		ms(median(real)), ms(median(real)-median(times[10])+kdf))
	return nil
}

// save times a transaction that changes one entry, two copies of the file and
// all flushing included.
func (b *bench) save() error {
	for _, n := range []int{10, 1000, 10000} {
		if err := b.saveOne(n); err != nil {
			return err
		}
	}
	fmt.Println()
	return nil
}

func (b *bench) saveOne(n int) error {
	dir, err := b.vault(n, cheap)
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(dir, "vault.age"))
	if err != nil {
		return err
	}
	v, err := vault.Open(dir, []byte(password), options(0))
	if err != nil {
		return err
	}
	defer v.Close()
	id := v.Entries()[n/2].ID
	var took []time.Duration
	for i := range max(5, b.runs/4) {
		start := time.Now()
		err := v.Update(context.Background(), func(tx *vault.Tx) error {
			return tx.Change(id, func(e *vault.Entry) error {
				e.Note = strconv.Itoa(i)
				return nil
			})
		})
		if err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	fmt.Printf("save of one change among %d entries (%.2f MB): %s (best %s)\n", n, float64(info.Size())/1e6, ms(median(took)), ms(best(took)))
	return nil
}
