package vault

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// FuzzMerge merges, undoes and restores whatever two payloads hold: nothing
// panics, what comes of it is a payload again, and no entry is lost: everything
// that was on either side stands among the entries or in the bin.
func FuzzMerge(f *testing.F) {
	const entry = `{"id":"%s","type":"totp","account":"%s","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active","modified":"2026-01-31T12:00:00Z"}`
	one, two := fmt.Sprintf(entry, "one", "a"), fmt.Sprintf(entry, "two", "b")
	payload := func(rest string, entries ...string) string {
		return `{"version":1,"generation":3,` + rest + `"entries":[` + strings.Join(entries, ",") + `]}`
	}
	f.Add(payload("", one), payload("", two), payload("", one, two))
	f.Add(payload(`"revisions":["a","c"],`, one), payload(`"revisions":["b","c"],`, fmt.Sprintf(entry, "one", "z")), payload(`"revisions":["c"],`, one, two))
	f.Add(payload(`"bin":[`+one+`,1],`), payload(`"bin":[{"removed":"2026-01-31T12:00:00Z","raw":[]}],`, one, `{}`, `{}`), payload(""))
	f.Add(payload("", `42`), payload("", `{"id":"one"}`, `42`), payload("", one))
	f.Fuzz(func(t *testing.T, mineText, theirsText, baseText string) {
		mine, err := parse([]byte(mineText))
		if err != nil {
			return
		}
		theirs, err := parse([]byte(theirsText))
		if err != nil {
			return
		}
		base, err := parse([]byte(baseText))
		if err != nil {
			base = nil
		}
		if len(mine.records)+len(theirs.records) > 200 {
			return // the check below is quadratic
		}
		o := Options{Now: func() time.Time { return time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC) }, BinDays: -1}.withDefaults()
		for _, name := range []string{"merge", "restore"} {
			tx := newTx(mine, o)
			if name == "merge" {
				_, err = tx.merge(base, theirs)
			} else {
				err = tx.become(theirs.records, nil)
			}
			if err != nil {
				continue
			}
			next := assemble(tx.outcome(mine, o), tx.records, mine.generation)
			again, err := parse(next.plain)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, next.plain)
			}
			if len(again.records) != len(next.records) || len(again.bin) != len(next.bin) {
				t.Fatalf("%s: %d and %d entries became %d and %d\n%s", name, len(next.records), len(next.bin), len(again.records), len(again.bin), next.plain)
			}
			if name == "restore" {
				for i := range again.records {
					if again.records[i].entry.ID != theirs.records[i].entry.ID && theirs.records[i].entry.Status != Quarantined {
						t.Fatalf("restore: got %s in the place of %s", again.records[i].entry.ID, theirs.records[i].entry.ID)
					}
				}
			}
			for _, r := range mine.records {
				if r.entry.Status != Quarantined && !holds(again, r.entry) {
					t.Fatalf("%s lost the key of %s\n%s", name, r.entry.ID, next.plain)
				}
			}
		}
	})
}

// holds reports whether a state has a key, in use or in the bin.
func holds(s *state, e Entry) bool {
	for i := range s.records {
		if s.records[i].entry.Key.Secret.Equal(e.Key.Secret) {
			return true
		}
	}
	for i := range s.bin {
		if s.bin[i].entry.Key.Secret.Equal(e.Key.Secret) {
			return true
		}
	}
	return false
}
