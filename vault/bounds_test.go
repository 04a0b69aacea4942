package vault_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"sandi/vault"
)

// Garbage may neither panic nor cost more than this, for each byte of it and for
// whatever is beside it: three key derivations at the least work factor, the
// parsing of a few hundred bytes.
const (
	spendTime    = 30 * time.Second // a machine may do other things; memory is the bound that tells
	spendMemory  = 32 << 20
	spendPerByte = 256
)

// bounded fails the test if fn allocates or takes too much.
func bounded(t *testing.T, size int, fn func()) {
	t.Helper()
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	before, start := sample[0].Value.Uint64(), time.Now()
	fn()
	took := time.Since(start)
	metrics.Read(sample)
	if spent := sample[0].Value.Uint64() - before; spent > spendMemory+spendPerByte*uint64(size) {
		t.Errorf("%d bytes of garbage took %d bytes of memory", size, spent)
	}
	if took > spendTime {
		t.Errorf("%d bytes of garbage took %v", size, took)
	}
}

// Large garbage of every kind that a file can hold.
func TestLargeGarbageIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("allocates much")
	}
	v := create(t)
	v.Close()
	to := identity(t, v.Dir()).Recipient()
	for name, text := range map[string]string{
		"deep":        strings.Repeat(`{"a":[`, 1<<19),
		"brackets":    `{"version":1,"entries":[` + strings.Repeat("[", 1<<21),
		"empty":       `{"version":1,"entries":[` + strings.Repeat("{},", 1<<18) + `{}]}`,
		"members":     `{"version":1,` + strings.Repeat(`"a":1,`, 1<<19) + `"entries":[]}`,
		"long string": `{"version":1,"entries":[{"id":"` + strings.Repeat("a", 4<<20) + `"}]}`,
		"numbers":     `{"version":1,"generation":` + strings.Repeat("9", 4<<20) + `}`,
		"revisions":   `{"version":1,"revisions":[` + strings.Repeat(`"aaaaaaaa",`, 1<<18) + `"a"],"entries":[]}`,
		"bin":         `{"version":1,"entries":[],"bin":[` + strings.Repeat(`{},`, 1<<18) + `{}]}`,
		"recipients":  `{"version":1,"recipients":[` + strings.Repeat(`"age1",`, 1<<19) + `"a"],"entries":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			seal(t, v.Dir(), text, to)
			bounded(t, 4*len(text), func() {
				if v, err := vault.Open(v.Dir(), []byte(password), options()); err == nil {
					v.Close()
				}
			})
		})
	}
	for _, name := range []string{"vault.age", "identity.age", "usage.age"} {
		for kind, garbage := range map[string][]byte{
			"zeros": make([]byte, 4<<20), "lines": bytes.Repeat([]byte("-> X25519 a\n"), 1<<18),
			"header": append([]byte("age-encryption.org/v1\n"), bytes.Repeat([]byte("-> X25519 AAAA\nAAAA\n"), 1<<17)...),
			"armor":  append([]byte("-----BEGIN AGE ENCRYPTED FILE-----\n"), bytes.Repeat([]byte(strings.Repeat("A", 64)+"\n"), 1<<15)...),
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				v := create(t)
				if err := os.WriteFile(filepath.Join(v.Dir(), name), garbage, 0o600); err != nil {
					t.Fatal(err)
				}
				bounded(t, 4*len(garbage), func() {
					w, err := vault.Open(v.Dir(), []byte(password), options())
					if err == nil {
						_ = w.Usage()
						w.Close()
					}
				})
			})
		}
	}
}

// FuzzUsage decrypts usage.age to whatever the fuzzer likes: the vault opens and
// goes on counting.
func FuzzUsage(f *testing.F) {
	f.Add([]byte(`{"version":1,"usage":{"k3v7q2ma":{"count":12,"last":"2026-01-31T12:00:00Z"}}}`))
	f.Add([]byte(`{"version":1,"usage":{"":{"count":-1}}}`))
	f.Add([]byte(`{"version":1,"usage":{"a":{"count":9223372036854775807}}}`))
	o := options()
	o.WorkFactor, o.Backups = 1, -1
	v, err := vault.Create(filepath.Join(f.TempDir(), "v"), []byte(password), o)
	if err != nil {
		f.Fatal(err)
	}
	e := add(f, v, vault.Entry{Key: key("", "a")})[0]
	v.Close()
	to := identity(f, v.Dir()).Recipient()
	f.Fuzz(func(t *testing.T, text []byte) {
		var file bytes.Buffer
		w, err := age.Encrypt(&file, to)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(text)
		_ = w.Close()
		if err := os.WriteFile(filepath.Join(v.Dir(), "usage.age"), file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		bounded(t, len(text), func() {
			v, err := vault.Open(v.Dir(), []byte(password), o)
			if err != nil {
				t.Fatal(err)
			}
			defer v.Close()
			before := v.Usage()
			if err := v.Used(ctx, e.ID); err != nil {
				t.Fatal(err)
			}
			if got := v.Usage()[e.ID].Count; got <= 0 || got < before[e.ID].Count {
				t.Errorf("counted from %d to %d", before[e.ID].Count, got)
			}
		})
	})
}

// FuzzNames puts a file with any name beside the backups, and one with any name
// and content beside the vault: nothing of it keeps a vault from opening and
// saving.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"vault-00000042-20260131T120000Z.age", "vault-9223372036854775807-20260131T120000Z.age", "vault-.age", "vault-00000000-.age",
		"identity-a.age", "identity-a.txt", "rotation-00", "vault.sync-conflict-20260131-120000-ABCDEFG.age", "usage.age",
		"vault (1).age", ".vault.age.1.tmp", "vault (conflicted copy 2026-01-31).age",
	} {
		f.Add(name, []byte("x"))
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if name != filepath.Base(name) || strings.ContainsAny(name, "/\\\x00") || name == "." || name == ".." || len(name) > 200 {
			return
		}
		switch strings.ToLower(name) {
		case "vault.age", "identity.age", "vault.lock", "backups":
			return
		}
		o := options()
		o.WorkFactor = 1
		v, err := vault.Create(filepath.Join(t.TempDir(), "v"), []byte(password), o)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		for _, dir := range []string{v.Dir(), filepath.Join(v.Dir(), "backups")} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				return // a name that this file system does not take
			}
		}
		bounded(t, len(content), func() {
			v, err := vault.Open(v.Dir(), []byte(password), o)
			if err != nil {
				t.Fatal(err)
			}
			defer v.Close()
			_, _ = v.ConflictCopies(ctx)
			_, _ = v.Backups(ctx)
			_, _ = vault.HardwareKeys(v.Dir())
			if err := v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "a")}); return err }); err != nil && v.Generation() < 1<<62 {
				t.Errorf("%q: %v", name, err)
			}
		})
	})
}
