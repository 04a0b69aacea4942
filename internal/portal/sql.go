package portal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
	"sync"

	"sandi/internal/fault"
)

// database is a Store in an SQL database. What the databases have in common is
// said once, in the SQL that all of them understand; the rest is the dialect's.
type database struct {
	db      *sql.DB // one connection, for transactions
	views   *sql.DB
	dialect dialect
	seal    *sealer
	// turn is held during a transaction. They run one after the other in any
	// case, and a channel serves those who wait in the order in which they came;
	// database/sql picks one by chance, which is a long wait for some of many.
	turn chan struct{}
	// view is held during a view, for the same reason.
	view chan struct{}
}

// viewsAtOnce is how many connections there are for views.
const viewsAtOnce = 4

// dialect is what one kind of database does in its own way.
type dialect interface {
	// transact runs fn in a transaction for which every other one on the
	// database waits, in whichever process. When fn fails nothing is kept.
	transact(ctx context.Context, db *sql.DB, fn func(link) error) error
	// bind writes a query's question marks as the database wants them.
	bind(query string) string
	// migrations lead from each version of the schema to the next; the first
	// makes version 1 out of nothing. Statements end with ";\n".
	migrations() []string
	version(t *sqlTx) (int, error)
	setVersion(t *sqlTx, version int) error
	// explain makes a fault of what the database or its driver reports.
	explain(error) error
	// name is what the fault of a newer schema tells.
	name() string
	// wrongKey is the fault of a key file that does not belong to the database,
	// or is not there.
	wrongKey(keyFile string) error
}

// link is the way to the database within a transaction. Queries are bound.
type link interface {
	// exec may put off what it does until the next query or the end.
	exec(ctx context.Context, query string, args []any) error
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

// txLink is database/sql's own transaction.
type txLink struct{ *sql.Tx }

func (l txLink) exec(ctx context.Context, query string, args []any) error {
	_, err := l.ExecContext(ctx, query, args...)
	return err
}

func (l txLink) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return l.QueryContext(ctx, query, args...)
}

// viewLink asks without a transaction.
type viewLink struct{ *sql.DB }

func (viewLink) exec(context.Context, string, []any) error { return errReadOnly }

func (l viewLink) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return l.QueryContext(ctx, query, args...)
}

var errReadOnly = errors.New("a view does not write")

// proof is what the seal table holds sealed, to tell a wrong key file from a
// damaged account.
const proof = "sandi practice portal"

// openDatabase brings the schema up to date and finds the key that seals what
// is in it.
func openDatabase(ctx context.Context, db, views *sql.DB, d dialect, keyDir string) (*database, error) {
	store := &database{db: db, views: views, dialect: d, turn: make(chan struct{}, 1), view: make(chan struct{}, viewsAtOnce)}
	db.SetMaxOpenConns(1)
	views.SetMaxOpenConns(viewsAtOnce)
	views.SetMaxIdleConns(viewsAtOnce)
	if err := store.migrate(ctx, keyDir); err != nil {
		return nil, errors.Join(store.explain(reported(err)), store.Close())
	}
	return store, nil
}

func (d *database) migrate(ctx context.Context, keyDir string) error {
	return d.dialect.transact(ctx, d.db, func(l link) error {
		t := &sqlTx{ctx: ctx, link: l, dialect: d.dialect}
		version, err := d.dialect.version(t)
		if err != nil {
			return err
		}
		migrations := d.dialect.migrations()
		if version < 0 || version > len(migrations) {
			return ErrStoreNewer.With("file", d.dialect.name())
		}
		if d.seal, err = openSealer(keyDir, version == 0); err != nil {
			if errors.Is(err, errNoKey) {
				return d.dialect.wrongKey(keyFile)
			}
			return err
		}
		if version > 0 {
			sealed, _, err := row(t, readBytes, "SELECT proof FROM seal")
			if err != nil {
				return err
			}
			if text, err := d.seal.open(sealed, "seal"); err != nil || string(text) != proof {
				return d.dialect.wrongKey(keyFile)
			}
		}
		for _, step := range migrations[version:] {
			for statement := range strings.SplitSeq(strings.TrimSpace(step), ";\n") {
				if err := t.exec(statement); err != nil {
					return err
				}
			}
		}
		if version == 0 {
			if err := t.exec("INSERT INTO seal VALUES (?)", d.seal.seal([]byte(proof), "seal")); err != nil {
				return err
			}
		}
		if version == len(migrations) {
			return nil
		}
		return d.dialect.setVersion(t, len(migrations))
	})
}

func readBytes(scan func(...any) error) (b []byte, err error) {
	err = scan(&b)
	return b, err
}

// Do heeds ctx while it waits for its turn. From then on the transaction runs to
// its end, within the database's own time-outs: a client that hangs up in the
// middle costs nobody the connection.
func (d *database) Do(ctx context.Context, fn func(Tx) error) error {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.turn }()
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	return d.explain(d.dialect.transact(ctx, d.db, func(l link) error {
		return fn(&sqlTx{ctx: ctx, link: l, seal: d.seal, dialect: d.dialect})
	}))
}

// View heeds ctx as Do does.
func (d *database) View(ctx context.Context, fn func(Tx) error) error {
	select {
	case d.view <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.view }()
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	return d.explain(fn(&sqlTx{ctx: ctx, link: viewLink{d.views}, seal: d.seal, dialect: d.dialect}))
}

func (d *database) Close() error {
	return d.explain(reported(errors.Join(d.views.Close(), d.db.Close())))
}

// report is an error of the database or its driver, as against one of an act.
type report struct{ error }

func (r *report) Unwrap() error { return r.error }

// reported marks what the database reports; faults are told already.
func reported(err error) error {
	if err == nil || fault.Of(err) != nil {
		return err
	}
	return &report{err}
}

// explain makes a fault of what the database reports and leaves other errors
// alone.
func (d *database) explain(err error) error {
	r, ok := errors.AsType[*report](err)
	switch {
	case !ok || fault.Of(err) != nil:
		return err
	}
	return d.dialect.explain(r.error)
}

type sqlTx struct {
	ctx     context.Context
	link    link
	seal    *sealer
	dialect dialect
}

// plain reduces arguments to the few types that every driver knows, so that
// none of them looks at what else a Role or a Step can do.
func plain(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (t *sqlTx) exec(query string, args ...any) error {
	args, err := plain(args)
	if err != nil {
		return err
	}
	return reported(t.link.exec(t.ctx, t.dialect.bind(query), args))
}

// rows collects what read makes of each row.
func rows[T any](t *sqlTx, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	r, err := t.link.query(t.ctx, t.dialect.bind(query), args)
	if err != nil {
		return nil, reported(err)
	}
	defer r.Close()
	var all []T
	for r.Next() {
		v, err := read(r.Scan)
		if err != nil {
			return nil, reported(err)
		}
		all = append(all, v)
	}
	return all, reported(r.Err())
}

// row is rows for at most one.
func row[T any](t *sqlTx, read func(scan func(...any) error) (T, error), query string, args ...any) (v T, ok bool, err error) {
	all, err := rows(t, read, query, args...)
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	return all[0], true, nil
}

// insert returns the statement that adds a row of columns, a list with commas.
func insert(table, columns string) string {
	marks := strings.Repeat(", ?", strings.Count(columns, ",")+1)[2:]
	return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")"
}

// put returns the statement that adds a row, or overwrites the one with the
// same key, which are columns too.
func put(table, key, columns string) string {
	var set []string
	for column := range strings.SplitSeq(columns, ",") {
		if column = strings.TrimSpace(column); !strings.Contains(", "+key+",", ", "+column+",") {
			set = append(set, column+" = excluded."+column)
		}
	}
	return insert(table, columns) + " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// numbered writes $1, $2 … for question marks. Our queries have none within
// quotes.
func numbered(query string) string {
	if known, ok := numberedQueries.Load(query); ok {
		return known.(string)
	}
	var b strings.Builder
	n := 0
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			n++
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
	}
	numberedQueries.Store(query, b.String())
	return b.String()
}

// numberedQueries grows no further than there are queries in these files.
var numberedQueries sync.Map
