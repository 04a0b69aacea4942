package vault

import (
	"slices"
	"time"
)

// Field names a part of an entry.
type Field string

// The fields of an entry, in the order in which differences are listed.
const (
	FieldIssuer    Field = "issuer"
	FieldAccount   Field = "account"
	FieldType      Field = "type"
	FieldSecret    Field = "secret"
	FieldAlgorithm Field = "algorithm"
	FieldDigits    Field = "digits"
	FieldPeriod    Field = "period"
	FieldCounter   Field = "counter"
	FieldStatus    Field = "status"
	FieldTags      Field = "tags"
	FieldFavorite  Field = "favorite"
	FieldNote      Field = "note"
	FieldEnrolment Field = "enrolment"
	FieldSpentStep Field = "spent_step"
)

// Visible reports whether people see the field change: counters, spent steps
// and how far an enrolment came change by using an entry.
func (f Field) Visible() bool {
	return f != FieldCounter && f != FieldSpentStep && f != FieldEnrolment
}

// part is a field of an entry as the functions here handle it.
type part struct {
	name Field
	same func(a, b *Entry) bool
	copy func(to, from *Entry)
}

var parts = []part{
	{FieldIssuer, func(a, b *Entry) bool { return a.Key.Issuer == b.Key.Issuer }, func(to, from *Entry) { to.Key.Issuer = from.Key.Issuer }},
	{FieldAccount, func(a, b *Entry) bool { return a.Key.Account == b.Key.Account }, func(to, from *Entry) { to.Key.Account = from.Key.Account }},
	{FieldType, func(a, b *Entry) bool { return a.Key.Type == b.Key.Type }, func(to, from *Entry) { to.Key.Type = from.Key.Type }},
	{FieldSecret, sameSecret, func(to, from *Entry) { to.Key.Secret = from.Key.Secret }},
	{FieldAlgorithm, func(a, b *Entry) bool { return a.Key.Algorithm == b.Key.Algorithm }, func(to, from *Entry) { to.Key.Algorithm = from.Key.Algorithm }},
	{FieldDigits, func(a, b *Entry) bool { return a.Key.Digits == b.Key.Digits }, func(to, from *Entry) { to.Key.Digits = from.Key.Digits }},
	{FieldPeriod, func(a, b *Entry) bool { return a.Key.Period == b.Key.Period }, func(to, from *Entry) { to.Key.Period = from.Key.Period }},
	{FieldCounter, func(a, b *Entry) bool { return a.Key.Counter == b.Key.Counter }, func(to, from *Entry) { to.Key.Counter = from.Key.Counter }},
	{FieldStatus, func(a, b *Entry) bool { return a.Status == b.Status }, func(to, from *Entry) { to.Status = from.Status }},
	{FieldTags, func(a, b *Entry) bool { return slices.Equal(a.Tags, b.Tags) }, func(to, from *Entry) { to.Tags = slices.Clone(from.Tags) }},
	{FieldFavorite, func(a, b *Entry) bool { return a.Favorite == b.Favorite }, func(to, from *Entry) { to.Favorite = from.Favorite }},
	{FieldNote, func(a, b *Entry) bool { return a.Note == b.Note }, func(to, from *Entry) { to.Note = from.Note }},
	{FieldEnrolment, sameEnrolment, func(to, from *Entry) { to.Enrolment = from.clone().Enrolment }},
	{FieldSpentStep, func(a, b *Entry) bool { return a.SpentStep == b.SpentStep }, func(to, from *Entry) { to.SpentStep = from.SpentStep }},
}

func sameSecret(a, b *Entry) bool { return a.Key.Secret.Equal(b.Key.Secret) }

func sameEnrolment(a, b *Entry) bool {
	if a.Enrolment == nil || b.Enrolment == nil {
		return a.Enrolment == b.Enrolment
	}
	return *a.Enrolment == *b.Enrolment
}

// differ lists the fields in which two entries differ.
func differ(a, b Entry) []Field {
	var fields []Field
	for _, p := range parts {
		if !p.same(&a, &b) {
			fields = append(fields, p.name)
		}
	}
	return fields
}

// visible returns the fields that people see change.
func visible(fields []Field) []Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return !f.Visible() })
}

// Changed is an entry that differs.
type Changed struct {
	ID            string
	Before, After Entry
	Fields        []Field
}

// Diff is what lies between two lists of entries. It prints no secret, whatever
// the verb.
type Diff struct {
	Added, Removed []Entry
	Changed        []Changed
	// Moved says that entries which both lists hold stand in another order.
	Moved bool
	// Same counts the entries that do not differ.
	Same int
}

// Empty reports whether nothing differs.
func (d Diff) Empty() bool {
	return len(d.Added) == 0 && len(d.Removed) == 0 && len(d.Changed) == 0 && !d.Moved
}

// Visible returns the part of the difference that people see: without counters,
// spent steps and the progress of enrolments.
func (d Diff) Visible() Diff {
	seen := d
	seen.Changed = nil
	for _, c := range d.Changed {
		if c.Fields = visible(c.Fields); len(c.Fields) > 0 {
			seen.Changed = append(seen.Changed, c)
		} else {
			seen.Same++
		}
	}
	return seen
}

// Compare tells what changed from one list of entries to another. Entries are
// matched by id.
func Compare(before, after []Entry) Diff {
	var d Diff
	old := make(map[string]int, len(before))
	for i := range before {
		old[before[i].ID] = i
	}
	kept := make([]bool, len(before))
	last := -1
	for _, e := range after {
		i, ok := old[e.ID]
		if !ok {
			d.Added = append(d.Added, e)
			continue
		}
		kept[i] = true
		if i < last {
			d.Moved = true
		}
		last = max(last, i)
		switch fields := differ(before[i], e); {
		case len(fields) > 0:
			d.Changed = append(d.Changed, Changed{ID: e.ID, Before: before[i], After: e, Fields: fields})
		default:
			d.Same++
		}
	}
	for i := range before {
		if !kept[i] {
			d.Removed = append(d.Removed, before[i])
		}
	}
	return d
}

// Merge applies to mine what differs between base and theirs, field by field.
// Fields that both sides changed, differently, are returned: they are as in
// mine, and it is the caller's part to keep theirs. Some fields never conflict:
// of two counters or spent steps of one secret the higher counts, and of two
// lists of tags everything that one side added or removed.
//
// A counter and a spent step belong to a secret and go where it goes. Where what
// both sides did to a key makes no key, mine is taken whole.
func Merge(base, mine, theirs Entry) (Entry, []Field) {
	merged := mine.clone()
	var conflicts []Field
	for _, p := range parts {
		mineSame, theirsSame := p.same(&base, &mine), p.same(&base, &theirs)
		switch {
		case theirsSame || p.same(&mine, &theirs):
		case mineSame:
			p.copy(&merged, &theirs)
		case p.name == FieldTags:
			merged.Tags = mergeTags(base.Tags, mine.Tags, theirs.Tags)
		case p.name == FieldCounter || p.name == FieldSpentStep:
			// below
		default:
			conflicts = append(conflicts, p.name)
		}
	}
	switch {
	case sameSecret(&mine, &theirs):
		if mine.Key.Counter != base.Key.Counter && theirs.Key.Counter != base.Key.Counter {
			merged.Key.Counter = max(mine.Key.Counter, theirs.Key.Counter)
		}
		merged.SpentStep = max(mine.SpentStep, theirs.SpentStep)
	case sameSecret(&merged, &theirs):
		merged.Key.Counter, merged.SpentStep = theirs.Key.Counter, theirs.SpentStep
	default:
		merged.Key.Counter, merged.SpentStep = mine.Key.Counter, mine.SpentStep
	}
	merged.Created = earlier(mine.Created, theirs.Created)
	if theirs.Modified.After(merged.Modified) {
		merged.Modified = theirs.Modified
	}
	if merged.Key.Validate() != nil && mine.Key.Validate() == nil {
		merged.Key = mine.clone().Key
		for _, f := range differ(Entry{Key: mine.Key}, Entry{Key: theirs.Key}) {
			if f.Visible() && !slices.Contains(conflicts, f) {
				conflicts = append(conflicts, f)
			}
		}
	}
	return merged.clone(), conflicts
}

// mergeTags keeps the order of mine.
func mergeTags(base, mine, theirs []string) []string {
	merged := slices.DeleteFunc(slices.Clone(mine), func(tag string) bool {
		return slices.Contains(base, tag) && !slices.Contains(theirs, tag)
	})
	for _, tag := range theirs {
		if !slices.Contains(base, tag) && !slices.Contains(merged, tag) {
			merged = append(merged, tag)
		}
	}
	return merged
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Apply saves what an editor made of an entry: base is the entry as the editor
// got it, edited what its user wants. Only fields that the user changed are
// written, so that what another process changed meanwhile stays. Fields that
// both changed, differently, are returned: the user's are taken, and the other
// version is kept in the bin. So is a version whose secret is overwritten, and
// the text of an entry in quarantine that is corrected. An entry that was
// removed meanwhile is put back.
func (tx *Tx) Apply(base, edited Entry) ([]Field, error) {
	if tx.done {
		return nil, errTxDone
	}
	id := base.ID
	if _, ok := tx.index[id]; !ok && tx.bin.find(id) >= 0 {
		if len(differ(base, edited)) == 0 {
			return nil, nil
		}
		if err := tx.PutBack(id); err != nil {
			return nil, err
		}
	}
	i, ok := tx.index[id]
	if !ok {
		return nil, ErrNoEntry.With("query", id)
	}
	present := tx.records[i]
	merged, conflicts := edited.clone(), []Field(nil)
	merged.Key = merged.Key.WithDefaults()
	if present.entry.Status != Quarantined {
		merged, conflicts = Merge(base, merged, present.entry)
	}
	err := tx.Change(id, func(e *Entry) error {
		modified := e.Modified
		*e = merged
		e.Modified = modified
		return nil
	})
	if err != nil {
		return nil, err
	}
	if tx.unchanged(i, present) {
		return nil, nil
	}
	overwritten := !sameSecret(&present.entry, &tx.records[i].entry) && !present.entry.Key.Secret.IsZero()
	if len(conflicts) > 0 || overwritten || present.entry.Status == Quarantined {
		return conflicts, tx.keepAside(present)
	}
	return conflicts, nil
}

// unchanged reports whether a record is still the same.
func (tx *Tx) unchanged(i int, r record) bool {
	now := tx.records[i].raw
	return len(now) == len(r.raw) && &now[0] == &r.raw[0]
}

// Raw returns an entry's JSON text, of an entry in the bin too, byte for byte as
// it is kept. It holds the secret: the caller wipes it.
func (tx *Tx) Raw(id string) ([]byte, error) { return rawOf(tx.records, tx.index, tx.bin.live(), id) }

// Raw returns an entry's JSON text, of an entry in the bin too, byte for byte as
// it is kept. It holds the secret: the caller wipes it.
func (v *Vault) Raw(id string) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return nil, ErrClosed
	}
	return rawOf(v.current.records, v.current.index, v.current.bin, id)
}

func rawOf(records []record, index map[string]int, bin []binned, id string) ([]byte, error) {
	if i, ok := index[id]; ok {
		return slices.Clone(records[i].raw), nil
	}
	if i := inBin(bin, id); i >= 0 {
		return bin[i].raw(), nil
	}
	return nil, ErrNoEntry.With("query", id)
}
