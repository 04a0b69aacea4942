package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"

	"sandi/vault"
)

// How the plugin in testdata behaves.
const (
	devicePlain = iota
	devicePIN
	deviceAbsent
	deviceStuck
)

// installPlugin builds the plugin and puts it on the path.
func installPlugin(t *testing.T) {
	t.Helper()
	bin := t.TempDir()
	name := filepath.Join(bin, "age-plugin-sanditest")
	if os.PathSeparator == '\\' {
		name += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", name, "./testdata/age-plugin-sanditest").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// device returns a plugin's identity file.
func device(behaviour byte, serial string, recipient bool) []byte {
	data := append([]byte{behaviour}, (serial + "                ")[:16]...)
	text := "# made for tests\n"
	if recipient {
		text += "#    Recipient: " + plugin.EncodeRecipient("sanditest", data) + "\n"
	}
	return []byte(text + plugin.EncodeIdentity("sanditest", data) + "\n")
}

func TestHardwareKeys(t *testing.T) {
	installPlugin(t)
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	var said []string
	person := vault.PluginUI{
		Message: func(plugin, text string) { said = append(said, plugin+": "+text) },
		Ask: func(plugin, prompt string, secret bool) (string, error) {
			said = append(said, prompt)
			if !secret {
				t.Error("the PIN is asked for in the open")
			}
			return "1234", nil
		},
	}
	if err := v.AddHardwareKey(ctx, "kantor", device(devicePIN, "1", true), person); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(said, "|"); got != "sanditest: the light blinks|PIN of the test device" {
		t.Errorf("the plugin said %q", got)
	}
	if err := v.AddHardwareKey(ctx, "rumah", device(devicePlain, "2", false), vault.PluginUI{}); err != nil {
		t.Fatal(err)
	}
	keys, err := vault.HardwareKeys(v.Dir())
	if err != nil || len(keys) != 2 || keys[0].Name != "kantor" || keys[0].Plugin != "sanditest" ||
		!strings.HasPrefix(keys[0].Recipient, "age1sanditest1") || keys[1].Name != "rumah" || keys[1].Recipient != "" {
		t.Errorf("got %+v, %v", keys, err)
	}
	v.Close()
	w, err := vault.OpenHardware(ctx, v.Dir(), "kantor", person, options())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	add(t, w, vault.Entry{Key: key("B", "b")}) // runs no plugin: said stays
	if got := accounts(open(t, v.Dir()).Entries()); got != "a b" {
		t.Errorf("got %q", got)
	}

	// A rotation takes the hardware keys along. Its plugins only encrypt.
	if err := w.Rotate(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kantor", "rumah"} {
		w, err := vault.OpenHardware(ctx, v.Dir(), name, person, options())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := accounts(w.Entries()); got != "a b" {
			t.Errorf("%s: got %q", name, got)
		}
		if n := bytes.Count(w.Identity(), []byte("AGE-SECRET-KEY-")); n != 1 {
			t.Errorf("%s holds %d identities", name, n)
		}
		w.Close()
	}

	if _, err := vault.OpenHardware(ctx, v.Dir(), "", person, options()); !errors.Is(err, vault.ErrNoHardwareKey) {
		t.Errorf("no name, two keys: got %v, want %v", err, vault.ErrNoHardwareKey)
	}
	if err := w.RemoveHardwareKey(ctx, "kantor"); err != nil {
		t.Fatal(err)
	}
	if err := w.RemoveHardwareKey(ctx, "kantor"); !errors.Is(err, vault.ErrNoHardwareKey) {
		t.Errorf("again: got %v, want %v", err, vault.ErrNoHardwareKey)
	}
	only, err := vault.OpenHardware(ctx, v.Dir(), "", vault.PluginUI{}, options())
	if err != nil {
		t.Fatal(err)
	}
	only.Close()
}

// Stock age opens the vault with the plugin's file and what stands beside it.
func TestHardwareKeyWithStockAge(t *testing.T) {
	installPlugin(t)
	v := create(t)
	if err := v.AddHardwareKey(ctx, "a", device(devicePlain, "1", true), vault.PluginUI{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(v.Dir(), "identity-a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := plugin.NewIdentity(strings.TrimSpace(string(text[bytes.Index(text, []byte("AGE-PLUGIN-")):])), &plugin.ClientUI{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(v.Dir(), "identity-a.age"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(file)), id)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := age.ParseIdentities(r)
	if err != nil || ids[0].(*age.X25519Identity).String() != identity(t, v.Dir()).String() {
		t.Errorf("another identity, or %v", err)
	}
}

// Between the steps of a rotation a hardware key opens the vault too.
func TestHardwareKeyDuringRotation(t *testing.T) {
	installPlugin(t)
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	if err := v.AddHardwareKey(ctx, "a", device(devicePlain, "1", true), vault.PluginUI{}); err != nil {
		t.Fatal(err)
	}
	before := map[string][]byte{}
	for _, name := range []string{"identity-a.age", "identity.age"} {
		data, err := os.ReadFile(filepath.Join(v.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		before[name] = data
	}
	if err := v.Rotate(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	// vault.age is new, the files are not in their places yet.
	staged := filepath.Join(v.Dir(), "rotation-00112233445566778899")
	if err := errors.Join(os.Mkdir(staged, 0o700),
		os.Rename(filepath.Join(v.Dir(), "identity-a.age"), filepath.Join(staged, "identity-a.age")),
		os.WriteFile(filepath.Join(v.Dir(), "identity-a.age"), before["identity-a.age"], 0o600)); err != nil {
		t.Fatal(err)
	}
	w, err := vault.OpenHardware(ctx, v.Dir(), "a", vault.PluginUI{}, options())
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
}

func TestHardwareKeyThatFails(t *testing.T) {
	installPlugin(t)
	v := create(t)
	good := device(devicePlain, "1", true)
	for _, tt := range []struct {
		name, text string
		ui         vault.PluginUI
		want       error
	}{
		{"a", "", vault.PluginUI{}, vault.ErrHardwareKeyText},
		{"a", "# only a comment\n", vault.PluginUI{}, vault.ErrHardwareKeyText},
		{"a", identity(t, v.Dir()).String(), vault.PluginUI{}, vault.ErrHardwareKeyText},
		{"a", string(good) + string(device(devicePlain, "2", true)), vault.PluginUI{}, vault.ErrHardwareKeyText},
		{"a", strings.Repeat("#", 20000) + "\n" + string(good), vault.PluginUI{}, vault.ErrHardwareKeyText},
		{"a", plugin.EncodeIdentity("notinstalled", []byte("x")), vault.PluginUI{}, vault.ErrPluginMissing},
		{"a", string(device(deviceAbsent, "1", true)), vault.PluginUI{}, vault.ErrPlugin},
		{"a", string(device(devicePIN, "1", true)), vault.PluginUI{}, vault.ErrPlugin},
		{"a", string(device(devicePIN, "1", true)), vault.PluginUI{Ask: func(string, string, bool) (string, error) { return "0000", nil }}, vault.ErrPlugin},
		{"", string(good), vault.PluginUI{}, vault.ErrHardwareKeyName},
		{"Kantor", string(good), vault.PluginUI{}, vault.ErrHardwareKeyName},
		{"../a", string(good), vault.PluginUI{}, vault.ErrHardwareKeyName},
		{strings.Repeat("a", 33), string(good), vault.PluginUI{}, vault.ErrHardwareKeyName},
	} {
		if err := v.AddHardwareKey(ctx, tt.name, []byte(tt.text), tt.ui); !errors.Is(err, tt.want) {
			t.Errorf("%s %.30q: got %v, want %v", tt.name, tt.text, err, tt.want)
		}
	}
	if keys, err := vault.HardwareKeys(v.Dir()); len(keys) != 0 || err != nil {
		t.Errorf("got %+v, %v", keys, err)
	}

	// One that waits for a touch is left behind.
	stuck, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := v.AddHardwareKey(stuck, "a", device(deviceStuck, "1", true), vault.PluginUI{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 30*time.Second {
		t.Errorf("got %v after %v, want %v", err, time.Since(start), context.DeadlineExceeded)
	}

	// A rotation that would shut a key out does not begin.
	if err := v.AddHardwareKey(ctx, "a", good, vault.PluginUI{}); err != nil {
		t.Fatal(err)
	}
	if err := v.AddHardwareKey(ctx, "a", good, vault.PluginUI{}); !errors.Is(err, vault.ErrHardwareKeyName) {
		t.Errorf("a name that is taken: got %v, want %v", err, vault.ErrHardwareKeyName)
	}
	before := snapshot(t, v.Dir())
	t.Setenv("PATH", t.TempDir())
	if err := v.Rotate(ctx, []byte(newPassword)); !errors.Is(err, vault.ErrKeptOut) || !errors.Is(err, vault.ErrPluginMissing) {
		t.Errorf("got %v, want %v", err, vault.ErrKeptOut)
	}
	if d := diff(snapshot(t, v.Dir()), before); d != "" {
		t.Errorf("it wrote (-want +got):\n%s", d)
	}
}
