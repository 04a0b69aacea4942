package portal

import (
	"time"

	"sandi/internal/otp"
)

const accountColumns = `role, user_id, password_hash, demo_password, totp, type, issuer, secret, algorithm, digits, period,
	shown_to, last_step, passwords_failed, passwords_until, codes_failed, codes_until, email, class, drift`

func (t *sqlTx) readAccount(scan func(...any) error) (Account, error) {
	var a Account
	var demo, secret []byte
	var passwords, codes int64
	err := scan(&a.Role, &a.User, &a.PasswordHash, &demo, &a.TOTP, &a.Key.Type, &a.Key.Issuer, &secret, &a.Key.Algorithm,
		&a.Key.Digits, &a.Key.Period, &a.ShownTo, &a.LastStep, &a.Passwords.Count, &passwords, &a.Codes.Count, &codes,
		&a.Email, &a.Class, &a.Drift)
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
	return row(t, t.readAccount, "SELECT "+accountColumns+" FROM accounts WHERE role = ? AND user_id = ?", role, user)
}

func (t *sqlTx) Accounts() ([]Account, error) {
	return rows(t, t.readAccount, "SELECT "+accountColumns+" FROM accounts ORDER BY role, user_id")
}

func (t *sqlTx) PutAccount(a Account) error {
	raw := a.Key.Secret.Bytes()
	defer clear(raw)
	return t.exec(put("accounts", "role, user_id", accountColumns),
		a.Role, a.User, a.PasswordHash, t.seal.seal([]byte(a.DemoPassword), place("demo", a)), a.TOTP, a.Key.Type, a.Key.Issuer,
		t.seal.seal(raw, place("secret", a)), a.Key.Algorithm, a.Key.Digits, a.Key.Period, a.ShownTo, int64(a.LastStep),
		a.Passwords.Count, nanos(a.Passwords.Until), a.Codes.Count, nanos(a.Codes.Until), a.Email, a.Class, a.Drift)
}

func (t *sqlTx) CountAccounts() (int, error) {
	n, _, err := row(t, readInt, "SELECT count(*) FROM accounts")
	return n, err
}

func (t *sqlTx) HasEmail(address string) (bool, error) {
	_, ok, err := row(t, readInt, "SELECT 1 FROM accounts WHERE email = ? LIMIT 1", address)
	return ok, err
}

func (t *sqlTx) DeleteAccount(role Role, user string) error {
	return t.exec("DELETE FROM accounts WHERE role = ? AND user_id = ?", role, user)
}

func readInt(scan func(...any) error) (n int, err error) {
	err = scan(&n)
	return n, err
}

const sessionColumns = "id, token, role, user_id, state, created, expires, ready_at, reloaded"

func readSession(scan func(...any) error) (SessionRecord, error) {
	var s SessionRecord
	var token []byte
	var created, expires, ready int64
	if err := scan(&s.ID, &token, &s.Role, &s.User, &s.State, &created, &expires, &ready, &s.Reloaded); err != nil {
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
	return rows(t, readSession, "SELECT "+sessionColumns+" FROM sessions WHERE role = ? AND user_id = ? ORDER BY created, id", role, user)
}

func (t *sqlTx) PutSession(s SessionRecord) error {
	return t.exec(put("sessions", "id", sessionColumns),
		s.ID, s.Token[:], s.Role, s.User, s.State, nanos(s.Created), nanos(s.Expires), nanos(s.ReadyAt), s.Reloaded)
}

func (t *sqlTx) DeleteSession(id string) error {
	return t.exec("DELETE FROM sessions WHERE id = ?", id)
}

func (t *sqlTx) CountSessions(now time.Time) (map[AccountID]int, error) {
	count := map[AccountID]int{}
	_, err := rows(t, func(scan func(...any) error) (id AccountID, err error) {
		var n int
		err = scan(&id.Role, &id.User, &n)
		count[id] = n
		return id, err
	}, "SELECT role, user_id, count(*) FROM sessions WHERE expires > ? GROUP BY role, user_id", nanos(now))
	return count, err
}

func (t *sqlTx) DeleteExpired(now time.Time) error {
	return t.exec("DELETE FROM sessions WHERE expires <= ?", nanos(now))
}

const attemptColumns = "at, role, user_id, act, verdict, locked, steps, known, age, past, future, drift, clock_offset, detail"

func (t *sqlTx) Note(a Attempt) error {
	err := t.exec(insert("journal", attemptColumns),
		nanos(a.At), a.Role, a.User, a.Act, a.Verdict, a.Locked, a.Steps, a.Known, int64(a.Age), a.Window.Past, a.Window.Future,
		a.Drift, int64(a.ClockOffset), a.Detail)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM journal WHERE id <= (SELECT max(id) FROM journal) - ?", JournalSize)
}

func readAttempt(scan func(...any) error) (Attempt, error) {
	var a Attempt
	var at int64
	err := scan(&a.ID, &at, &a.Role, &a.User, &a.Act, &a.Verdict, &a.Locked, &a.Steps, &a.Known, &a.Age, &a.Window.Past, &a.Window.Future,
		&a.Drift, &a.ClockOffset, &a.Detail)
	a.At = instant(at)
	return a, err
}

func (t *sqlTx) Journal(limit int) ([]Attempt, error) {
	return rows(t, readAttempt, "SELECT id, "+attemptColumns+" FROM journal ORDER BY id DESC LIMIT ?", max(limit, 0))
}

func (t *sqlTx) JournalAfter(id int64, limit int) ([]Attempt, error) {
	return rows(t, readAttempt, "SELECT id, "+attemptColumns+" FROM journal WHERE id > ? ORDER BY id LIMIT ?", id, max(limit, 0))
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
