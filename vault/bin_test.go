package vault_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/vault"
)

func update(t testing.TB, v *vault.Vault, fn func(*vault.Tx) error) {
	t.Helper()
	if err := v.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// at makes a vault whose clock stands where now says.
func at(t testing.TB, now *time.Time, change func(*vault.Options)) *vault.Vault {
	t.Helper()
	o := options()
	o.Now = func() time.Time { return *now }
	if change != nil {
		change(&o)
	}
	v, err := vault.Create(filepath.Join(t.TempDir(), "sandi"), []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func bin(v *vault.Vault) string {
	var names []string
	for _, r := range v.Bin() {
		names = append(names, r.Key.Account)
	}
	return strings.Join(names, " ")
}

func TestRemovedEntriesWaitInTheBin(t *testing.T) {
	now := day
	v := at(t, &now, nil)
	full := vault.Entry{Key: key("A", "a"), Tags: []string{"x"}, Note: "n", Favorite: true}
	added := add(t, v, full, vault.Entry{Key: key("B", "b")}, vault.Entry{Key: key("C", "c")})
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(added[0].ID) })
	now = now.Add(time.Hour)
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(added[2].ID) })
	for _, v := range []*vault.Vault{v, open(t, v.Dir())} {
		if got, want := accounts(v.Entries())+" / "+bin(v), "b / c a"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		last := v.Bin()[1]
		if d := diff(last.Entry, added[0]); d != "" {
			t.Errorf("in the bin (-want +got):\n%s", d)
		}
		if !last.At.Equal(day) {
			t.Errorf("removed at %v, want %v", last.At, day)
		}
		if when, ok := v.BinExpires(last); !ok || !when.Equal(day.AddDate(0, 0, 30)) {
			t.Errorf("expires %v %v", when, ok)
		}
		if _, err := v.Get(added[0].ID); !errors.Is(err, vault.ErrNoEntry) {
			t.Errorf("Get: got %v", err)
		}
	}
	update(t, v, func(tx *vault.Tx) error { return tx.PutBack(added[0].ID) })
	for _, v := range []*vault.Vault{v, open(t, v.Dir())} {
		if got, want := accounts(v.Entries())+" / "+bin(v), "b a / c"; got != want {
			t.Errorf("put back: got %q, want %q", got, want)
		}
		if d := diff(v.Entries()[1], added[0]); d != "" {
			t.Errorf("put back (-want +got):\n%s", d)
		}
	}
	if text := payload(t, v.Dir(), identity(t, v.Dir())); strings.Count(text, `"removed"`) != 1 {
		t.Errorf("got payload %s", text)
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.PutBack(added[0].ID) }); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("PutBack of what is not in the bin: got %v", err)
	}
}

func TestBinIsEmptied(t *testing.T) {
	now := day
	v := at(t, &now, nil)
	added := add(t, v, vault.Entry{Key: key("", "a")}, vault.Entry{Key: key("", "b")}, vault.Entry{Key: key("", "c")}, vault.Entry{Key: key("", "d")})
	remove := func(i int) {
		update(t, v, func(tx *vault.Tx) error { return tx.Remove(added[i].ID) })
	}
	remove(0)
	now = now.AddDate(0, 0, 10)
	remove(1)
	update(t, v, func(tx *vault.Tx) error { return tx.Erase(added[2].ID) })
	if got, want := accounts(v.Entries())+" / "+bin(v), "d / b a"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// A month is 30 days: not on the day itself.
	now = day.AddDate(0, 0, 30)
	touch(t, v)
	if got := bin(v); got != "b a" {
		t.Errorf("after 30 days: got %q", got)
	}
	now = now.Add(time.Second)
	touch(t, v)
	if got := bin(v); got != "b" {
		t.Errorf("after 30 days and a second: got %q", got)
	}
	update(t, v, func(tx *vault.Tx) error { return tx.Erase(added[1].ID) })
	remove(3)
	update(t, v, func(tx *vault.Tx) error {
		if got := tx.EmptyBin(now); got != 0 {
			t.Errorf("EmptyBin of what is older: got %d", got)
		}
		if got := tx.EmptyBin(time.Time{}); got != 1 {
			t.Errorf("EmptyBin: got %d", got)
		}
		return nil
	})
	if got := bin(open(t, v.Dir())); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestBinKeepsForEverIfTold(t *testing.T) {
	now := day
	v := at(t, &now, func(o *vault.Options) { o.BinDays = -1 })
	added := add(t, v, vault.Entry{Key: key("", "a")})
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(added[0].ID) })
	now = now.AddDate(20, 0, 0)
	touch(t, v)
	if _, ok := v.BinExpires(v.Bin()[0]); ok || bin(v) != "a" {
		t.Errorf("got %q, %v", bin(v), ok)
	}
}

// Byte for byte, whatever it is; and never under an id that something else has.
func TestQuarantinedEntriesGoThroughTheBin(t *testing.T) {
	for _, raw := range []string{
		`{ "id" : "odd",  "type":"totp","secret":"GEZDGNBV","algorithm":"MD5","digits":6,"period":"30","status":"active","removed":"x"}`,
		`42`, `null`, `[1, 2]`,
		`{"removed":"2026-01-01T00:00:00Z","raw":1}`,
	} {
		dir := craft(t, `{"version":1,"generation":3,"entries":[`+good+`,`+raw+`]}`)
		v := open(t, dir)
		odd := v.Entries()[1]
		update(t, v, func(tx *vault.Tx) error { return tx.Remove(odd.ID) })
		v = open(t, dir)
		list := v.Bin()
		if len(list) != 1 || list[0].Status != vault.Quarantined || list[0].ID != odd.ID {
			t.Fatalf("%s: got %+v", raw, list)
		}
		if got, err := v.Raw(odd.ID); err != nil || string(got) != raw {
			t.Errorf("got raw %s, %v, want %s", got, err, raw)
		}
		update(t, v, func(tx *vault.Tx) error { return tx.PutBack(odd.ID) })
		if text := payload(t, dir, identity(t, dir)); !strings.Contains(text, "\n"+raw+"\n") {
			t.Errorf("not kept byte for byte:\n%s", text)
		}
		if got, err := open(t, dir).Raw(odd.ID); err != nil || string(got) != raw {
			t.Errorf("got raw %s, %v, want %s", got, err, raw)
		}
	}
}

// An entry under the id of another is in quarantine for that alone, and comes
// back from the bin with an id of its own.
func TestTwinsComeBackFromTheBin(t *testing.T) {
	v := open(t, craft(t, `{"version":1,"generation":3,"entries":[`+good+`,`+good+`]}`))
	twin := v.Entries()[1].ID
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(twin) })
	v = open(t, v.Dir())
	update(t, v, func(tx *vault.Tx) error { return tx.PutBack(twin) })
	v = open(t, v.Dir())
	if e, err := v.Get(twin); err != nil || e.Status != vault.Active || len(v.Entries()) != 2 {
		t.Errorf("got %+v, %v", e, err)
	}
}

// What others write into the bin never keeps a vault closed.
func TestOddBins(t *testing.T) {
	for _, tt := range []struct {
		bin  string
		want int
	}{
		{`null`, 1}, {`"x"`, 1}, {`[]`, 0}, {`[null,1]`, 2},
		{`[` + good + `]`, 1}, // the id of an entry, and no time
		{`[{"removed":5,` + good[1:] + `]`, 1},
		{`[{"removed":"2026-01-01T00:00:00Z","id":"a",` + good[len(`{"id":"good",`):] + `]`, 1},
	} {
		dir := craft(t, `{"version":1,"generation":3,"bin":`+tt.bin+`,"entries":[`+good+`]}`)
		v := open(t, dir)
		list := v.Bin()
		if len(list) != tt.want {
			t.Errorf("%s: got %+v", tt.bin, list)
			continue
		}
		for _, r := range list {
			if r.ID == "good" || r.ID == "" {
				t.Errorf("%s: got id %q", tt.bin, r.ID)
			}
			if _, err := v.Raw(r.ID); err != nil {
				t.Errorf("%s: %v", tt.bin, err)
			}
		}
		update(t, v, func(tx *vault.Tx) error {
			for _, r := range list {
				if err := tx.PutBack(r.ID); err != nil {
					t.Errorf("%s: %v", tt.bin, err)
				}
			}
			return nil
		})
		v = open(t, dir)
		if got := len(v.Entries()); got != 1+tt.want || len(v.Bin()) != 0 {
			t.Errorf("%s: got %d entries and %d in the bin", tt.bin, got, len(v.Bin()))
		}
	}
}

func TestMove(t *testing.T) {
	v := create(t)
	var ids = map[string]string{}
	for _, name := range []string{"a", "b", "c", "d"} {
		ids[name] = add(t, v, vault.Entry{Key: key("", name)})[0].ID
	}
	for _, tt := range []struct{ id, before, want string }{
		{"a", "c", "b a c d"}, {"d", "b", "d b a c"}, {"d", "", "b a c d"}, {"b", "b", "b a c d"}, {"b", "a", "b a c d"}, {"d", "c", "b a d c"},
	} {
		update(t, v, func(tx *vault.Tx) error { return tx.Move(ids[tt.id], ids[tt.before]) })
		for _, v := range []*vault.Vault{v, open(t, v.Dir())} {
			if got := accounts(v.Entries()); got != tt.want {
				t.Errorf("%s before %q: got %q, want %q", tt.id, tt.before, got, tt.want)
			}
		}
	}
	before := v.Generation()
	update(t, v, func(tx *vault.Tx) error { return tx.Move(ids["c"], "") })
	if v.Generation() != before {
		t.Error("a move to the same place was saved")
	}
	update(t, v, func(tx *vault.Tx) error {
		if err := tx.Remove(ids["a"]); err != nil {
			return err
		}
		return tx.Move(ids["c"], ids["b"])
	})
	if got := accounts(v.Entries()); got != "c b d" {
		t.Errorf("got %q", got)
	}
	for _, move := range [][2]string{{"none", ""}, {ids["b"], "none"}} {
		if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.Move(move[0], move[1]) }); !errors.Is(err, vault.ErrNoEntry) {
			t.Errorf("got %v", err)
		}
	}
}

func TestRawHoldsUnknownMembers(t *testing.T) {
	raw := strings.Replace(good, `"id":"good"`, `"id":"good","later":[1, 2]`, 1)
	v := open(t, craft(t, `{"version":1,"generation":3,"entries":[`+raw+`]}`))
	if got, err := v.Raw("good"); err != nil || string(got) != raw {
		t.Errorf("got %s, %v", got, err)
	}
	update(t, v, func(tx *vault.Tx) error { return tx.Remove("good") })
	if got, err := v.Raw("good"); err != nil || string(got) != raw {
		t.Errorf("in the bin: got %s, %v", got, err)
	}
	if _, err := v.Raw("none"); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("got %v", err)
	}
	v.Close()
	if _, err := v.Raw("good"); !errors.Is(err, vault.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
