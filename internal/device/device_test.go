package device_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/device"
	"sandi/vault"
)

func memory(t *testing.T) *device.Memory {
	t.Helper()
	return device.Open(filepath.Join(t.TempDir(), "state", "device.json"))
}

func TestRemembers(t *testing.T) {
	m := memory(t)
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	want := device.Facts{
		Seen:    vault.Mark{VaultID: "id", Generation: 7, Revision: "abcdefgh"},
		Keyring: true,
		Copy:    device.Copy{Path: "/media/stick/sandi", At: at, Generation: 6},
		Tested:  map[string]time.Time{"age1x": at},
	}
	if got := m.Get("/v"); !got.IsZero() {
		t.Errorf("before: got %+v", got)
	}
	if err := m.Update("/v", func(f *device.Facts) { *f = want }); err != nil {
		t.Fatal(err)
	}
	again := device.Open(m.Path())
	if diff := cmp.Diff(want, again.Get("/v")); diff != "" {
		t.Errorf("got (+), want (-):\n%s", diff)
	}
	if diff := cmp.Diff(want, again.Get("/w/../v/")); diff != "" {
		t.Errorf("by another spelling: got (+), want (-):\n%s", diff)
	}
	if got := again.Get("/w"); !got.IsZero() {
		t.Errorf("another vault: got %+v", got)
	}
	info, err := os.Stat(m.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v, want 0600", info.Mode(), err)
	}
	if err := m.Update("/v", func(f *device.Facts) { *f = device.Facts{} }); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(m.Path()); strings.Contains(string(text), "/v") {
		t.Errorf("a vault of which nothing is known is still named: %s", text)
	}
}

func TestMarks(t *testing.T) {
	m := memory(t)
	if got, ok := m.Seen("/v"); ok {
		t.Errorf("before: got %+v", got)
	}
	want := vault.Mark{VaultID: "id", Generation: 7, Revision: "abcdefgh"}
	if err := m.Update("/v", func(f *device.Facts) { f.Keyring = true }); err != nil {
		t.Fatal(err)
	}
	if err := m.See("/v", want); err != nil {
		t.Fatal(err)
	}
	if got, ok := m.Seen("/v"); !ok || got != want {
		t.Errorf("got %+v, %v, want %+v", got, ok, want)
	}
	if !m.Get("/v").Keyring {
		t.Error("seeing a state forgot the keyring")
	}
	before, err := os.Stat(m.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.See("/v", want); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(m.Path()); !os.SameFile(before, after) {
		t.Error("seeing the same state again wrote the file")
	}
}

// Whatever stands in the place of the file: nothing is remembered, and the next
// fact is.
func TestDamage(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"empty": func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"text":  func(p string) error { return os.WriteFile(p, []byte("hello"), 0o600) },
		"cut": func(p string) error {
			return os.WriteFile(p, []byte(`{"version":1,"vaults":{"/v":{"keyring":tr`), 0o600)
		},
		"kind": func(p string) error { return os.WriteFile(p, []byte(`{"version":1,"vaults":[1,2]}`), 0o600) },
		"bad time": func(p string) error {
			return os.WriteFile(p, []byte(`{"version":1,"vaults":{"/v":{"copy":{"at":"x"}}}}`), 0o600)
		},
		"null": func(p string) error { return os.WriteFile(p, []byte("null"), 0o600) },
		"deep": func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("[", 100_000)), 0o600) },
		"too large": func(p string) error {
			return os.WriteFile(p, []byte(strings.Repeat(" ", 2<<20)+`{"version":1}`), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := memory(t)
			if err := os.MkdirAll(filepath.Dir(m.Path()), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := make(m.Path()); err != nil {
				t.Fatal(err)
			}
			if got := m.Get("/v"); !got.IsZero() {
				t.Errorf("got %+v", got)
			}
			if err := m.Update("/v", func(f *device.Facts) { f.Keyring = true }); err != nil {
				t.Fatal(err)
			}
			if !m.Get("/v").Keyring {
				t.Error("not remembered")
			}
		})
	}
}

func TestAFileOfALaterVersionIsLeftAlone(t *testing.T) {
	m := memory(t)
	if err := os.MkdirAll(filepath.Dir(m.Path()), 0o700); err != nil {
		t.Fatal(err)
	}
	const text = `{"version":2,"vaults":{"/v":{"keyring":true,"news":1}}}`
	if err := os.WriteFile(m.Path(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if !m.Get("/v").Keyring {
		t.Error("what is known of it is not read")
	}
	if err := m.See("/v", vault.Mark{Generation: 3}); err == nil {
		t.Error("no error")
	}
	if got, _ := os.ReadFile(m.Path()); string(got) != text {
		t.Errorf("got %s", got)
	}
}

// A memory that cannot be kept harms nobody.
func TestNowhereToWrite(t *testing.T) {
	for name, m := range map[string]*device.Memory{
		"no path": device.Open(""),
		"in a file's place": device.Open(filepath.Join(func() string {
			p := filepath.Join(t.TempDir(), "file")
			_ = os.WriteFile(p, nil, 0o600)
			return p
		}(), "device.json")),
	} {
		_ = m.See("/v", vault.Mark{Generation: 1})
		if got := m.Get("/v"); !got.IsZero() {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestManyWriters(t *testing.T) {
	m := memory(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			own := device.Open(m.Path())
			if err := own.See(fmt.Sprint("/v", i), vault.Mark{Generation: uint64(i + 1)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range 20 {
		if got, _ := m.Seen(fmt.Sprint("/v", i)); got.Generation != uint64(i+1) {
			t.Errorf("vault %d: got %+v", i, got)
		}
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(m.Path()), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
}

func TestVaultsThatAreGoneAreForgottenInTheEnd(t *testing.T) {
	m, here := memory(t), t.TempDir()
	if err := m.See(here, vault.Mark{Generation: 5}); err != nil {
		t.Fatal(err)
	}
	for i := range 70 {
		if err := m.See(fmt.Sprint("/gone", i), vault.Mark{Generation: 5}); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := m.Seen(here); !ok {
		t.Error("a vault that is there was forgotten")
	}
	if _, ok := m.Seen("/gone1"); ok {
		t.Error("vaults that are gone are never forgotten")
	}
}

func TestDefaultPath(t *testing.T) {
	for _, tt := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/h"}, "/h/.local/state/sandi/device.json"},
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/sandi/device.json"},
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "s"}, "/h/.local/state/sandi/device.json"},
		{"linux", map[string]string{}, ""},
		{"darwin", map[string]string{"HOME": "/h"}, "/h/Library/Application Support/sandi-device/device.json"},
		{"windows", map[string]string{"LocalAppData": "/l"}, "/l/sandi-device/device.json"},
		{"windows", map[string]string{}, ""},
		{"linux", map[string]string{"HOME": "/h", "SANDI_STATE": "/t"}, "/t/device.json"},
		{"linux", map[string]string{"HOME": "/h", "SANDI_STATE": "t"}, "/h/.local/state/sandi/device.json"},
	} {
		getenv := func(name string) string { return tt.env[name] }
		if got := device.DefaultPath(getenv, tt.goos); filepath.ToSlash(got) != tt.want {
			t.Errorf("%s %v: got %q, want %q", tt.goos, tt.env, got, tt.want)
		}
		// Never inside the vault's own directory.
		if dir, err := vault.DefaultDir(getenv, tt.goos); err == nil && strings.HasPrefix(device.DefaultPath(getenv, tt.goos), dir+string(filepath.Separator)) {
			t.Errorf("%s %v: the memory is in the vault's directory", tt.goos, tt.env)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"version":1,"vaults":{"/v":{"generation":3,"keyring":true,"copy":{"path":"p","at":"2026-01-02T03:04:05Z","generation":2}}}}`))
	f.Add([]byte(`{"version":1e9}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		m := device.Open(filepath.Join(dir, "device.json"))
		if err := os.WriteFile(m.Path(), text, 0o600); err != nil {
			t.Skip()
		}
		before := m.Get("/v")
		if err := m.Update("/v", func(f *device.Facts) { f.Seen.Generation++ }); err != nil {
			return // of a later version
		}
		if got := m.Get("/v"); got.Seen.Generation != before.Seen.Generation+1 && before.Seen.Generation+1 != 0 || got.Keyring != before.Keyring {
			t.Errorf("got %+v after %+v", got, before)
		}
	})
}
