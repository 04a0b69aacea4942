package vault_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"sandi/vault"
)

// The helpers here know nothing of the package: they use age as its own command
// would.

func identity(t testing.TB, dir string) *age.X25519Identity {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(dir, "identity.age"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := age.NewScryptIdentity(password)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(file)), s)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := age.ParseIdentities(r)
	if err != nil {
		t.Fatal(err)
	}
	return ids[0].(*age.X25519Identity)
}

func payload(t testing.TB, dir string, id age.Identity) string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "vault.age"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := age.Decrypt(f, id)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// craft makes a vault whose payload is the given text.
func craft(t testing.TB, text string) (dir string) {
	t.Helper()
	v := create(t)
	v.Close()
	seal(t, v.Dir(), text, identity(t, v.Dir()).Recipient())
	return v.Dir()
}

func seal(t testing.TB, dir, text string, to ...age.Recipient) {
	t.Helper()
	var file bytes.Buffer
	w, err := age.Encrypt(&file, to...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "vault.age"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// touch makes a save that changes one more entry.
func touch(t testing.TB, v *vault.Vault) {
	t.Helper()
	add(t, v, vault.Entry{Key: key("", "touch")})
}
