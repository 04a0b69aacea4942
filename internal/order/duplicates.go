package order

import (
	"slices"

	"sandi/vault"
)

// Duplicates returns, by id, the ids of the other entries that hold the same
// key. Entries without a key, such as some in quarantine, have none.
func Duplicates(entries []vault.Entry) map[string][]string {
	// Sorted in place, because a map of keys or of their digests would leave
	// copies of them on the heap and on stacks.
	sorted := make([]*vault.Entry, 0, len(entries))
	for i := range entries {
		if !entries[i].Key.Secret.IsZero() {
			sorted = append(sorted, &entries[i])
		}
	}
	slices.SortStableFunc(sorted, func(a, b *vault.Entry) int { return a.Key.Secret.Compare(b.Key.Secret) })
	found := map[string][]string{}
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].Key.Secret.Equal(sorted[0].Key.Secret) {
			n++
		}
		same := sorted[:n]
		sorted = sorted[n:]
		if n < 2 {
			continue
		}
		for i, e := range same {
			others := make([]string, 0, n-1)
			for j, o := range same {
				if i != j {
					others = append(others, o.ID)
				}
			}
			found[e.ID] = others
		}
	}
	return found
}
