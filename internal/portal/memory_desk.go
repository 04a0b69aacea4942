package portal

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

func (tx *memoryTx) Queue(m Mail) (int64, error) {
	m.ID = tx.id()
	appendBounded(tx, &tx.outbox, m, OutboxSize)
	return m.ID, nil
}

func (tx *memoryTx) Outbox(limit int) ([]Mail, error) { return newest(tx.outbox, limit), nil }

func (tx *memoryTx) QueuedFor(role Role, user string) ([]Mail, error) {
	var found []Mail
	for _, m := range slices.Backward(tx.outbox) {
		if m.Role == role && m.User == user && m.State == MailQueued {
			found = append(found, m)
		}
	}
	return found, nil
}

func (tx *memoryTx) DueMail(now time.Time, limit int) ([]Mail, error) {
	var due []Mail
	for _, m := range tx.outbox {
		if len(due) < limit && m.State == MailQueued && !m.NextTry.After(now) {
			due = append(due, m)
		}
	}
	return due, nil
}

func (tx *memoryTx) mailAt(id int64) (int, bool) {
	return slices.BinarySearchFunc(tx.outbox, id, func(m Mail, id int64) int { return cmp.Compare(m.ID, id) })
}

func (tx *memoryTx) Mail(id int64) (Mail, bool, error) {
	if i, ok := tx.mailAt(id); ok {
		return tx.outbox[i], true, nil
	}
	return Mail{}, false, nil
}

func (tx *memoryTx) PutMail(m Mail) error {
	if i, ok := tx.mailAt(m.ID); ok {
		old := tx.outbox
		tx.keep(func() { tx.outbox = old })
		tx.outbox = slices.Clone(old)
		tx.outbox[i] = m
	}
	return nil
}

func (tx *memoryTx) PutLetter(l Letter) error {
	l.ID = tx.id()
	same := func(o Letter) bool { return o.To == l.To }
	old := tx.letters
	mine := 0
	for _, o := range old {
		if same(o) {
			mine++
		}
	}
	if mine >= LettersEach {
		i := slices.IndexFunc(old, same)
		tx.keep(func() { tx.letters = old })
		tx.letters = slices.Concat(old[:i], old[i+1:])
	}
	appendBounded(tx, &tx.letters, l, LettersAll)
	return nil
}

func (tx *memoryTx) Letters(to string, limit int) ([]Letter, error) {
	found := []Letter{}
	for _, l := range slices.Backward(tx.letters) {
		if len(found) < limit && (to == "" || l.To == to) {
			found = append(found, l)
		}
	}
	return found, nil
}

func (tx *memoryTx) PutRequest(r Request) error {
	id := AccountID{r.Role, r.User}
	if old, ok := tx.requests[id]; ok {
		r.ID = old.ID
	} else {
		r.ID = tx.id()
	}
	set(tx, tx.requests, id, r)
	if all, _ := tx.Requests(); len(all) > MaxRequests {
		drop(tx, tx.requests, AccountID{all[0].Role, all[0].User})
	}
	return nil
}

func (tx *memoryTx) Requests() ([]Request, error) {
	return slices.SortedFunc(maps.Values(tx.requests), func(a, b Request) int { return cmp.Compare(a.ID, b.ID) }), nil
}

func (tx *memoryTx) DeleteRequest(id int64) error {
	for k, r := range tx.requests {
		if r.ID == id {
			drop(tx, tx.requests, k)
		}
	}
	return nil
}

func (tx *memoryTx) Class(h TokenHash) (ClassRecord, bool, error) {
	c, ok := tx.classes[h]
	return c, ok, nil
}

func (tx *memoryTx) Classes() ([]ClassRecord, error) {
	return slices.SortedFunc(maps.Values(tx.classes), func(a, b ClassRecord) int {
		return cmp.Or(a.Expires.Compare(b.Expires), slices.Compare(a.Hash[:], b.Hash[:]))
	}), nil
}

func (tx *memoryTx) PutClass(c ClassRecord) error {
	set(tx, tx.classes, c.Hash, c)
	return nil
}

func (tx *memoryTx) DeleteClass(h TokenHash) error {
	drop(tx, tx.classes, h)
	return nil
}
