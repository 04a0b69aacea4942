package codes

import (
	"cmp"
	"slices"
	"strings"

	"sandi/internal/printable"
	"sandi/vault"
)

// item is an entry prepared for drawing and searching, so that a frame and a
// keystroke touch no untrusted text again.
type item struct {
	vault.Entry
	name, account string // printable
	hay           string // lower case: what a search looks at
}

// Loaded brings the vault's entries to the screen. It is made by Prepare, in a
// command, because preparing 10,000 entries takes longer than a frame.
type Loaded struct{ items []item }

// Prepare makes the entries ready for the screen and puts them into its order:
// favourites, then by name, then the same of practice; what cannot be used comes
// last.
func Prepare(entries []vault.Entry) Loaded {
	items := make([]item, len(entries))
	for i, e := range entries {
		it := item{Entry: e, name: printable.Text(e.Key.Issuer), account: printable.Text(e.Key.Account)}
		if it.name == "" {
			it.name, it.account = it.account, ""
		}
		it.hay = strings.ToLower(it.name + " " + it.account + " " + printable.Text(strings.Join(e.Tags, " ")))
		if e.Practice() {
			it.hay += " latihan practice" // whatever the language is
		}
		items[i] = it
	}
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Or(
			cmp.Compare(a.rank(), b.rank()),
			strings.Compare(a.hay, b.hay),
			strings.Compare(a.ID, b.ID),
		)
	})
	return Loaded{items: items}
}

func (it *item) rank() int {
	rank := 1
	switch {
	case it.Status == vault.Quarantined:
		return 5
	case it.Status == vault.Retired:
		return 4
	case it.Favorite:
		rank = 0
	}
	if it.Practice() {
		rank += 2 // a practice key opens nothing real: it never comes first
	}
	return rank
}

// filter returns the indexes of the items that hold every word of the query.
func filter(items []item, query string) []int {
	words := strings.Fields(strings.ToLower(query))
	found := make([]int, 0, len(items))
next:
	for i := range items {
		for _, word := range words {
			if !strings.Contains(items[i].hay, word) {
				continue next
			}
		}
		found = append(found, i)
	}
	return found
}
