package order

import (
	"crypto/sha256"

	"sandi/vault"
)

// Duplicates returns, by id, the ids of the other entries that hold the same
// key. Entries without a key, such as some in quarantine, have none.
func Duplicates(entries []vault.Entry) map[string][]string {
	// Digests, so that no copy of a key outlives its entry.
	same := make(map[[sha256.Size]byte][]string, len(entries))
	for _, e := range entries {
		if e.Key.Secret.IsZero() {
			continue
		}
		raw := e.Key.Secret.Bytes()
		sum := sha256.Sum256(raw)
		clear(raw)
		same[sum] = append(same[sum], e.ID)
	}
	found := map[string][]string{}
	for _, ids := range same {
		if len(ids) < 2 {
			continue
		}
		for i, id := range ids {
			others := make([]string, 0, len(ids)-1)
			found[id] = append(append(others, ids[:i]...), ids[i+1:]...)
		}
	}
	return found
}
