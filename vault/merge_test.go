package vault_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sandi/internal/otp"
	"sandi/vault"
)

func entry(change func(*vault.Entry)) vault.Entry {
	e := vault.Entry{
		ID: "id", Status: vault.Active, Created: day, Modified: day, Tags: []string{"a", "b"}, Note: "note",
		Key: otp.Key{Type: otp.HOTP, Issuer: "I", Account: "A", Algorithm: otp.SHA1, Digits: 6, Counter: 5, Secret: otp.NewSecret([]byte("base"))},
	}
	if change != nil {
		change(&e)
	}
	return e
}

func TestMergeByField(t *testing.T) {
	type e = *vault.Entry
	for _, tt := range []struct {
		name               string
		mine, theirs, want func(e)
		conflicts          string
	}{
		{"nothing", nil, nil, nil, ""},
		{"mine", func(e e) { e.Note = "m" }, nil, func(e e) { e.Note = "m" }, ""},
		{"theirs", nil, func(e e) { e.Note = "t" }, func(e e) { e.Note = "t" }, ""},
		{"both, other fields", func(e e) { e.Note = "m" }, func(e e) { e.Key.Issuer = "T"; e.Favorite = true }, func(e e) { e.Note = "m"; e.Key.Issuer = "T"; e.Favorite = true }, ""},
		{"both the same", func(e e) { e.Note = "x" }, func(e e) { e.Note = "x" }, func(e e) { e.Note = "x" }, ""},
		{"both differently", func(e e) { e.Note = "m"; e.Status = vault.Retired }, func(e e) { e.Note = "t"; e.Status = vault.Pending }, func(e e) { e.Note = "m"; e.Status = vault.Retired }, "status note"},
		{"tags", func(e e) { e.Tags = []string{"b", "m"} }, func(e e) { e.Tags = []string{"a", "t", "b"} }, func(e e) { e.Tags = []string{"b", "m", "t"} }, ""},
		{"counters", func(e e) { e.Key.Counter = 9; e.SpentStep = 3 }, func(e e) { e.Key.Counter = 7; e.SpentStep = 4 }, func(e e) { e.Key.Counter = 9; e.SpentStep = 4 }, ""},
		{"counter repaired", func(e e) { e.Key.Counter = 2 }, nil, func(e e) { e.Key.Counter = 2 }, ""},
		{"new secret there", func(e e) { e.Key.Counter = 9 }, func(e e) { e.Key.Secret = otp.NewSecret([]byte("theirs")); e.Key.Counter = 1 }, func(e e) { e.Key.Secret = otp.NewSecret([]byte("theirs")); e.Key.Counter = 1 }, ""},
		{"new secret here", func(e e) { e.Key.Secret = otp.NewSecret([]byte("mine")); e.Key.Counter = 1 }, func(e e) { e.Key.Counter = 9 }, func(e e) { e.Key.Secret = otp.NewSecret([]byte("mine")); e.Key.Counter = 1 }, ""},
		{"two new secrets", func(e e) { e.Key.Secret = otp.NewSecret([]byte("mine")); e.Key.Counter = 1 }, func(e e) { e.Key.Secret = otp.NewSecret([]byte("theirs")); e.Key.Counter = 2 }, func(e e) { e.Key.Secret = otp.NewSecret([]byte("mine")); e.Key.Counter = 1 }, "secret"},
		{"no key together", func(e e) { e.Key.Type, e.Key.Digits, e.Key.Period, e.Key.Counter = otp.Steam, 5, 30, 0 }, func(e e) { e.Key.Digits = 8 }, func(e e) { e.Key.Type, e.Key.Digits, e.Key.Period, e.Key.Counter = otp.Steam, 5, 30, 0 }, "digits"},
		{"enrolment", nil, func(e e) { e.Enrolment = &vault.Enrolment{User: "u"} }, func(e e) { e.Enrolment = &vault.Enrolment{User: "u"} }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, conflicts := vault.Merge(entry(nil), entry(tt.mine), entry(tt.theirs))
			if d := diff(got, entry(tt.want)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			var names []string
			for _, f := range conflicts {
				names = append(names, string(f))
			}
			if got := strings.Join(names, " "); got != tt.conflicts {
				t.Errorf("got conflicts %q, want %q", got, tt.conflicts)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	list := func(names ...string) (entries []vault.Entry) {
		for _, name := range names {
			id, note, _ := strings.Cut(name, "=")
			entries = append(entries, vault.Entry{ID: id, Note: note, Key: otp.Key{Account: id}})
		}
		return entries
	}
	for _, tt := range []struct {
		before, after, added, removed, changed string
		moved                                  bool
		same                                   int
	}{
		{"", "", "", "", "", false, 0},
		{"a b", "a b", "", "", "", false, 2},
		{"a b", "b c a=x", "c", "", "a", true, 1},
		{"a b c", "c", "", "a b", "", false, 1},
		{"a b c", "x a c y", "x y", "b", "", false, 2},
	} {
		d := vault.Compare(list(strings.Fields(tt.before)...), list(strings.Fields(tt.after)...))
		var changed []string
		for _, c := range d.Changed {
			changed = append(changed, c.ID)
		}
		got := fmt.Sprint(accounts(d.Added), "/", accounts(d.Removed), "/", strings.Join(changed, " "), d.Moved, d.Same)
		want := fmt.Sprint(tt.added, "/", tt.removed, "/", tt.changed, tt.moved, tt.same)
		if got != want {
			t.Errorf("%q → %q: got %s, want %s", tt.before, tt.after, got, want)
		}
	}
}

func TestDiffPrintsNoSecret(t *testing.T) {
	secret := otp.NewSecret([]byte("12345678901234567890"))
	d := vault.Compare([]vault.Entry{entry(nil)}, []vault.Entry{entry(func(e *vault.Entry) { e.Key.Secret = secret }), {ID: "new", Key: otp.Key{Secret: secret}}})
	if len(d.Changed) != 1 || !slices.Equal(d.Changed[0].Fields, []vault.Field{vault.FieldSecret}) {
		t.Fatalf("got %v", d)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		text := fmt.Sprintf(verb, d)
		for _, leak := range []string{"12345678901234567890", secret.Base32(), "3132333435", "0x31, 0x32", "49 50 51"} {
			if strings.Contains(text, leak) {
				t.Errorf("%s leaks %q", verb, leak)
			}
		}
	}
}

func TestApplyChangesWhatTheUserChanged(t *testing.T) {
	v := create(t)
	base := add(t, v, vault.Entry{Key: key("I", "a"), Note: "n"})[0]
	// Another process, while the editor is open.
	update(t, open(t, v.Dir()), func(tx *vault.Tx) error {
		return tx.Change(base.ID, func(e *vault.Entry) error { e.Key.Issuer, e.SpentStep, e.Note = "There", 9, "there"; return nil })
	})
	apply := func(base vault.Entry, change func(*vault.Entry)) (conflicts []vault.Field) {
		t.Helper()
		edited := base
		change(&edited)
		update(t, v, func(tx *vault.Tx) (err error) {
			conflicts, err = tx.Apply(base, edited)
			return err
		})
		return conflicts
	}
	if got := apply(base, func(e *vault.Entry) { e.Key.Account = "mine" }); len(got) != 0 || bin(v) != "" {
		t.Errorf("got conflicts %v, bin %q", got, bin(v))
	}
	e, _ := v.Get(base.ID)
	if e.Key.Issuer != "There" || e.Key.Account != "mine" || e.SpentStep != 9 || e.Note != "there" {
		t.Errorf("got %+v", e)
	}
	if got := apply(base, func(e *vault.Entry) { e.Note = "mine" }); !slices.Equal(got, []vault.Field{vault.FieldNote}) {
		t.Errorf("got conflicts %v", got)
	}
	e, _ = v.Get(base.ID)
	if list := v.Bin(); e.Note != "mine" || len(list) != 1 || list[0].Note != "there" || list[0].ID == base.ID {
		t.Errorf("got note %q, bin %+v", e.Note, list)
	}

	// Nothing edited, nothing saved.
	generation := v.Generation()
	if got := apply(e, func(*vault.Entry) {}); len(got) != 0 || v.Generation() != generation {
		t.Errorf("got %v and generation %d, want %d", got, v.Generation(), generation)
	}

	// A secret that is overwritten stays for a while.
	apply(e, func(e *vault.Entry) { e.Key.Secret = otp.NewSecret([]byte("new")) })
	if list := v.Bin(); len(list) != 2 || !list[0].Key.Secret.Equal(key("", "").Secret) {
		t.Errorf("got bin %+v", list)
	}

	// Removed meanwhile: somebody who edits an entry wants it.
	e, _ = v.Get(base.ID)
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(base.ID) })
	apply(e, func(e *vault.Entry) { e.Note = "kept" })
	if e, err := v.Get(base.ID); err != nil || e.Note != "kept" {
		t.Errorf("got %+v, %v", e, err)
	}
	update(t, v, func(tx *vault.Tx) error { return tx.Erase(base.ID) })
	err := v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Apply(e, e); return err })
	if !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("got %v", err)
	}
}

func TestApplyRepairsQuarantinedEntries(t *testing.T) {
	raw := `{"id":"odd","type":"totp","issuer":"I","account":"x","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":"often","status":"active","later":1}`
	v := open(t, craft(t, `{"version":1,"generation":1,"entries":[`+raw+`]}`))
	base := v.Entries()[0]
	edited := base
	edited.Key.Period = 30
	apply := func(tx *vault.Tx) error { _, err := tx.Apply(base, edited); return err }
	if err := v.Update(ctx, apply); !errors.Is(err, vault.ErrQuarantined) {
		t.Errorf("got %v, want %v", err, vault.ErrQuarantined)
	}
	edited.Status = vault.Active
	update(t, v, apply)
	e := v.Entries()[0]
	text, _ := v.Raw("odd")
	if e.Status != vault.Active || e.Key.Period != 30 || !strings.Contains(string(text), `"later":1`) {
		t.Errorf("got %+v, %s", e, text)
	}
	list := v.Bin()
	if len(list) != 1 {
		t.Fatalf("got bin %+v", list)
	}
	if was, err := v.Raw(list[0].ID); err != nil || string(was) != raw {
		t.Errorf("got %s, %v", was, err)
	}
}
