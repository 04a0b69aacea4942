package portal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// transactionLock is the key of the advisory lock that makes transactions run
// one after the other: "sandi" in ASCII.
const transactionLock = 0x73616e6469

// beginLocked begins a transaction and takes the lock, which ends with it. The
// isolation level must be READ COMMITTED: then each statement sees what was
// committed before it, so also what the former holder of the lock has written.
// A stricter level would show the data as they were before the wait.
var beginLocked = "BEGIN; SELECT pg_advisory_xact_lock(" + strconv.Itoa(transactionLock) + ")"

// errRolledBack is a COMMIT that the server answered by keeping nothing.
var errRolledBack = errors.New("the server rolled the transaction back")

// transact asks the server as seldom as it can, because every other transaction
// waits meanwhile: once to begin, once for each query, and once for all writes
// together with COMMIT.
func (postgresDialect) transact(ctx context.Context, db *sql.DB, fn func(link) error) (err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return reported(err)
	}
	defer func() { _ = c.Close() }() // gives it back to the pool
	kept := false
	defer func() { // also when fn panics
		if kept {
			return
		}
		if _, failed := c.ExecContext(ctx, "ROLLBACK"); failed != nil {
			// A connection in an unknown state is not for the next transaction.
			_ = c.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	if _, err := c.ExecContext(ctx, beginLocked); err != nil {
		return reported(err)
	}
	l := &pipeline{conn: c}
	if err := fn(l); err != nil {
		return err
	}
	l.writes.Queue("COMMIT")
	if err := l.flush(ctx); err != nil {
		return reported(err)
	}
	kept = true
	return nil
}

// pipeline keeps writes back until something is asked.
type pipeline struct {
	conn   *sql.Conn
	writes pgx.Batch
}

// exec does at once what has no arguments: it may make the tables that the next
// statement is about, and statements are prepared before any of them is done.
func (p *pipeline) exec(ctx context.Context, query string, args []any) error {
	if len(args) > 0 {
		p.writes.Queue(query, args...)
		return nil
	}
	if err := p.flush(ctx); err != nil {
		return err
	}
	_, err := p.conn.ExecContext(ctx, query)
	return err
}

func (p *pipeline) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	return p.conn.QueryContext(ctx, query, args...)
}

// flush sends the writes in one go. The first that fails keeps the others from
// being done.
func (p *pipeline) flush(ctx context.Context) error {
	batch := p.writes
	p.writes = pgx.Batch{}
	if batch.Len() == 0 {
		return nil
	}
	return p.conn.Raw(func(c any) error {
		results := c.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		for _, q := range batch.QueuedQueries {
			tag, err := results.Exec()
			if err == nil && q.SQL == "COMMIT" && tag.String() != "COMMIT" {
				err = errRolledBack
			}
			if err != nil {
				return errors.Join(err, results.Close())
			}
		}
		return results.Close()
	})
}
