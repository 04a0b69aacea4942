package portal

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sandi/internal/otp"
)

type sqlTx struct {
	ctx  context.Context
	tx   *sql.Tx
	seal *sealer
}

func (t *sqlTx) exec(query string, args ...any) error {
	_, err := t.tx.ExecContext(t.ctx, query, args...)
	return err
}

// rows collects what read makes of each row.
func rows[T any](t *sqlTx, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	r, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []T
	for r.Next() {
		v, err := read(r.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, r.Err()
}

// row is rows for at most one.
func row[T any](t *sqlTx, read func(scan func(...any) error) (T, error), query string, args ...any) (v T, ok bool, err error) {
	v, err = read(t.tx.QueryRowContext(t.ctx, query, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

const accountColumns = `role, user, password_hash, demo_password, totp, type, issuer, secret, algorithm, digits, period,
	shown_to, last_step, passwords_failed, passwords_until, codes_failed, codes_until`

func (t *sqlTx) readAccount(scan func(...any) error) (Account, error) {
	var a Account
	var demo, secret []byte
	var passwords, codes int64
	err := scan(&a.Role, &a.User, &a.PasswordHash, &demo, &a.TOTP, &a.Key.Type, &a.Key.Issuer, &secret, &a.Key.Algorithm,
		&a.Key.Digits, &a.Key.Period, &a.ShownTo, &a.LastStep, &a.Passwords.Count, &passwords, &a.Codes.Count, &codes)
	if err != nil {
		return Account{}, err
	}
	a.Passwords.Until, a.Codes.Until = instant(passwords), instant(codes)
	if demo, err = t.seal.open(demo, place("demo", a)); err != nil {
		return Account{}, err
	}
	a.DemoPassword = string(demo)
	raw, err := t.seal.open(secret, place("secret", a))
	if err != nil {
		return Account{}, err
	}
	if len(raw) > 0 {
		a.Key.Account, a.Key.Secret = a.User, otp.NewSecret(raw)
		clear(raw)
	}
	if (a.TOTP == TOTPOn && a.Key.Validate() != nil) || (a.TOTP != TOTPOn && a.TOTP != TOTPOff && a.TOTP != TOTPReset) {
		return Account{}, ErrStoreDamaged.With("what", databaseFile)
	}
	return a, nil
}

// place names where a sealed text belongs. User ids hold no NUL.
func place(column string, a Account) string {
	return column + "\x00" + string(a.Role) + "\x00" + a.User
}

func (t *sqlTx) Account(role Role, user string) (Account, bool, error) {
	return row(t, t.readAccount, "SELECT "+accountColumns+" FROM accounts WHERE role = ? AND user = ?", role, user)
}

func (t *sqlTx) Accounts() ([]Account, error) {
	return rows(t, t.readAccount, "SELECT "+accountColumns+" FROM accounts ORDER BY role, user")
}

func (t *sqlTx) PutAccount(a Account) error {
	raw := a.Key.Secret.Bytes()
	defer clear(raw)
	return t.exec("INSERT OR REPLACE INTO accounts ("+accountColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.Role, a.User, a.PasswordHash, t.seal.seal([]byte(a.DemoPassword), place("demo", a)), a.TOTP, a.Key.Type, a.Key.Issuer,
		t.seal.seal(raw, place("secret", a)), a.Key.Algorithm, a.Key.Digits, a.Key.Period, a.ShownTo, int64(a.LastStep),
		a.Passwords.Count, nanos(a.Passwords.Until), a.Codes.Count, nanos(a.Codes.Until))
}

const sessionColumns = "id, token, role, user, state, created, expires, ready_at"

func readSession(scan func(...any) error) (SessionRecord, error) {
	var s SessionRecord
	var token []byte
	var created, expires, ready int64
	if err := scan(&s.ID, &token, &s.Role, &s.User, &s.State, &created, &expires, &ready); err != nil {
		return SessionRecord{}, err
	}
	if len(token) != len(s.Token) {
		return SessionRecord{}, ErrStoreDamaged.With("what", databaseFile)
	}
	copy(s.Token[:], token)
	s.Created, s.Expires, s.ReadyAt = instant(created), instant(expires), instant(ready)
	return s, nil
}

func (t *sqlTx) Session(h TokenHash) (SessionRecord, bool, error) {
	return row(t, readSession, "SELECT "+sessionColumns+" FROM sessions WHERE token = ?", h[:])
}

func (t *sqlTx) SessionsOf(role Role, user string) ([]SessionRecord, error) {
	return rows(t, readSession, "SELECT "+sessionColumns+" FROM sessions WHERE role = ? AND user = ? ORDER BY created, id", role, user)
}

func (t *sqlTx) PutSession(s SessionRecord) error {
	return t.exec("INSERT OR REPLACE INTO sessions ("+sessionColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		s.ID, s.Token[:], s.Role, s.User, s.State, nanos(s.Created), nanos(s.Expires), nanos(s.ReadyAt))
}

func (t *sqlTx) DeleteSession(id string) error {
	return t.exec("DELETE FROM sessions WHERE id = ?", id)
}

func (t *sqlTx) DeleteExpired(now time.Time) error {
	return t.exec("DELETE FROM sessions WHERE expires <= ?", nanos(now))
}

func (t *sqlTx) Note(a Attempt) error {
	err := t.exec("INSERT INTO journal (at, role, user, act, verdict, locked, steps) VALUES (?, ?, ?, ?, ?, ?, ?)",
		nanos(a.At), a.Role, a.User, a.Act, a.Verdict, a.Locked, a.Steps)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM journal WHERE id <= (SELECT max(id) FROM journal) - ?", JournalSize)
}

func (t *sqlTx) Journal(limit int) ([]Attempt, error) {
	return rows(t, func(scan func(...any) error) (Attempt, error) {
		var a Attempt
		var at int64
		err := scan(&at, &a.Role, &a.User, &a.Act, &a.Verdict, &a.Locked, &a.Steps)
		a.At = instant(at)
		return a, err
	}, "SELECT at, role, user, act, verdict, locked, steps FROM journal ORDER BY id DESC LIMIT ?", max(limit, 0))
}

func (t *sqlTx) Queue(m Mail) error {
	err := t.exec("INSERT INTO outbox (role, user, queued_at, arrives_at, code_expires) VALUES (?, ?, ?, ?, ?)",
		m.Role, m.User, nanos(m.QueuedAt), nanos(m.ArrivesAt), nanos(m.CodeExpires))
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM outbox WHERE id <= (SELECT max(id) FROM outbox) - ?", OutboxSize)
}

func (t *sqlTx) Outbox(limit int) ([]Mail, error) {
	return rows(t, func(scan func(...any) error) (Mail, error) {
		var m Mail
		var queued, arrives, expires int64
		err := scan(&m.Role, &m.User, &queued, &arrives, &expires)
		m.QueuedAt, m.ArrivesAt, m.CodeExpires = instant(queued), instant(arrives), instant(expires)
		return m, err
	}, "SELECT role, user, queued_at, arrives_at, code_expires FROM outbox ORDER BY id DESC LIMIT ?", max(limit, 0))
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
