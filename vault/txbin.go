package vault

import (
	"slices"
	"time"
)

// txBin is the bin in a transaction. A thousand entries that are removed at once
// must not copy the bin a thousand times, so what is taken out leaves a gap.
type txBin struct {
	items []binned       // gaps have no item
	index map[string]int // made when it is first needed
	own   bool           // items is no longer the state's
}

// find returns the place of an entry, or -1.
func (b *txBin) find(id string) int {
	if b.index == nil {
		b.index = make(map[string]int, len(b.items))
		for i := range b.items {
			b.index[b.items[i].entry.ID] = i
		}
	}
	if i, ok := b.index[id]; ok {
		return i
	}
	return -1
}

func (b *txBin) change() {
	if !b.own {
		b.items, b.own = slices.Clone(b.items), true
	}
}

func (b *txBin) add(item binned) {
	b.find("") // makes the index
	b.change()
	b.index[item.entry.ID] = len(b.items)
	b.items = append(b.items, item)
}

func (b *txBin) drop(i int) {
	b.find("")
	b.change()
	delete(b.index, b.items[i].entry.ID)
	b.items[i] = binned{}
}

// record returns an entry in the bin as it was among the entries.
func (b *txBin) record(i int) record {
	return record{entry: b.items[i].entry, raw: b.items[i].raw()}
}

// live returns what is in the bin.
func (b *txBin) live() []binned {
	if !b.own {
		return b.items
	}
	return slices.DeleteFunc(slices.Clone(b.items), func(item binned) bool { return item.item == nil })
}

// Bin returns the removed entries with the changes of this transaction, the last
// removed first.
func (tx *Tx) Bin() []Removed { return listBin(tx.bin.live()) }

// Remove moves the entry with an id, quarantined or not, to the bin.
func (tx *Tx) Remove(id string) error { return tx.take(id, true) }

// Erase removes an entry for good, wherever it is: among the entries or in the
// bin. Backups still hold it.
func (tx *Tx) Erase(id string) error {
	if tx.done {
		return errTxDone
	}
	if i := tx.bin.find(id); i >= 0 {
		tx.bin.drop(i)
		tx.changed = true
		return nil
	}
	return tx.take(id, false)
}

// take removes an entry from the list, into the bin if it shall stay there.
func (tx *Tx) take(id string, toBin bool) error {
	if tx.done {
		return errTxDone
	}
	i, ok := tx.index[id]
	if !ok {
		return ErrNoEntry.With("query", id)
	}
	if toBin {
		tx.bin.add(newBinned(tx.records[i], tx.now))
	}
	delete(tx.index, id)
	tx.records[i] = record{}
	tx.changed = true
	return nil
}

// PutBack moves an entry from the bin to the end of the entries.
func (tx *Tx) PutBack(id string) error {
	if tx.done {
		return errTxDone
	}
	i := tx.bin.find(id)
	if i < 0 {
		return ErrNoEntry.With("query", id)
	}
	r := tx.bin.record(i)
	if r.entry.Status != Quarantined {
		// Its text may have another id: that of an entry which is in use.
		raw, err := encode(r.entry, r.raw)
		if err != nil {
			return err
		}
		r.raw = raw
	}
	tx.bin.drop(i)
	tx.insert(r)
	return nil
}

// insert puts a record at the end.
func (tx *Tx) insert(r record) {
	tx.index[r.entry.ID] = len(tx.records)
	tx.records = append(tx.records, r)
	tx.changed = true
}

// EmptyBin erases what was removed before a time, or everything if the time is
// zero, and returns how many entries that were.
func (tx *Tx) EmptyBin(olderThan time.Time) int {
	if tx.done {
		return 0
	}
	gone := 0
	for i := range tx.bin.items {
		at := tx.bin.items[i].at
		if tx.bin.items[i].item != nil && (olderThan.IsZero() || !at.IsZero() && at.Before(olderThan)) {
			tx.bin.drop(i)
			tx.changed = true
			gone++
		}
	}
	return gone
}

// expire erases what has been in the bin for long enough. It makes no change of
// its own: it goes along with one.
func (tx *Tx) expire(days int) {
	if days < 0 || tx.now.IsZero() {
		return
	}
	tx.EmptyBin(tx.now.AddDate(0, 0, -days))
}

// keepAside puts a copy of a record, under an id of its own, into the bin: a
// version that something else takes the place of.
func (tx *Tx) keepAside(r record) error {
	if r.entry.Status == Quarantined {
		r.entry.ID = standIns{}.id(r.raw, tx.taken)
		tx.bin.add(newBinned(r, tx.now))
		tx.changed = true
		return nil
	}
	id, err := tx.newID()
	if err != nil {
		return err
	}
	r.entry = r.entry.clone()
	r.entry.ID = id
	raw, err := encode(r.entry, r.raw)
	if err != nil {
		return err
	}
	tx.bin.add(newBinned(record{entry: r.entry, raw: raw}, tx.now))
	tx.changed = true
	return nil
}

// taken reports whether an id belongs to an entry or to something in the bin.
func (tx *Tx) taken(id string) bool {
	_, entry := tx.index[id]
	return entry || tx.bin.find(id) >= 0
}

// Move puts an entry before another in the custom order, or at the end if before
// is empty.
func (tx *Tx) Move(id, before string) error {
	if tx.done {
		return errTxDone
	}
	from, ok := tx.index[id]
	if !ok {
		return ErrNoEntry.With("query", id)
	}
	to := len(tx.records)
	if before != "" {
		if to, ok = tx.index[before]; !ok {
			return ErrNoEntry.With("query", before)
		}
	}
	if from == to || tx.onlyGaps(from+1, to) {
		return nil
	}
	moved := tx.records[from]
	list := slices.Insert(slices.Clone(tx.records), to, moved)
	if to <= from {
		from++
	}
	tx.reorder(slices.Delete(list, from, from+1))
	return nil
}

// onlyGaps reports whether no entry stands between two places.
func (tx *Tx) onlyGaps(from, to int) bool {
	if from > to {
		return false
	}
	return !slices.ContainsFunc(tx.records[from:to], func(r record) bool { return r.raw != nil })
}

// reorder takes over the same records in another order.
func (tx *Tx) reorder(list []record) {
	tx.records, tx.changed = list, true
	for i := range list {
		if list[i].raw != nil {
			tx.index[list[i].entry.ID] = i
		}
	}
}
