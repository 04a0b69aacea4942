package vault

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"sandi/internal/otp"
)

// Tx is a transaction. It is valid only inside the function given to Update and
// only in its goroutine.
type Tx struct {
	records []record // with removed ones, whose raw is nil
	index   map[string]int
	bin     txBin
	last    change
	now     time.Time
	rand    io.Reader
	changed bool
	done    bool
}

func newTx(s *state, o Options) *Tx {
	return &Tx{
		records: slices.Clone(s.records),
		index:   maps.Clone(s.index),
		bin:     txBin{items: s.bin},
		last:    s.change,
		now:     o.Now(),
		rand:    o.Rand,
	}
}

var errTxDone = errors.New("vault: transaction used after Update returned")

func (tx *Tx) close() { tx.done = true }

// Entries returns all entries in the order of their adding, with the changes of
// this transaction.
func (tx *Tx) Entries() []Entry {
	list := make([]Entry, 0, len(tx.records))
	for i := range tx.records {
		if tx.records[i].raw != nil {
			list = append(list, tx.records[i].entry.clone())
		}
	}
	return list
}

// Get returns the entry with an id, or ErrNoEntry.
func (tx *Tx) Get(id string) (Entry, error) {
	i, ok := tx.index[id]
	if !ok {
		return Entry{}, ErrNoEntry.With("query", id)
	}
	return tx.records[i].entry.clone(), nil
}

// Add adds an entry and returns it as it will be kept: with a new id, the key's
// defaults written out, status Active if none was given, and times.
func (tx *Tx) Add(e Entry) (Entry, error) {
	if tx.done {
		return Entry{}, errTxDone
	}
	e = e.clone()
	e.Key = e.Key.WithDefaults()
	if e.Status == "" {
		e.Status = Active
	}
	e.Problem, e.Cause = "", nil
	if e.Created.IsZero() {
		e.Created = tx.now
	}
	if e.Modified.IsZero() {
		e.Modified = tx.now
	}
	e.tidy()
	if err := check(e); err != nil {
		return Entry{}, err
	}
	id, err := tx.newID()
	if err != nil {
		return Entry{}, err
	}
	e.ID = id
	raw, err := encode(e, nil)
	if err != nil {
		return Entry{}, err
	}
	tx.index[id] = len(tx.records)
	tx.records = append(tx.records, record{entry: e, raw: raw})
	tx.changed = true
	return e.clone(), nil
}

// newID returns eight letters and digits, 40 bits, without the look-alikes 0, 1,
// 8 and 9.
func (tx *Tx) newID() (string, error) {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	// Three tries fail by chance less than once in 10^18 vaults of 10,000.
	for range 3 {
		var id [8]byte
		if _, err := io.ReadFull(tx.rand, id[:]); err != nil {
			return "", err
		}
		for i := range id {
			id[i] = alphabet[id[i]%32]
		}
		if !tx.taken(string(id[:])) {
			return string(id[:]), nil
		}
	}
	return "", errors.New("vault: source of ids repeats itself")
}

// Change applies fn to the entry with an id. The id stays, Modified is set, and
// members of the entry that this version does not know are kept. A quarantined
// entry is released by a change that makes it valid and gives it a status.
func (tx *Tx) Change(id string, fn func(*Entry) error) error {
	if tx.done {
		return errTxDone
	}
	i, ok := tx.index[id]
	if !ok {
		return ErrNoEntry.With("query", id)
	}
	old := tx.records[i]
	e := old.entry.clone()
	if err := fn(&e); err != nil {
		return err
	}
	if e.Status == Quarantined {
		if old.entry.Status == Quarantined {
			return ErrQuarantined.With("id", id).Because(old.entry.Cause)
		}
		return errBadStatus
	}
	e = e.clone() // fn may have kept the parts
	e.ID, e.Problem, e.Cause = id, "", nil
	e.Key = e.Key.WithDefaults()
	e.Modified = old.entry.Modified
	e.tidy()
	if err := check(e); err != nil {
		return err
	}
	raw, err := encode(e, old.raw)
	if err != nil {
		return err
	}
	if old.entry.Status != Quarantined {
		if before, err := encode(old.entry, old.raw); err == nil && bytes.Equal(before, raw) {
			return nil
		}
	}
	if !tx.now.IsZero() {
		e.Modified = tx.now
		e.tidy()
		if raw, err = encode(e, old.raw); err != nil {
			return err
		}
	}
	tx.records[i] = record{entry: e, raw: raw}
	tx.changed = true
	return nil
}

// clone returns a copy that shares no memory which a caller could change.
func (e Entry) clone() Entry {
	if !e.Key.Secret.IsZero() {
		raw := e.Key.Secret.Bytes()
		e.Key.Secret = otp.NewSecret(raw)
		clear(raw)
	}
	e.Tags = slices.Clone(e.Tags)
	if e.Enrolment != nil {
		copied := *e.Enrolment
		e.Enrolment = &copied
	}
	return e
}
