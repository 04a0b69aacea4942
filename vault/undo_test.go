package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

// picture tells what people see of a vault.
func picture(v *vault.Vault) []vault.Entry {
	list := v.Entries()
	for i := range list {
		list[i].Modified = time.Time{}
	}
	return list
}

func TestUndo(t *testing.T) {
	now := day
	v := at(t, &now, nil)
	if _, err := v.Undo(ctx); !errors.Is(err, vault.ErrNothingToUndo) {
		t.Errorf("a new vault: got %v", err)
	}
	added := add(t, v, vault.Entry{Key: key("A", "a")}, vault.Entry{Key: key("B", "b")}, vault.Entry{Key: key("C", "c")})
	other := otp.NewSecret([]byte("another secret, 20 b"))
	for name, change := range map[string]func(*vault.Tx) error{
		"remove":  func(tx *vault.Tx) error { return tx.Remove(added[0].ID) },
		"erase":   func(tx *vault.Tx) error { return tx.Erase(added[1].ID) },
		"move":    func(tx *vault.Tx) error { return tx.Move(added[2].ID, added[0].ID) },
		"add":     func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "x")}); return err },
		"several": func(tx *vault.Tx) error { return errors.Join(tx.Remove(added[0].ID), tx.Move(added[1].ID, "")) },
		"fields": func(tx *vault.Tx) error {
			return tx.Change(added[0].ID, func(e *vault.Entry) error {
				e.Key.Account, e.Note, e.Tags, e.Favorite, e.Status = "z", "n", []string{"t"}, true, vault.Retired
				return nil
			})
		},
		"secret": func(tx *vault.Tx) error {
			return tx.Change(added[0].ID, func(e *vault.Entry) error { e.Key.Secret = other; return nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := v.Refresh(ctx); err != nil {
				t.Fatal(err)
			}
			before := picture(v)
			now = now.Add(time.Hour)
			changedAt := now
			update(t, v, change)
			after := picture(v)
			now = now.Add(time.Hour)
			for range 3 { // undo, redo, and so on, each by another process
				other := open(t, v.Dir())
				d, when, err := other.LastChange(ctx)
				if err != nil || d.Empty() {
					t.Fatalf("got %+v, %v", d, err)
				}
				if !when.Equal(changedAt) {
					t.Errorf("got time %v, want %v", when, changedAt)
				}
				changedAt = day // of what the other process saves
				if d, err := other.Undo(ctx); err != nil || d.Empty() {
					t.Fatalf("got %+v, %v", d, err)
				}
				if d := diff(picture(other), before); d != "" {
					t.Fatalf("(-want +got):\n%s", d)
				}
				before, after = after, before
			}
		})
	}
}

// Codes that were handed out are never handed out again, and what was not seen
// to change is not what an undo turns back.
func TestUndoLeavesCountersAlone(t *testing.T) {
	now := day
	v := at(t, &now, nil)
	counter := otp.Key{Type: otp.HOTP, Account: "h", Secret: otp.NewSecret([]byte("h"))}
	ids := add(t, v, vault.Entry{Key: counter}, vault.Entry{Key: key("", "t")})
	update(t, v, func(tx *vault.Tx) error {
		return tx.Change(ids[0].ID, func(e *vault.Entry) error { e.Note = "n"; return nil })
	})
	for range 60 { // far more saves than are kept
		update(t, v, func(tx *vault.Tx) error { _, err := tx.Advance(ids[0].ID, 1); return err })
	}
	update(t, v, func(tx *vault.Tx) error {
		return tx.Change(ids[1].ID, func(e *vault.Entry) error { e.SpentStep = 7; return nil })
	})
	d, _, err := v.LastChange(ctx)
	if err != nil || len(d.Changed) != 1 || !slices.Equal(d.Changed[0].Fields, []vault.Field{vault.FieldNote}) {
		t.Fatalf("got %+v, %v", d, err)
	}
	if _, err := v.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	h, _ := v.Get(ids[0].ID)
	other, _ := v.Get(ids[1].ID)
	if h.Note != "" || h.Key.Counter != 60 || other.SpentStep != 7 {
		t.Errorf("got note %q, counter %d, spent step %d", h.Note, h.Key.Counter, other.SpentStep)
	}

	// Removed with its last counter, and back with it.
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(ids[0].ID) })
	if _, err := v.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if h, _ = v.Get(ids[0].ID); h.Key.Counter != 60 || bin(v) != "" {
		t.Errorf("got counter %d, bin %q", h.Key.Counter, bin(v))
	}
}

// What an undo takes away can be had from the bin.
func TestUndoLosesNothing(t *testing.T) {
	v := create(t)
	id := add(t, v, vault.Entry{Key: key("", "a")})[0].ID
	if _, err := v.Undo(ctx); err != nil || len(v.Entries()) != 0 || bin(v) != "a" {
		t.Fatalf("got %v, bin %q", err, bin(v))
	}
	if _, err := v.Undo(ctx); err != nil || accounts(v.Entries()) != "a" || bin(v) != "" {
		t.Fatalf("got %v, bin %q", err, bin(v))
	}
	update(t, v, func(tx *vault.Tx) error {
		return tx.Change(id, func(e *vault.Entry) error { e.Key.Secret = otp.NewSecret([]byte("new")); return nil })
	})
	if _, err := v.Undo(ctx); err != nil || len(v.Bin()) != 1 || string(v.Bin()[0].Key.Secret.Bytes()) != "new" {
		t.Errorf("got %v, bin %q", err, bin(v))
	}
	// A backup of another line of saves is not what was before.
	update(t, v, func(tx *vault.Tx) error { return tx.Remove(id) })
	for _, name := range backups(t, v.Dir()) {
		stranger := create(t)
		file, err := os.ReadFile(filepath.Join(stranger.Dir(), "vault.age"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(v.Dir(), "backups", name), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.Undo(ctx); !errors.Is(err, vault.ErrNothingToUndo) {
		t.Errorf("got %v", err)
	}
}
