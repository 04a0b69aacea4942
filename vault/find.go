package vault

import "strings"

// Entries returns all entries in the order of their adding, quarantined ones
// included. A closed vault has none.
func (v *Vault) Entries() []Entry {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return nil
	}
	list := make([]Entry, 0, len(v.current.records))
	for i := range v.current.records {
		list = append(list, v.current.records[i].entry.clone())
	}
	return list
}

// Get returns the entry with an id, or ErrNoEntry.
func (v *Vault) Get(id string) (Entry, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return Entry{}, ErrClosed
	}
	return v.current.get(id)
}

func (s *state) get(id string) (Entry, error) {
	i, ok := s.index[id]
	if !ok {
		return Entry{}, ErrNoEntry.With("query", id)
	}
	return s.records[i].entry.clone(), nil
}

// Find returns the entries that a person means by a query: the one with that
// id; else those whose account, issuer or "issuer:account" is exactly that; else
// those in which it occurs in issuer, account or tags. Case does not matter
// except in ids. The empty query means all.
func (v *Vault) Find(query string) []Entry {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return nil
	}
	var found []Entry
	for _, i := range v.current.find(strings.TrimSpace(query)) {
		found = append(found, v.current.records[i].entry.clone())
	}
	return found
}

// find returns places in records.
func (s *state) find(query string) []int {
	if i, ok := s.index[query]; ok {
		return []int{i}
	}
	exact := func(e *Entry) bool {
		k := &e.Key
		return strings.EqualFold(k.Account, query) || strings.EqualFold(k.Issuer, query) ||
			strings.EqualFold(k.Issuer+":"+k.Account, query)
	}
	if query != "" {
		if found := s.filter(exact); len(found) > 0 {
			return found
		}
	}
	query = strings.ToLower(query)
	return s.filter(func(e *Entry) bool {
		k := &e.Key
		named := strings.ToLower(k.Issuer + ":" + k.Account + "\n" + k.Issuer + " " + k.Account + "\n" + strings.Join(e.Tags, "\n"))
		return strings.Contains(named, query)
	})
}

func (s *state) filter(match func(*Entry) bool) []int {
	var found []int
	for i := range s.records {
		if match(&s.records[i].entry) {
			found = append(found, i)
		}
	}
	return found
}
