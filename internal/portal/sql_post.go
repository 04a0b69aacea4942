package portal

import (
	"strconv"
	"time"
)

const mailColumns = "role, user_id, queued_at, arrives_at, code_expires, recipient, subject, body, state, tries, next_try, problem, step"

func (t *sqlTx) Queue(m Mail) (int64, error) {
	// The body is bound to its account and time: the ID is not known before.
	id, _, err := row(t, readID, insert("outbox", mailColumns)+" RETURNING id",
		m.Role, m.User, nanos(m.QueuedAt), nanos(m.ArrivesAt), nanos(m.CodeExpires), m.To, m.Subject,
		t.seal.seal([]byte(m.Body), mailPlace(m)), m.State, m.Tries, nanos(m.NextTry), m.Problem, int64(m.Step))
	if err != nil {
		return 0, err
	}
	return id, t.exec("DELETE FROM outbox WHERE id <= (SELECT max(id) FROM outbox) - ?", OutboxSize)
}

func mailPlace(m Mail) string {
	return "mail\x00" + string(m.Role) + "\x00" + m.User + "\x00" + strconv.FormatInt(nanos(m.QueuedAt), 10)
}

func readID(scan func(...any) error) (id int64, err error) {
	err = scan(&id)
	return id, err
}

func (t *sqlTx) readMail(scan func(...any) error) (Mail, error) {
	var m Mail
	var queued, arrives, expires, next int64
	var body []byte
	err := scan(&m.ID, &m.Role, &m.User, &queued, &arrives, &expires, &m.To, &m.Subject, &body, &m.State, &m.Tries, &next, &m.Problem, &m.Step)
	if err != nil {
		return Mail{}, err
	}
	m.QueuedAt, m.ArrivesAt, m.CodeExpires, m.NextTry = instant(queued), instant(arrives), instant(expires), instant(next)
	body, err = t.seal.open(body, mailPlace(m))
	m.Body = string(body)
	return m, err
}

func (t *sqlTx) mails(rest string, args ...any) ([]Mail, error) {
	return rows(t, t.readMail, "SELECT id, "+mailColumns+" FROM outbox "+rest, args...)
}

func (t *sqlTx) Outbox(limit int) ([]Mail, error) {
	return t.mails("ORDER BY id DESC LIMIT ?", max(limit, 0))
}

func (t *sqlTx) QueuedFor(role Role, user string) ([]Mail, error) {
	return t.mails("WHERE role = ? AND user_id = ? AND state = ? ORDER BY id DESC", role, user, MailQueued)
}

func (t *sqlTx) DueMail(now time.Time, limit int) ([]Mail, error) {
	return t.mails("WHERE state = ? AND next_try <= ? ORDER BY id LIMIT ?", MailQueued, nanos(now), max(limit, 0))
}

func (t *sqlTx) Mail(id int64) (Mail, bool, error) {
	return row(t, t.readMail, "SELECT id, "+mailColumns+" FROM outbox WHERE id = ?", id)
}

func (t *sqlTx) PutMail(m Mail) error {
	return t.exec("UPDATE outbox SET state = ?, tries = ?, next_try = ?, problem = ? WHERE id = ?",
		m.State, m.Tries, nanos(m.NextTry), m.Problem, m.ID)
}

func (t *sqlTx) PutLetter(l Letter) error {
	err := t.exec(insert("letters", "at, sender, recipient, subject, body"),
		nanos(l.At), l.From, l.To, t.seal.seal([]byte(l.Subject), "subject\x00"+l.To), t.seal.seal([]byte(l.Body), "letter\x00"+l.To))
	if err != nil {
		return err
	}
	err = t.exec(`DELETE FROM letters WHERE recipient = ?
		AND id NOT IN (SELECT id FROM letters WHERE recipient = ? ORDER BY id DESC LIMIT ?)`, l.To, l.To, LettersEach)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM letters WHERE id <= (SELECT id FROM letters ORDER BY id DESC LIMIT 1 OFFSET ?)", LettersAll)
}

func (t *sqlTx) Letters(to string, limit int) ([]Letter, error) {
	return rows(t, func(scan func(...any) error) (Letter, error) {
		var l Letter
		var at int64
		var subject, body []byte
		if err := scan(&l.ID, &at, &l.From, &l.To, &subject, &body); err != nil {
			return Letter{}, err
		}
		l.At = instant(at)
		subject, err := t.seal.open(subject, "subject\x00"+l.To)
		if err != nil {
			return Letter{}, err
		}
		body, err = t.seal.open(body, "letter\x00"+l.To)
		l.Subject, l.Body = string(subject), string(body)
		return l, err
	}, "SELECT id, at, sender, recipient, subject, body FROM letters WHERE ? = '' OR recipient = ? ORDER BY id DESC LIMIT ?", to, to, max(limit, 0))
}
