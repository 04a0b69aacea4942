package portal_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"sandi/internal/portal"
	"sandi/internal/portal/postgrestest"
)

// postgresServer is one server for all the tests of this package; each test
// makes a database of its own.
var postgresServer = sync.OnceValues(func() (*postgrestest.Server, error) {
	return postgrestest.Start(postgrestest.Options{})
})

var postgresStarted bool

func TestMain(m *testing.M) {
	code := m.Run()
	if postgresStarted {
		if server, err := postgresServer(); err == nil {
			if err := server.Close(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = max(code, 1)
			}
		}
	}
	os.Exit(code)
}

// postgres returns the DSN of a new database.
func postgres(t testing.TB) string {
	t.Helper()
	postgresStarted = true
	server, err := postgresServer()
	if errors.Is(err, postgrestest.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	dsn, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

func openDSN(t testing.TB, dsn, dir string) portal.Store {
	t.Helper()
	store, err := portal.OpenDSN(t.Context(), dsn, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// dumpDatabase returns all that a database holds, as text; what is binary is in
// hexadecimal digits.
func dumpDatabase(t testing.TB, dsn string) string {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // SET is for one connection
	if _, err := db.Exec("SET xmlbinary TO hex"); err != nil {
		t.Fatal(err)
	}
	var dump string
	if err := db.QueryRow("SELECT database_to_xml(true, false, '')::text").Scan(&dump); err != nil {
		t.Fatal(err)
	}
	return strings.ToLower(dump)
}
