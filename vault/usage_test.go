package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/vault"
)

func TestUsage(t *testing.T) {
	now := day
	v := at(t, &now, nil)
	added := add(t, v, vault.Entry{Key: key("", "a")}, vault.Entry{Key: key("", "b")})
	a, b := added[0].ID, added[1].ID
	generation := v.Generation()
	use := func(id string) {
		t.Helper()
		if err := v.Used(ctx, id); err != nil {
			t.Error(err)
		}
	}
	onDisk := func() map[string]vault.Usage {
		v := open(t, v.Dir())
		defer v.Close()
		return v.Usage()
	}
	use(a)
	want := map[string]vault.Usage{a: {Count: 1, Last: day}}
	if d := diff(onDisk(), want); d != "" {
		t.Errorf("the first is written at once (-want +got):\n%s", d)
	}
	now = now.Add(59 * time.Second)
	use(b)
	if d := diff(onDisk(), want); d != "" {
		t.Errorf("within a minute (-want +got):\n%s", d)
	}
	want[b] = vault.Usage{Count: 1, Last: now}
	if d := diff(v.Usage(), want); d != "" {
		t.Errorf("in memory (-want +got):\n%s", d)
	}
	// Somebody else counts as well.
	if other := open(t, v.Dir()); other.Used(ctx, b) != nil {
		t.Error("not counted")
	}
	now = now.Add(time.Second)
	use(a)
	want = map[string]vault.Usage{a: {Count: 2, Last: now}, b: {Count: 2, Last: now.Add(-time.Second)}}
	if d := diff(onDisk(), want); d != "" {
		t.Errorf("after a minute (-want +got):\n%s", d)
	}
	use(a)
	if err := v.Used(ctx, "none"); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("got %v", err)
	}
	if v.Generation() != generation {
		t.Error("counting made a generation")
	}
	v.Close()
	if got := onDisk()[a].Count; got != 3 {
		t.Errorf("after Close: got %d, want 3", got)
	}
	if err := v.Used(ctx, a); !errors.Is(err, vault.ErrClosed) || v.Usage() != nil {
		t.Errorf("closed: got %v", err)
	}

	v = open(t, v.Dir())
	update(t, v, func(tx *vault.Tx) error { return errors.Join(tx.Remove(a), tx.Erase(b)) })
	// In the bin it is still remembered, erased it is not.
	c := add(t, v, vault.Entry{Key: key("", "c")})[0].ID
	if err := v.Used(ctx, c); err != nil {
		t.Error(err)
	}
	if got := onDisk(); len(got) != 2 || got[a].Count != 3 {
		t.Errorf("got %v", got)
	}
}

// The file may be anything: it counts for nothing then, and is made anew.
func TestUsageIsNoNeed(t *testing.T) {
	for name, spoil := range map[string]func(file string){
		"gone":    func(file string) { os.Remove(file) },
		"empty":   func(file string) { os.WriteFile(file, nil, 0o600) },
		"garbage": func(file string) { os.WriteFile(file, []byte(strings.Repeat("x", 4096)), 0o600) },
		"a directory": func(file string) {
			os.Remove(file)
			os.Mkdir(file, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := create(t)
			id := add(t, v, vault.Entry{Key: key("", "a")})[0].ID
			if err := v.Used(ctx, id); err != nil {
				t.Fatal(err)
			}
			v.Close()
			file := filepath.Join(v.Dir(), "usage.age")
			spoil(file)
			v = open(t, v.Dir())
			if got := v.Usage(); len(got) != 0 {
				t.Errorf("got %v", got)
			}
			err := v.Used(ctx, id)
			if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
				if err == nil {
					t.Error("got no error")
				}
				return
			}
			if got := open(t, v.Dir()).Usage()[id].Count; err != nil || got != 1 {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
}
