package vault_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"sandi/vault"
)

// FuzzPayload decrypts to whatever the fuzzer likes: opening must not panic, and
// what opens must survive a save, quarantined entries byte for byte.
func FuzzPayload(f *testing.F) {
	f.Add(`{"version":1,"generation":1,"entries":[` + good + `]}`)
	f.Add(`{"x":{},"version":1,"entries":[{},1,null,"",[],{"id":"a","id":"b"},` + good + `,` + good + `],"y":[]}`)
	f.Add(`{"version":1,"entries":[{"id":"a","type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active","enrolment":{"x":1},"tags":["a\u0000"]}]}`)
	f.Add(`{"version":2}`)
	dir := f.TempDir()
	o := options()
	o.WorkFactor, o.Backups = 1, -1
	v, err := vault.Create(filepath.Join(dir, "v"), []byte(password), o)
	if err != nil {
		f.Fatal(err)
	}
	dir = v.Dir()
	v.Close()
	var to age.Recipient = identity(f, dir).Recipient()
	f.Fuzz(func(t *testing.T, text string) {
		seal(t, dir, text, to)
		v, err := vault.Open(dir, []byte(password), o)
		if err != nil {
			return
		}
		defer v.Close()
		before := v.Entries()
		for _, e := range before {
			if (e.Status == vault.Quarantined) != (e.Problem != "") || e.ID == "" {
				t.Errorf("got %+v", e)
			}
			if got, err := v.Get(e.ID); err != nil || got.ID != e.ID {
				t.Errorf("Get(%q): %v", e.ID, err)
			}
		}
		err = v.Update(ctx, func(tx *vault.Tx) error {
			for _, e := range before {
				if e.Status != vault.Quarantined {
					err := tx.Change(e.ID, func(e *vault.Entry) error { e.SpentStep++; return nil })
					if err != nil {
						t.Errorf("Change: %v", err)
					}
				}
			}
			_, err := tx.Add(vault.Entry{Key: key("", "touch")})
			return err
		})
		if err != nil {
			// Recipients that cannot be written for, ids that are used up, a
			// counted generation that is at its end.
			return
		}
		again, err := vault.Open(dir, []byte(password), o)
		if err != nil {
			t.Fatalf("not opened again: %v", err)
		}
		defer again.Close()
		after := again.Entries()
		if len(after) != len(before)+1 {
			t.Fatalf("got %d entries, want %d", len(after), len(before)+1)
		}
		for i, e := range before {
			if e.Status != vault.Quarantined {
				e.SpentStep++
				e.Created, e.Modified = after[i].Created, after[i].Modified
				if len(e.Tags) == 0 {
					e.Tags = after[i].Tags
				}
			}
			if d := diff(after[i], e); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		}
	})
}

// FuzzOpen puts garbage in the place of either file.
func FuzzOpen(f *testing.F) {
	o := options()
	o.WorkFactor, o.Backups, o.MaxWorkFactor = 1, -1, 4
	v, err := vault.Create(filepath.Join(f.TempDir(), "v"), []byte(password), o)
	if err != nil {
		f.Fatal(err)
	}
	v.Close()
	files := map[bool]string{true: filepath.Join(v.Dir(), "identity.age"), false: filepath.Join(v.Dir(), "vault.age")}
	whole := map[bool][]byte{}
	for which, name := range files {
		whole[which], _ = os.ReadFile(name)
		f.Add(which, whole[which])
	}
	f.Add(true, []byte("-----BEGIN AGE ENCRYPTED FILE-----\n"))
	f.Add(false, []byte("age-encryption.org/v1\n-> X25519 \n"))
	f.Fuzz(func(t *testing.T, which bool, data []byte) {
		if err := os.WriteFile(files[which], data, 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.WriteFile(files[which], whole[which], 0o600)
		v, err := vault.Open(v.Dir(), []byte(password), o)
		if err == nil {
			v.Close()
		}
	})
}

// FuzzEntry compares the two readers of entries.
func FuzzEntry(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"id":"a","type":"steam","issuer":"I","account":"é","secret":"GEZDGNBV","algorithm":"SHA256","digits":5,"period":30,"status":"retired","tags":["a","b"],"favorite":true,"note":"n","created":"2026-01-31T12:00:00Z","modified":"2026-02-29T12:00:00Z","spent_step":58994640,"enrolment":{"service":"s","address":"a","role":"r","user":"u","state":"x","practice":true}}`))
	f.Add([]byte(`{"id":"a","type":"hotp","secret":"","algorithm":"SHA1","digits":6,"counter":18446744073709551615,"status":"active","tags":[]}`))
	f.Add([]byte(`{"period":30,"period":30}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, same := vault.QuickAgrees(text); !same {
			t.Errorf("readers differ on %q", text)
		}
	})
}

func TestWhatIsWrittenIsReadQuickly(t *testing.T) {
	v := create(t)
	add(t, v, entries(20)...)
	text := payload(t, v.Dir(), identity(t, v.Dir()))
	lines := strings.Split(text, "\n")
	for _, line := range lines[1 : len(lines)-2] {
		if taken, same := vault.QuickAgrees([]byte(strings.TrimSuffix(line, ","))); !taken || !same {
			t.Errorf("taken %v, same %v: %s", taken, same, line)
		}
	}
}
