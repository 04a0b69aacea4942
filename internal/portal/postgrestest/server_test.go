package postgrestest_test

import (
	"database/sql"
	"errors"
	"os"
	"testing"
	"time"

	"sandi/internal/portal/postgrestest"
)

func TestServer(t *testing.T) {
	server, err := postgrestest.Start(postgrestest.Options{})
	if errors.Is(err, postgrestest.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for range 2 { // each database is a new one
		dsn, err := server.Database()
		if err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("CREATE TABLE once (n BIGINT)"); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := server.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	t.Logf("used for %v", time.Since(began))
}
