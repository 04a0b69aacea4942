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
	made := standIns{}
	for i := range s.bin {
		e := &s.bin[i].entry
		if _, entry := s.index[e.ID]; entry || taken[e.ID] || !validID(e.ID) {
			e.ID = made.id(s.bin[i].raw(), func(id string) bool {
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
