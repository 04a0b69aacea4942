package vault

import (
	"bytes"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// Removed is an entry in the bin.
type Removed struct {
	Entry
	// At is when it was removed; zero if the file does not say.
	At time.Time
}

// binned is a removed entry and how it stands in the file:
//
//	{"id":…,…,"removed":"2026-01-31T12:00:00Z"}
//	{"removed":"2026-01-31T12:00:00Z","raw":…}
//
// The second form keeps an entry in quarantine byte for byte.
type binned struct {
	entry Entry
	at    time.Time
	item  []byte // part of state.plain
}

const (
	memberRemoved = "removed"
	memberRaw     = "raw"
)

// newBinned makes the item of an entry that is removed.
func newBinned(r record, at time.Time) binned {
	at = at.UTC().Truncate(time.Second)
	b := binned{entry: r.entry, at: at}
	stamp, err := json.Marshal(at)
	if err != nil || at.IsZero() {
		b.at, stamp = time.Time{}, nil
	}
	switch {
	case r.entry.Status == Quarantined:
		if stamp == nil {
			stamp = []byte("null")
		}
		b.item = slices.Concat([]byte(`{"`+memberRemoved+`":`), stamp, []byte(`,"`+memberRaw+`":`), r.raw, []byte("}"))
	case stamp == nil:
		b.item = bytes.Clone(r.raw)
	default:
		b.item = splice(bytes.Clone(r.raw), appendMember(nil, memberRemoved, stamp))
	}
	return b
}

// readBinned reads an item. What cannot be read is an entry in quarantine, as
// anywhere else.
func readBinned(item []byte) binned {
	b := binned{item: item}
	raw, stamp, wrapped := unwrapItem(item)
	if wrapped {
		b.entry = decode(raw)
	} else {
		b.entry = decode(item) // a member more than usual is no harm
	}
	var at time.Time
	if stamp != nil && json.Unmarshal(stamp, &at) == nil {
		b.at = at.UTC()
	}
	return b
}

// unwrapItem finds the members that the bin adds.
func unwrapItem(item []byte) (raw, stamp []byte, wrapped bool) {
	count := 0
	err := members(item, func(name string, value []byte) error {
		count++
		switch name {
		case memberRemoved:
			stamp = value
		case memberRaw:
			raw = value
		}
		return nil
	})
	wrapped = err == nil && count == 2 && raw != nil && stamp != nil
	return raw, stamp, wrapped
}

// raw returns the entry's own text.
func (b *binned) raw() []byte {
	raw, stamp, wrapped := unwrapItem(b.item)
	if wrapped {
		return bytes.Clone(raw)
	}
	if stamp == nil {
		return bytes.Clone(b.item)
	}
	suffix := slices.Concat([]byte(`,"`+memberRemoved+`":`), stamp, []byte("}"))
	if head, ok := bytes.CutSuffix(b.item, suffix); ok {
		return append(bytes.Clone(head), '}')
	}
	// Somebody else has written it: in any order.
	var text []byte
	_ = members(b.item, func(name string, value []byte) error {
		if name != memberRemoved {
			text = appendMember(text, name, value)
		}
		return nil
	})
	return slices.Concat([]byte("{"), text, []byte("}"))
}

// parseBin reads the member "bin". A value that is no array is kept as an item
// that cannot be read.
func parseBin(value []byte) []binned {
	var list []binned
	d := scan(value)
	err := inside(d, '[', ']', func() error {
		item, err := next(d, value)
		list = append(list, readBinned(item))
		return err
	})
	if err != nil {
		return []binned{readBinned(value)}
	}
	return list
}

// appendBin writes the member "bin", one item a line, and returns where each
// ends.
func appendBin(text []byte, bin []binned) ([]byte, []int) {
	if len(bin) == 0 {
		return text, nil
	}
	ends := make([]int, len(bin))
	text = append(text, `,"bin":[`...)
	for i := range bin {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, '\n'), bin[i].item...)
		ends[i] = len(text)
	}
	return append(text, "\n]"...), ends
}

// nameBin gives the items in the bin ids by which they can be told from each
// other and from the entries.
func (s *state) nameBin() {
	taken := make(map[string]bool, len(s.bin))
	for i := range s.bin {
		e := &s.bin[i].entry
		if _, entry := s.index[e.ID]; entry || taken[e.ID] || !validID(e.ID) {
			e.ID = standIn(s.bin[i].raw(), func(id string) bool {
				_, entry := s.index[id]
				return entry || taken[id]
			})
		}
		taken[e.ID] = true
	}
}

// inBin returns the place of an entry in the bin, or -1.
func inBin(bin []binned, id string) int {
	return slices.IndexFunc(bin, func(b binned) bool { return b.entry.ID == id })
}

func listBin(bin []binned) []Removed {
	list := make([]Removed, 0, len(bin))
	for _, b := range bin {
		list = append(list, Removed{Entry: b.entry.clone(), At: b.at})
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b Removed) int { return b.At.Compare(a.At) })
	return list
}

// Bin returns the removed entries, the last removed first.
func (v *Vault) Bin() []Removed {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return nil
	}
	return listBin(v.current.bin)
}

// BinExpires returns when a removed entry is erased, or false if never. It goes
// with the first save after that.
func (v *Vault) BinExpires(r Removed) (time.Time, bool) {
	if v.options.BinDays < 0 || r.At.IsZero() {
		return time.Time{}, false
	}
	return r.At.AddDate(0, 0, v.options.BinDays), true
}

// Bin returns the removed entries with the changes of this transaction, the last
// removed first.
func (tx *Tx) Bin() []Removed { return listBin(tx.bin) }

// Remove moves the entry with an id, quarantined or not, to the bin.
func (tx *Tx) Remove(id string) error { return tx.take(id, true) }

// Erase removes an entry for good, wherever it is: among the entries or in the
// bin. Backups still hold it.
func (tx *Tx) Erase(id string) error {
	if tx.done {
		return errTxDone
	}
	if i := inBin(tx.bin, id); i >= 0 {
		tx.bin = slices.Delete(slices.Clone(tx.bin), i, i+1)
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
		tx.bin = append(slices.Clip(tx.bin), newBinned(tx.records[i], tx.now))
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
	i := inBin(tx.bin, id)
	if i < 0 {
		return ErrNoEntry.With("query", id)
	}
	r := record{entry: tx.bin[i].entry, raw: tx.bin[i].raw()}
	if r.entry.Status != Quarantined {
		// Its text may have another id: that of an entry which is in use.
		raw, err := encode(r.entry, r.raw)
		if err != nil {
			return err
		}
		r.raw = raw
	}
	tx.bin = slices.Delete(slices.Clone(tx.bin), i, i+1)
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
	kept := slices.DeleteFunc(slices.Clone(tx.bin), func(b binned) bool {
		return olderThan.IsZero() || !b.at.IsZero() && b.at.Before(olderThan)
	})
	gone := len(tx.bin) - len(kept)
	if gone > 0 {
		tx.bin, tx.changed = kept, true
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
		r.entry.ID = standIn(r.raw, tx.taken)
		tx.bin = append(slices.Clip(tx.bin), newBinned(r, tx.now))
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
	tx.bin = append(slices.Clip(tx.bin), newBinned(record{entry: r.entry, raw: raw}, tx.now))
	tx.changed = true
	return nil
}

// taken reports whether an id belongs to an entry or to something in the bin.
func (tx *Tx) taken(id string) bool {
	_, entry := tx.index[id]
	return entry || inBin(tx.bin, id) >= 0
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
