package codes

import (
	"strings"

	"sandi/internal/order"
	"sandi/internal/printable"
	"sandi/vault"
)

// item is an entry prepared for drawing, sorting and searching, so that a frame
// and a keystroke touch no untrusted text again.
type item struct {
	vault.Entry
	name, account string // printable
	hay           string // lower case: what a search looks at
	at            int    // in the vault
	place         order.Place
	twin          string // printable: another entry with the same key
	twins         bool   // there is one
}

// Loaded brings the vault's entries to the screen. It is made by Prepare, in a
// command, because preparing 10,000 entries takes longer than a frame.
type Loaded struct{ items []item }

// Prepare makes the entries ready for the screen, which puts them into its
// order. They come in the order of the vault; used says how much each is used,
// by id.
func Prepare(entries []vault.Entry, used map[string]vault.Usage) Loaded {
	items := make([]item, len(entries))
	names := make(map[string]string, len(entries))
	for i, e := range entries {
		it := item{
			Entry: e, name: printable.Text(e.Key.Issuer), account: printable.Text(e.Key.Account),
			at: i, place: order.PlaceOf(e, i, used[e.ID]),
		}
		if it.name == "" {
			it.name, it.account = it.account, ""
		}
		names[e.ID] = it.name
		if it.account != "" {
			names[e.ID] += ": " + it.account
		}
		it.hay = strings.ToLower(it.name + " " + it.account + " " + printable.Text(strings.Join(e.Tags, " ")))
		if e.Practice() {
			it.hay += " latihan practice" // whatever the language is
		}
		items[i] = it
	}
	same := order.Duplicates(entries)
	for i := range items {
		if others := same[items[i].ID]; len(others) > 0 {
			items[i].twin, items[i].twins = names[others[0]], true
		}
	}
	return Loaded{items: items}
}

// filter returns the indexes of the items that have the tag, if one is given,
// and hold every word of the query.
func filter(items []item, tag, query string) []int {
	words := strings.Fields(strings.ToLower(query))
	found := make([]int, 0, len(items))
next:
	for i := range items {
		if tag != "" && !items[i].tagged(tag) {
			continue
		}
		for _, word := range words {
			if !strings.Contains(items[i].hay, word) {
				continue next
			}
		}
		found = append(found, i)
	}
	return found
}
