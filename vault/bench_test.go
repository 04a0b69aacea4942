package vault_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sandi/internal/otp"
	"sandi/vault"
)

var sizes = []int{10, 1000, 10000}

// entries are like a person's: 20-byte keys, some with tags or an enrolment.
func entries(n int) []vault.Entry {
	list := make([]vault.Entry, n)
	for i := range list {
		list[i] = vault.Entry{Key: otp.Key{
			Issuer: fmt.Sprintf("Service %d", i/3), Account: fmt.Sprintf("user%d@example.com", i),
			Secret: otp.NewSecret([]byte(fmt.Sprintf("secret number %06d", i))),
		}}
		if i%10 == 0 {
			list[i].Tags = []string{"work"}
			list[i].Enrolment = &vault.Enrolment{Service: "practice", Role: "penyedia", User: "user", State: "IN_PROTECTED"}
		}
	}
	return list
}

func filled(b *testing.B, n int) *vault.Vault {
	v := create(b)
	add(b, v, entries(n)...)
	return v
}

// BenchmarkKDF opens an empty vault at the default work factor: nearly all of
// it is the key derivation, which is the same for every vault.
func BenchmarkKDF(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "v")
	v, err := vault.Create(dir, []byte(password), vault.Options{})
	if err != nil {
		b.Fatal(err)
	}
	v.Close()
	for b.Loop() {
		v, err := vault.Open(dir, []byte(password), vault.Options{})
		if err != nil {
			b.Fatal(err)
		}
		v.Close()
	}
}

// BenchmarkOpen opens with next to no key derivation: what is left is reading,
// decrypting, parsing and checking.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := vault.Options{WorkFactor: 1, Now: options().Now}
			dir := filepath.Join(b.TempDir(), "v")
			v, err := vault.Create(dir, []byte(password), o)
			if err != nil {
				b.Fatal(err)
			}
			add(b, v, entries(n)...)
			v.Close()
			info, _ := os.Stat(filepath.Join(dir, "vault.age"))
			b.ReportMetric(float64(info.Size()), "file-bytes")
			for b.Loop() {
				v, err := vault.Open(dir, []byte(password), o)
				if err != nil {
					b.Fatal(err)
				}
				v.Close()
			}
		})
	}
}

// BenchmarkSave changes one entry: lock, read, compare, write two files, flush
// them and their directories.
func BenchmarkSave(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			v := filled(b, n)
			id := v.Entries()[n/2].ID
			for b.Loop() {
				err := v.Update(ctx, func(tx *vault.Tx) error {
					return tx.Change(id, func(e *vault.Entry) error { e.SpentStep++; return nil })
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEntries(b *testing.B) {
	v := filled(b, 10000)
	for b.Loop() {
		v.Entries()
	}
}

func BenchmarkFind(b *testing.B) {
	v := filled(b, 10000)
	for b.Loop() {
		v.Find("user4242@")
	}
}
