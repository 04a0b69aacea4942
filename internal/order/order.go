// Package order says in which order entries are shown, and which of them hold
// the same key. It is pure: screen and command line sort by the same rules.
package order

import (
	"cmp"
	"slices"
	"strings"

	"sandi/vault"
)

// Order names what entries are sorted by. The words are those of the settings
// file and of `sandi list --sort`.
type Order string

// The orders.
const (
	Issuer   Order = "issuer"
	Account  Order = "account"
	MostUsed Order = "most-used"
	LastUsed Order = "last-used"
	// Custom is the order of the entries in the vault, which their owner changes
	// by moving them.
	Custom Order = "custom"
)

// All lists the orders, in the order in which they are offered.
func All() []Order { return []Order{Issuer, Account, MostUsed, LastUsed, Custom} }

// Parse returns the order of a name; Issuer and false for one that there is not.
func Parse(name string) (Order, bool) {
	if o := Order(name); slices.Contains(All(), o) {
		return o, true
	}
	return Issuer, false
}

// Next returns the order after this one, for a key that goes through all.
func (o Order) Next() Order {
	all := All()
	return all[(slices.Index(all, o)+1)%len(all)]
}

// Place is what an entry is sorted by, prepared once so that sorting 10,000
// entries folds no text again.
type Place struct {
	group           int
	favourite       bool
	name, by        string // issuer or what stands for it; account or what stands for it
	issuer, account string
	id              string
	at              int // in the vault
	use             vault.Usage
}

// PlaceOf prepares an entry. at is its index in the vault.
func PlaceOf(e vault.Entry, at int, use vault.Usage) Place {
	p := Place{
		group: group(e), favourite: e.Favorite, id: e.ID, at: at, use: use,
		issuer: strings.ToLower(e.Key.Issuer), account: strings.ToLower(e.Key.Account),
	}
	p.name, p.by = cmp.Or(p.issuer, p.account), cmp.Or(p.account, p.issuer)
	return p
}

// group puts what opens nothing last: first what is real, then practice, then
// what its service accepts no longer, then what cannot be read.
func group(e vault.Entry) int {
	switch {
	case e.Status == vault.Quarantined:
		return 3
	case e.Status == vault.Retired:
		return 2
	case e.Practice():
		return 1
	}
	return 0
}

// Group reports which entries can be moved past each other: those of one group.
func (p Place) Group() int { return p.group }

// Compare sorts by an order: below zero where a comes before b. Favourites come
// first, but not in the custom order, which is the owner's alone.
func Compare(o Order, a, b Place) int {
	if c := cmp.Compare(a.group, b.group); c != 0 {
		return c
	}
	if o == Custom {
		return cmp.Compare(a.at, b.at)
	}
	if a.favourite != b.favourite {
		if a.favourite {
			return -1
		}
		return 1
	}
	c := 0
	switch o {
	case Account:
		c = cmp.Or(strings.Compare(a.by, b.by), strings.Compare(a.issuer, b.issuer))
	case MostUsed:
		c = cmp.Or(cmp.Compare(b.use.Count, a.use.Count), b.use.Last.Compare(a.use.Last))
	case LastUsed:
		c = b.use.Last.Compare(a.use.Last)
	}
	if c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.account, b.account), strings.Compare(a.id, b.id))
}

// Sort sorts entries, which are given in the order of the vault. used says how
// much each is used, by id; nil where that is not known.
func Sort(entries []vault.Entry, o Order, used map[string]vault.Usage) {
	type pair struct {
		place Place
		entry vault.Entry
	}
	all := make([]pair, len(entries))
	for i, e := range entries {
		all[i] = pair{PlaceOf(e, i, used[e.ID]), e}
	}
	slices.SortFunc(all, func(a, b pair) int { return Compare(o, a.place, b.place) })
	for i := range all {
		entries[i] = all[i].entry
	}
}
