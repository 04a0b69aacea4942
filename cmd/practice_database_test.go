package cmd_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sandi/internal/portal/postgrestest"
)

// Two portals on one database are one portal with two doors: what an operator
// does at one holds at the other. The database's address comes from a file or
// from standard input, and its password shows nowhere.
func TestPracticeOnOneDatabase(t *testing.T) {
	server, err := postgrestest.Start(postgrestest.Options{})
	if errors.Is(err, postgrestest.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip("no PostgreSQL on this computer")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dsn, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	const password = "geheim-geheim"
	dsn = strings.Replace(dsn, "@", ":"+password+"@", 1) // the test's server asks for none
	h := newHost(t)
	one, two, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "dsn")
	if err := os.WriteFile(file, []byte(dsn+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first, _ := h.start("--database", file, "--data", one)
	key := h.key()

	// The second needs the key that seals what is in the database.
	if said := h.runs(1, "practice", "--plain", "--listen", "127.0.0.1:0", "--database", file, "--data", two); !strings.Contains(said, "portal.key") || strings.Contains(said, password) {
		t.Errorf("without the sealing key: got %q", said)
	}
	seal, err := os.ReadFile(filepath.Join(one, "portal.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(two, "portal.key"), seal, 0o600); err != nil {
		t.Fatal(err)
	}
	second := h.command("practice", "--json", "--listen", "127.0.0.1:0", "--database", "-", "--data", two)
	second.Stdin = strings.NewReader(dsn + "\n")
	said := h.announces(second)
	if said.URL == first.URL {
		t.Fatalf("both portals are at %s", said.URL)
	}
	h.runs(0, "practice", "scenario", "--url", first.URL, "ketat,clock=-1m")
	if got := h.runs(0, "practice", "status", "--url", said.URL, "--json"); !strings.Contains(got, `"scenarios":["ketat","clock=-1m"]`) {
		t.Errorf("the second portal's status: got %s", got)
	}
	keys, err := filepath.Glob(filepath.Join(filepath.Dir(h.note), "*.json"))
	if err != nil || len(keys) != 2 {
		t.Fatalf("notes: got %v, %v", keys, err)
	}
	for _, name := range keys {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		_ = f.Close()
		if err != nil || !bytes.Contains(b, []byte(key)) || bytes.Contains(b, []byte(password)) {
			t.Errorf("%s: want the one operator key, and no password of the database", filepath.Base(name))
		}
	}
}
