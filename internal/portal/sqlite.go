package portal

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"modernc.org/sqlite"
)

const databaseFile = "portal.db"

// sqliteMigrations are the schema's versions. Times are nanoseconds since the Unix epoch, 0 for
// none. What is sealed is a BLOB of nonce and ciphertext, NULL for none. IDs of
// AUTOINCREMENT tables are never used again, also when the table was emptied.
var sqliteMigrations = []string{`
CREATE TABLE seal (proof BLOB NOT NULL) STRICT;
CREATE TABLE accounts (
	role TEXT NOT NULL, user TEXT NOT NULL,
	password_hash TEXT NOT NULL, demo_password BLOB,
	totp TEXT NOT NULL, type TEXT NOT NULL, issuer TEXT NOT NULL, secret BLOB, algorithm TEXT NOT NULL,
	digits INTEGER NOT NULL, period INTEGER NOT NULL,
	shown_to TEXT NOT NULL, last_step INTEGER NOT NULL,
	passwords_failed INTEGER NOT NULL, passwords_until INTEGER NOT NULL,
	codes_failed INTEGER NOT NULL, codes_until INTEGER NOT NULL,
	PRIMARY KEY (role, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
	id TEXT PRIMARY KEY, token BLOB NOT NULL UNIQUE, role TEXT NOT NULL, user TEXT NOT NULL, state TEXT NOT NULL,
	created INTEGER NOT NULL, expires INTEGER NOT NULL, ready_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (role, user, created, id);
CREATE INDEX sessions_expire ON sessions (expires);
CREATE TABLE journal (
	id INTEGER PRIMARY KEY, at INTEGER NOT NULL, role TEXT NOT NULL, user TEXT NOT NULL,
	act TEXT NOT NULL, verdict TEXT NOT NULL, locked INTEGER NOT NULL, steps INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY, role TEXT NOT NULL, user TEXT NOT NULL,
	queued_at INTEGER NOT NULL, arrives_at INTEGER NOT NULL, code_expires INTEGER NOT NULL
) STRICT;
`, `
ALTER TABLE accounts RENAME COLUMN user TO user_id;
ALTER TABLE sessions RENAME COLUMN user TO user_id;
ALTER TABLE accounts ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN class TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN drift INTEGER NOT NULL DEFAULT 0;
CREATE INDEX accounts_email ON accounts (email);
ALTER TABLE sessions ADD COLUMN reloaded INTEGER NOT NULL DEFAULT 0;
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE strangers (
	name BLOB PRIMARY KEY, failed INTEGER NOT NULL, until INTEGER NOT NULL, last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX strangers_last ON strangers (last);
ALTER TABLE journal RENAME TO journal_1;
CREATE TABLE journal (
	id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, role TEXT NOT NULL, user_id TEXT NOT NULL,
	act TEXT NOT NULL, verdict TEXT NOT NULL, locked INTEGER NOT NULL, steps INTEGER NOT NULL,
	known INTEGER NOT NULL, age INTEGER NOT NULL, past INTEGER NOT NULL, future INTEGER NOT NULL,
	drift INTEGER NOT NULL, clock_offset INTEGER NOT NULL, detail TEXT NOT NULL
) STRICT;
INSERT INTO journal SELECT *, 0, 0, 0, 0, 0, 0, '' FROM journal_1;
DROP TABLE journal_1;
ALTER TABLE outbox RENAME TO outbox_1;
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL, user_id TEXT NOT NULL,
	queued_at INTEGER NOT NULL, arrives_at INTEGER NOT NULL, code_expires INTEGER NOT NULL,
	recipient TEXT NOT NULL, subject TEXT NOT NULL, body BLOB, state TEXT NOT NULL,
	tries INTEGER NOT NULL, next_try INTEGER NOT NULL, problem TEXT NOT NULL, step INTEGER NOT NULL
) STRICT;
INSERT INTO outbox SELECT *, '', '', NULL, 'sent', 0, 0, '', 0 FROM outbox_1;
DROP TABLE outbox_1;
CREATE INDEX outbox_due ON outbox (state, next_try);
CREATE INDEX outbox_of ON outbox (role, user_id);
CREATE TABLE letters (
	id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
	subject BLOB, body BLOB
) STRICT;
CREATE INDEX letters_to ON letters (recipient);
CREATE TABLE requests (
	id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, role TEXT NOT NULL, user_id TEXT NOT NULL, text BLOB,
	UNIQUE (role, user_id)
) STRICT;
CREATE TABLE classes (
	hash BLOB PRIMARY KEY, token BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
	seats INTEGER NOT NULL, joined INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`}

// sqliteDialect is SQLite: one file, several processes.
type sqliteDialect struct{ path string }

// OpenStore opens the store in a directory, and makes both if there are none:
// portal.db, a SQLite database, and portal.key, which seals the TOTP secrets in
// it. Both are readable by their owner only. Several processes may have the
// store open; each transaction waits up to five seconds for the others.
func OpenStore(dir string) (Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, ErrStore.With("file", dir).Because(err)
	}
	d := sqliteDialect{filepath.Join(dir, databaseFile)}
	if err := prepareFile(dir, d.path); err != nil {
		return nil, ErrStore.With("file", d.path).Because(err)
	}
	db, err := sql.Open("sqlite", dsn(d.path, "immediate"))
	if err != nil {
		return nil, d.explain(err)
	}
	views, err := sql.Open("sqlite", dsn(d.path, "deferred"))
	if err != nil {
		return nil, errors.Join(d.explain(err), db.Close())
	}
	return openDatabase(context.Background(), db, views, d, dir)
}

// prepareFile makes the database file before SQLite does, which would let
// everybody read it; SQLite gives its other files the same permissions.
func prepareFile(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Chmod(path, 0o600))
}

// dsn turns a path into an SQLite URI. synchronous FULL keeps a spent code
// spent through a power cut. begin is "immediate" for those who write, and
// "deferred" for those who read and need not wait for them.
func dsn(path, begin string) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' { // a Windows drive letter
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{
		"_txlock": {begin},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "trusted_schema(OFF)"},
	}.Encode()}
	return u.String()
}

// transact relies on BEGIN IMMEDIATE, which takes the write lock.
func (sqliteDialect) transact(ctx context.Context, db *sql.DB, fn func(link) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return reported(err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it has nothing to do
	if err := fn(txLink{tx}); err != nil {
		return err
	}
	return reported(tx.Commit())
}

func (sqliteDialect) bind(query string) string { return query }
func (sqliteDialect) migrations() []string     { return sqliteMigrations }
func (d sqliteDialect) name() string           { return d.path }

func (sqliteDialect) version(t *sqlTx) (int, error) {
	version, _, err := row(t, readInt, "PRAGMA user_version")
	return version, err
}

func (sqliteDialect) setVersion(t *sqlTx, version int) error {
	return t.exec("PRAGMA user_version = " + strconv.Itoa(version))
}

func (sqliteDialect) wrongKey(file string) error { return ErrStoreDamaged.With("what", file) }

// The result codes of SQLite that mean a damaged file.
const (
	sqliteCorrupt = 11
	sqliteNotADB  = 26
)

// explain tells what SQLite reports: its reports hold no values.
func (d sqliteDialect) explain(err error) error {
	s, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return ErrStore.With("file", d.path).Because(err)
	}
	if code := s.Code() & 0xff; code == sqliteCorrupt || code == sqliteNotADB {
		return ErrStoreDamaged.With("what", databaseFile).Because(err)
	}
	return ErrStore.With("file", d.path).Because(err)
}
