package portal

import "time"

func (t *sqlTx) Setting(name string) ([]byte, bool, error) {
	return row(t, func(scan func(...any) error) (value []byte, err error) {
		if err := scan(&value); err != nil {
			return nil, err
		}
		return t.seal.open(value, "setting\x00"+name)
	}, "SELECT value FROM settings WHERE name = ?", name)
}

func (t *sqlTx) PutSetting(name string, value []byte) error {
	return t.exec(put("settings", "name", "name, value"), name, t.seal.seal(value, "setting\x00"+name))
}

func (t *sqlTx) Stranger(name TokenHash) (Failures, error) {
	f, _, err := row(t, func(scan func(...any) error) (f Failures, err error) {
		var until int64
		err = scan(&f.Count, &until)
		f.Until = instant(until)
		return f, err
	}, "SELECT failed, until FROM strangers WHERE name = ?", name[:])
	return f, err
}

func (t *sqlTx) PutStranger(name TokenHash, f Failures, now time.Time) error {
	err := t.exec(put("strangers", "name", "name, failed, until, last"),
		name[:], f.Count, nanos(f.Until), nanos(now))
	if err != nil {
		return err
	}
	count, _, err := row(t, readInt, "SELECT count(*) FROM strangers")
	if err != nil || count <= MaxStrangers {
		return err
	}
	return t.exec("DELETE FROM strangers WHERE name IN (SELECT name FROM strangers WHERE name <> ? ORDER BY last LIMIT ?)",
		name[:], count-MaxStrangers)
}

func (t *sqlTx) PutRequest(r Request) error {
	// UPDATE first, because a replaced row would get a new ID.
	text := t.seal.seal([]byte(r.Text), requestPlace(r))
	done, _, err := row(t, readID, "UPDATE requests SET at = ?, text = ? WHERE role = ? AND user_id = ? RETURNING id", nanos(r.At), text, r.Role, r.User)
	if err != nil || done != 0 {
		return err
	}
	if err := t.exec(insert("requests", "at, role, user_id, text"), nanos(r.At), r.Role, r.User, text); err != nil {
		return err
	}
	return t.exec("DELETE FROM requests WHERE id <= (SELECT id FROM requests ORDER BY id DESC LIMIT 1 OFFSET ?)", MaxRequests)
}

func requestPlace(r Request) string { return "request\x00" + string(r.Role) + "\x00" + r.User }

func (t *sqlTx) Requests() ([]Request, error) {
	return rows(t, func(scan func(...any) error) (Request, error) {
		var r Request
		var at int64
		var text []byte
		if err := scan(&r.ID, &at, &r.Role, &r.User, &text); err != nil {
			return Request{}, err
		}
		r.At = instant(at)
		text, err := t.seal.open(text, requestPlace(r))
		r.Text = string(text)
		return r, err
	}, "SELECT id, at, role, user_id, text FROM requests ORDER BY id")
}

func (t *sqlTx) DeleteRequest(id int64) error { return t.exec("DELETE FROM requests WHERE id = ?", id) }

const classColumns = "hash, token, name, role, seats, joined, expires"

func (t *sqlTx) readClass(scan func(...any) error) (ClassRecord, error) {
	var c ClassRecord
	var hash, token []byte
	var expires int64
	if err := scan(&hash, &token, &c.Name, &c.Role, &c.Seats, &c.Joined, &expires); err != nil {
		return ClassRecord{}, err
	}
	if len(hash) != len(c.Hash) {
		return ClassRecord{}, ErrStoreDamaged.With("what", databaseFile)
	}
	copy(c.Hash[:], hash)
	c.Expires = instant(expires)
	token, err := t.seal.open(token, "class\x00"+string(hash))
	c.Token = string(token)
	return c, err
}

func (t *sqlTx) Class(h TokenHash) (ClassRecord, bool, error) {
	return row(t, t.readClass, "SELECT "+classColumns+" FROM classes WHERE hash = ?", h[:])
}

func (t *sqlTx) Classes() ([]ClassRecord, error) {
	return rows(t, t.readClass, "SELECT "+classColumns+" FROM classes ORDER BY expires, hash")
}

func (t *sqlTx) PutClass(c ClassRecord) error {
	return t.exec(put("classes", "hash", classColumns),
		c.Hash[:], t.seal.seal([]byte(c.Token), "class\x00"+string(c.Hash[:])), c.Name, c.Role, c.Seats, c.Joined, nanos(c.Expires))
}

func (t *sqlTx) DeleteClass(h TokenHash) error {
	return t.exec("DELETE FROM classes WHERE hash = ?", h[:])
}

func (t *sqlTx) Forget() error {
	for _, table := range []string{"journal", "outbox", "letters", "requests", "strangers", "sessions"} {
		if err := t.exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	return nil
}
