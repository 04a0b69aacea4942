package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"

	"sandi/vault"
)

// oddEntry replaces a text in the payload of the script's vault, as somebody
// with stock age could:
//
//	odd PASSWORD '"digits":6' '"digits":99'
func oddEntry(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: odd PASSWORD OLD NEW")
	}
	dir := ts.Getenv("SANDI_VAULT")
	v, err := vault.Open(dir, []byte(args[0]), vault.Options{})
	ts.Check(err)
	ids, err := age.ParseIdentities(bytes.NewReader(v.Identity()))
	v.Close()
	ts.Check(err)
	id := ids[0].(*age.X25519Identity)
	name := filepath.Join(dir, "vault.age")
	sealed, err := os.ReadFile(name)
	ts.Check(err)
	r, err := age.Decrypt(bytes.NewReader(sealed), ids...)
	ts.Check(err)
	var plain, out bytes.Buffer
	_, err = plain.ReadFrom(r)
	ts.Check(err)
	changed := bytes.Replace(plain.Bytes(), []byte(args[1]), []byte(args[2]), 1)
	if bytes.Equal(changed, plain.Bytes()) {
		ts.Fatalf("the vault does not hold %s", args[1])
	}
	w, err := age.Encrypt(&out, id.Recipient())
	ts.Check(err)
	_, err = w.Write(changed)
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(name, out.Bytes(), 0o600))
}
