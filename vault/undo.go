package vault

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"time"
)

// outcome is the state that a transaction leaves, without its records.
func (tx *Tx) outcome(old *state, o Options) *state {
	tx.expire(o.BinDays)
	next := *old
	next.bin = tx.bin.live()
	if visiblyChanged(old.records, tx.records) {
		next.change = change{Before: old.generation, Revision: old.revision(), At: tx.now.UTC().Truncate(time.Second)}
	}
	return &next
}

// LastChange returns the last saved change of what people see, and when it was
// saved. ErrNothingToUndo says that there is none, or none that a backup could
// turn back. It reads the vault as it is on the disk.
func (v *Vault) LastChange(ctx context.Context) (Diff, time.Time, error) {
	ids, known, err := v.begin(ctx)
	if err != nil {
		return Diff{}, time.Time{}, err
	}
	defer v.end()
	present, err := v.load(ids, known)
	if err != nil {
		return Diff{}, time.Time{}, err
	}
	v.publish(present)
	before, err := v.dir.before(ids, present.change)
	if err != nil {
		return Diff{}, time.Time{}, err
	}
	defer before.wipe(true)
	d := Compare(cloned(before.records), cloned(present.records)).Visible()
	if d.Empty() {
		return Diff{}, time.Time{}, ErrNothingToUndo
	}
	return d, present.change.At, nil
}

// Undo turns the last change back and returns what it did. Counters and spent
// steps are never turned back. An undo is a change as well: undone, it is redone.
func (v *Vault) Undo(ctx context.Context) (Diff, error) {
	var d Diff
	err := v.Update(ctx, func(tx *Tx) error {
		v.mu.RLock()
		ids := v.identity
		v.mu.RUnlock()
		before, err := v.dir.before(ids, tx.last)
		if err != nil {
			return err
		}
		defer before.wipe(true)
		old := tx.Entries()
		if err := tx.become(before.records, nil); err != nil {
			return err
		}
		if d = Compare(old, tx.Entries()).Visible(); d.Empty() {
			return ErrNothingToUndo
		}
		return nil
	})
	if err != nil {
		return Diff{}, err
	}
	return d, nil
}

// before opens the state that a change was made to.
func (d directory) before(ids *identities, c change) (*state, error) {
	if c.Before == 0 {
		return nil, ErrNothingToUndo
	}
	list, err := d.backups()
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.generation != c.Before {
			continue
		}
		s, err := d.openBackup(ids, b.name)
		if err != nil {
			return nil, ErrNothingToUndo.Because(err)
		}
		if s.revision() != c.Revision {
			s.wipe(true)
			continue
		}
		return s, nil
	}
	return nil, ErrNothingToUndo
}

func (d directory) openBackup(ids *identities, name string) (*state, error) {
	return d.openFile(ids, filepath.Join(backupsName, name))
}

func (d directory) openFile(ids *identities, name string) (*state, error) {
	file, err := d.read(name)
	if err != nil {
		return nil, err
	}
	return openState(file, ids)
}

// cloned returns the entries of records, to outlive them.
func cloned(records []record) []Entry {
	list := make([]Entry, 0, len(records))
	for i := range records {
		if records[i].raw != nil {
			list = append(list, records[i].entry.clone())
		}
	}
	return list
}

// become makes the entries what they are in another state: all, or those with
// the given ids, which must be there. What is beyond goes to the bin, as does
// every version whose secret is overwritten. Only fields that people see are
// taken over: counters and spent steps never go back while the secret stays.
func (tx *Tx) become(wanted []record, ids []string) error {
	if ids != nil {
		asked := make(map[string]bool, len(ids))
		for _, id := range ids {
			asked[id] = true
		}
		var some []record
		for i := range wanted {
			if id := wanted[i].entry.ID; asked[id] {
				some = append(some, wanted[i])
				delete(asked, id)
			}
		}
		for id := range asked {
			return ErrNoEntry.With("query", id)
		}
		wanted = some
	}
	for i := range wanted {
		if err := tx.becomeOne(&wanted[i]); err != nil {
			return err
		}
	}
	if ids != nil {
		return nil
	}
	keep := make(map[string]bool, len(wanted))
	for i := range wanted {
		keep[wanted[i].entry.ID] = true
	}
	for i := range tx.records {
		if r := &tx.records[i]; r.raw != nil && !keep[r.entry.ID] {
			if err := tx.Remove(r.entry.ID); err != nil {
				return err
			}
		}
	}
	tx.arrange(wanted)
	return nil
}

func (tx *Tx) becomeOne(wanted *record) error {
	id := wanted.entry.ID
	i, ok := tx.index[id]
	if !ok {
		return tx.bring(wanted)
	}
	present := tx.records[i]
	if bytes.Equal(present.raw, wanted.raw) {
		return nil
	}
	if wanted.entry.Status == Quarantined || present.entry.Status == Quarantined {
		// Nothing is known of what they mean: one takes the other's place whole.
		if err := tx.keepAside(present); err != nil {
			return err
		}
		tx.records[i] = record{entry: wanted.entry.clone(), raw: bytes.Clone(wanted.raw)}
		tx.changed = true
		return nil
	}
	e := present.entry.clone()
	for _, p := range parts {
		if p.name.Visible() && !p.same(&e, &wanted.entry) {
			p.copy(&e, &wanted.entry)
		}
	}
	if e.Enrolment == nil {
		e.Enrolment = wanted.entry.Enrolment
	}
	overwritten := !sameSecret(&present.entry, &wanted.entry)
	if overwritten {
		e.Key.Counter, e.SpentStep = wanted.entry.Key.Counter, wanted.entry.SpentStep
	} else {
		e.Key.Counter = max(e.Key.Counter, wanted.entry.Key.Counter)
		e.SpentStep = max(e.SpentStep, wanted.entry.SpentStep)
	}
	err := tx.Change(id, func(to *Entry) error { *to = e; return nil })
	if err != nil || !overwritten {
		return err
	}
	return tx.keepAside(present)
}

// bring adds an entry of another state, under its id. If the bin has it the same,
// it comes from there; if the bin has something else under that id, this gets
// another.
func (tx *Tx) bring(wanted *record) error {
	id := wanted.entry.ID
	r := record{entry: wanted.entry.clone(), raw: bytes.Clone(wanted.raw)}
	if i := tx.bin.find(id); i >= 0 {
		other := tx.bin.record(i)
		tx.bin.drop(i)
		switch {
		case bytes.Equal(other.raw, r.raw):
		case other.entry.Status == Quarantined || r.entry.Status == Quarantined || !sameSecret(&other.entry, &r.entry):
			if err := tx.keepAside(other); err != nil {
				return err
			}
		default:
			// It was removed after its last code, which counts.
			r.entry.Key.Counter = max(r.entry.Key.Counter, other.entry.Key.Counter)
			r.entry.SpentStep = max(r.entry.SpentStep, other.entry.SpentStep)
			raw, err := encode(r.entry, r.raw)
			if err != nil {
				return err
			}
			if len(visible(differ(other.entry, r.entry))) > 0 {
				if err := tx.keepAside(other); err != nil {
					return err
				}
			}
			r.raw = raw
		}
	}
	tx.insert(r)
	return nil
}

// arrange puts the entries in the order of a list that holds them all.
func (tx *Tx) arrange(wanted []record) {
	order := make([]record, 0, len(wanted))
	for i := range wanted {
		if at, ok := tx.index[wanted[i].entry.ID]; ok {
			order = append(order, tx.records[at])
		}
	}
	inOrder := slices.EqualFunc(order, slices.DeleteFunc(slices.Clone(tx.records), func(r record) bool { return r.raw == nil }),
		func(a, b record) bool { return a.entry.ID == b.entry.ID })
	if !inOrder {
		tx.reorder(order)
	}
}
