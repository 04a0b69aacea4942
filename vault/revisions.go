package vault

import (
	"bytes"
	"crypto/rand"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// Every save gets a random name, its revision. A payload lists the last of them,
// so that two copies of a vault tell how they are related: one whose newest
// revision stands in the other's list is older; where neither does, both were
// changed, and the newest revision that both list is where they parted.
// Generations alone cannot tell: both sides count on.

// maxRevisions bounds the list: 64 names of 8 letters are 700 bytes. Two
// computers that saved more often since they last met are merged without a
// common base.
const maxRevisions = 64

// sureRevisions is how far back the list reaches for certain: a merge makes one
// of two lists.
const sureRevisions = maxRevisions / 4

// change says where to go back to from the last change that people see.
type change struct {
	// Before is the generation whose backup holds what was before; 0 if there
	// is none.
	Before uint64 `json:"before"`
	// Revision is what that state was called, so that a backup of another line
	// of saves is not taken for it.
	Revision string `json:"revision,omitzero"`
	// At is when the change was saved.
	At time.Time `json:"at,omitzero"`
}

// lenient reads a member whose loss harms nothing: what is not as expected is
// nothing.
func lenient[T any](value []byte) T {
	var t T
	if json.Unmarshal(value, &t) != nil {
		var none T
		return none
	}
	return t
}

// validRevisions returns what can be a list of revisions, cut to its bound.
func validRevisions(list []string) []string {
	list = slices.DeleteFunc(list, func(r string) bool { return !validID(r) })
	return list[:min(len(list), maxRevisions)]
}

// randomName returns letters and digits without look-alikes, 5 bits each. They
// come from the operating system whatever Options.Rand is: two saves with one
// name would pass for the same.
func randomName(length int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	name := make([]byte, length)
	_, _ = rand.Read(name) // cannot fail: it would end the process
	for i := range name {
		name[i] = alphabet[name[i]%32]
	}
	return string(name)
}

// nextRevision names a save and, where it has none, the vault.
func (s *state) nextRevision(old *state) {
	s.id = old.id
	if s.id == "" {
		s.id = randomName(16)
	}
	s.revisions = append([]string{randomName(8)}, old.revisions...)
	s.revisions = s.revisions[:min(len(s.revisions), maxRevisions)]
	s.change = old.change
}

// revision returns the name of the save that wrote the state.
func (s *state) revision() string {
	if len(s.revisions) == 0 {
		return ""
	}
	return s.revisions[0]
}

// appendRevisions writes the members id, revisions and change.
func appendRevisions(text []byte, s *state) []byte {
	text = append(append(append(text, `,"id":"`...), s.id...), '"')
	text = append(text, `,"revisions":[`...)
	for i, r := range s.revisions {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(append(text, '"'), r...), '"')
	}
	text = append(text, ']')
	if s.change.Before == 0 {
		return text
	}
	last, err := json.Marshal(s.change)
	if err != nil { // a year beyond 9999
		return text
	}
	return append(append(text, `,"change":`...), last...)
}

// visiblyChanged reports whether people see a difference between two lists of
// records. Records that nobody touched share their text, which makes the usual
// case quick.
func visiblyChanged(before, after []record) bool {
	i := 0
	for j := range after {
		a := &after[j]
		if a.raw == nil {
			continue
		}
		if i == len(before) || before[i].entry.ID != a.entry.ID {
			return true
		}
		b := &before[i]
		if &b.raw[0] != &a.raw[0] && !bytes.Equal(b.raw, a.raw) && len(visible(differ(b.entry, a.entry))) > 0 {
			return true
		}
		i++
	}
	return i != len(before)
}
