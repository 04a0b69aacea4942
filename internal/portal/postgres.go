package portal

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sandi/internal/printable"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Time-outs of a PostgreSQL server. An instance that stops in the middle of a
// transaction holds all the others up for no longer than these.
const (
	connectTimeout = 10 * time.Second
	lockTimeout    = 10 * time.Second
	statementLimit = 20 * time.Second
	idleLimit      = 10 * time.Second // between two statements of a transaction
)

// OpenDSN opens the store in a PostgreSQL database, and makes its tables if
// there are none. Several portals may use one database at once, behind a proxy
// for instance. dir holds portal.key, which seals the TOTP secrets and mails in
// it; it is made with the tables, and every other portal on the database needs a
// copy.
//
// dsn is postgres://… or key=value. It holds a password, which no error tells.
func OpenDSN(ctx context.Context, dsn, dir string) (Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, ErrStore.With("file", dir).Because(err)
	}
	config, err := pgx.ParseConfig(strings.TrimSpace(dsn))
	if err != nil || strings.TrimSpace(dsn) == "" {
		return nil, ErrBadDSN // why would quote what may be the password
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	for name, limit := range map[string]time.Duration{
		"lock_timeout": lockTimeout, "statement_timeout": statementLimit, "idle_in_transaction_session_timeout": idleLimit,
	} {
		if _, chosen := config.RuntimeParams[name]; !chosen {
			config.RuntimeParams[name] = strconv.FormatInt(limit.Milliseconds(), 10)
		}
	}
	config.RuntimeParams["default_transaction_isolation"] = "read committed" // see transact
	config.RuntimeParams["application_name"] = "sandi"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, ErrStore.With("file", dir).Because(err)
	}
	at := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))) + "/" + config.Database
	d := postgresDialect{at: printable.Text(at), dir: dir}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout+statementLimit)
	defer cancel()
	return openDatabase(ctx, stdlib.OpenDB(*config), stdlib.OpenDB(*config), d, dir)
}

// postgresDialect is PostgreSQL: one server, several portals.
type postgresDialect struct {
	at  string // HOST:PORT/DATABASE
	dir string // of the key file
}

func (postgresDialect) bind(query string) string { return numbered(query) }
func (postgresDialect) migrations() []string     { return postgresMigrations }
func (d postgresDialect) name() string           { return d.at }

func (postgresDialect) version(t *sqlTx) (int, error) {
	if err := t.exec("CREATE TABLE IF NOT EXISTS sandi_schema (version BIGINT NOT NULL)"); err != nil {
		return 0, err
	}
	version, ok, err := row(t, readInt, "SELECT version FROM sandi_schema")
	if err == nil && !ok {
		err = t.exec("INSERT INTO sandi_schema VALUES (0)")
	}
	return version, err
}

func (postgresDialect) setVersion(t *sqlTx, version int) error {
	return t.exec("UPDATE sandi_schema SET version = ?", version)
}

func (d postgresDialect) wrongKey(file string) error {
	return ErrDatabaseKey.With("file", filepath.Join(d.dir, file), "database", d.at)
}

// explain tells what the server says, but not its details, which hold values,
// and not what the driver says about a connection, which holds the whole
// configuration but the password.
func (d postgresDialect) explain(err error) error {
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		return ErrDatabase.With("database", d.at).Because(errors.New(printable.Text(p.Message) + " (" + p.Code + ")"))
	}
	return ErrDatabase.With("database", d.at).Because(reason(err))
}

// reason finds the part of a driver's error that is about the network, and else
// keeps it to itself.
func reason(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns
	}
	if errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) {
		return os.ErrDeadlineExceeded
	}
	return errors.New("the connection broke off")
}
