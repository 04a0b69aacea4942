package vault

import (
	"bytes"
)

// merge takes over what another copy of the vault has, given the state that both
// come from, or nil. The order of the entries stays as it is here.
func (tx *Tx) merge(base, other *state) ([]EntryConflict, error) {
	switch base {
	case other:
		return nil, nil // all of it is here
	case nil:
		base = &state{}
	}
	var conflicts []EntryConflict
	for i := range other.records {
		theirs := &other.records[i]
		var err error
		var conflict *EntryConflict
		if at, ok := tx.index[theirs.entry.ID]; ok {
			conflict, err = tx.mergeOne(at, base.find1(theirs.entry.ID), theirs)
		} else {
			err = tx.mergeAbsent(base.find1(theirs.entry.ID), theirs)
		}
		if err != nil {
			return nil, err
		}
		if conflict != nil {
			conflicts = append(conflicts, *conflict)
		}
	}
	there := txBin{items: other.bin}
	for i := range tx.records {
		mine := tx.records[i]
		if mine.raw == nil || other.find1(mine.entry.ID) != nil {
			continue
		}
		if removedThere(base.find1(mine.entry.ID), &mine, &there) {
			if err := tx.Remove(mine.entry.ID); err != nil {
				return nil, err
			}
		}
	}
	for i := range other.bin {
		b := other.bin[i]
		if !tx.taken(b.entry.ID) && base.find1(b.entry.ID) == nil {
			b.item, b.entry = bytes.Clone(b.item), b.entry.clone()
			tx.bin.add(b)
			tx.changed = true
		}
	}
	return conflicts, nil
}

// find1 returns the record with an id, or nil.
func (s *state) find1(id string) *record {
	if i, ok := s.index[id]; ok {
		return &s.records[i]
	}
	return nil
}

// mergeOne merges an entry that both sides have.
func (tx *Tx) mergeOne(at int, base, theirs *record) (*EntryConflict, error) {
	mine := tx.records[at]
	switch {
	case bytes.Equal(mine.raw, theirs.raw), base != nil && bytes.Equal(base.raw, theirs.raw):
		return nil, nil
	case mine.entry.Status == Quarantined || theirs.entry.Status == Quarantined:
		// Nothing is known of what it means: a version is taken whole.
		if base != nil && bytes.Equal(base.raw, mine.raw) {
			tx.records[at] = record{entry: theirs.entry.clone(), raw: bytes.Clone(theirs.raw)}
			tx.changed = true
			return nil, nil
		}
		return &EntryConflict{ID: mine.entry.ID}, tx.keepAside(record{entry: theirs.entry.clone(), raw: bytes.Clone(theirs.raw)})
	case base == nil || base.entry.Status == Quarantined:
		return tx.mergeNewer(at, theirs)
	}
	merged, fields := Merge(base.entry, mine.entry, theirs.entry)
	err := tx.Change(mine.entry.ID, func(e *Entry) error { *e = merged; return nil })
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	return &EntryConflict{mine.entry.ID, fields}, tx.keepAside(*theirs)
}

// mergeNewer takes the version that was changed last, where it is not known what
// each side changed.
func (tx *Tx) mergeNewer(at int, theirs *record) (*EntryConflict, error) {
	mine := tx.records[at]
	fields := visible(differ(mine.entry, theirs.entry))
	winner, loser := mine.entry, *theirs
	if len(fields) > 0 && theirs.entry.Modified.After(mine.entry.Modified) {
		winner, loser = theirs.entry, mine
	}
	winner = winner.clone()
	if sameSecret(&mine.entry, &theirs.entry) {
		winner.Key.Counter = max(mine.entry.Key.Counter, theirs.entry.Key.Counter)
		winner.SpentStep = max(mine.entry.SpentStep, theirs.entry.SpentStep)
	}
	err := tx.Change(mine.entry.ID, func(e *Entry) error { *e = winner; return nil })
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	return &EntryConflict{mine.entry.ID, fields}, tx.keepAside(loser)
}

// mergeAbsent decides about an entry that only the other side has: it was added
// there, or removed here.
func (tx *Tx) mergeAbsent(base, theirs *record) error {
	if base != nil {
		if bytes.Equal(base.raw, theirs.raw) || len(visible(differ(base.entry, theirs.entry))) == 0 {
			return nil
		}
		// Who edits an entry wants it. What was removed is what they edited.
		if i := tx.bin.find(theirs.entry.ID); i >= 0 && bytes.Equal(tx.bin.record(i).raw, base.raw) {
			tx.bin.drop(i)
		}
		return tx.bring(theirs)
	}
	if i := tx.bin.find(theirs.entry.ID); i >= 0 && !theirs.entry.Modified.After(tx.bin.items[i].at) {
		return nil
	}
	return tx.bring(theirs)
}

// removedThere reports whether an entry that the other side lacks was removed
// there, and nobody changed it here since.
func removedThere(base, mine *record, bin *txBin) bool {
	if base != nil {
		return bytes.Equal(base.raw, mine.raw) || base.entry.Status != Quarantined && len(visible(differ(base.entry, mine.entry))) == 0
	}
	i := bin.find(mine.entry.ID)
	return i >= 0 && bin.items[i].at.After(mine.entry.Modified)
}
