package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sandi/vault"
)

func factor(t testing.TB, dir string) int {
	t.Helper()
	n, err := vault.WorkFactor(dir)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWorkFactor(t *testing.T) {
	v := create(t)
	if got := factor(t, v.Dir()); got != 10 {
		t.Errorf("got %d, want 10", got)
	}
	for _, n := range []int{vault.MinWorkFactor - 1, vault.MaxWorkFactor + 1, 0, -1} {
		if err := v.SetWorkFactor(ctx, n, []byte(password)); !errors.Is(err, vault.ErrNotWorkFactor) {
			t.Errorf("%d: got %v, want %v", n, err, vault.ErrNotWorkFactor)
		}
	}
	if err := v.SetWorkFactor(ctx, 15, []byte("wrong")); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("wrong password: got %v, want %v", err, vault.ErrWrongPassword)
	}
	if factor(t, v.Dir()) != 10 || v.WantedWorkFactor() != 10 {
		t.Error("a refused work factor was taken")
	}
	if err := v.SetWorkFactor(ctx, 15, []byte(password)); err != nil {
		t.Fatal(err)
	}
	w := open(t, v.Dir())
	if got, wanted := factor(t, v.Dir()), w.WantedWorkFactor(); got != 15 || wanted != 15 {
		t.Errorf("got %d and wanted %d, want 15", got, wanted)
	}
	// The choice outlives entries and passwords.
	add(t, w, vault.Entry{Key: key("A", "a")})
	if err := w.ChangePassword(ctx, []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	if got := factor(t, v.Dir()); got != 15 {
		t.Errorf("after a new password: got %d, want 15", got)
	}
}

func TestUpgrade(t *testing.T) {
	v := create(t)
	v.Close()
	o := options()
	o.WorkFactor = 11
	v, err := vault.Open(v.Dir(), []byte(password), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if done, err := v.Upgrade(ctx, []byte("wrong")); done || !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("wrong password: got %v, %v", done, err)
	}
	open(t, v.Dir())
	if done, err := v.Upgrade(ctx, []byte(password)); !done || err != nil || factor(t, v.Dir()) != 11 {
		t.Errorf("got %v, %v and %d", done, err, factor(t, v.Dir()))
	}
	// Never down, and nothing to do twice.
	for _, v := range []*vault.Vault{v, open(t, v.Dir())} {
		if done, err := v.Upgrade(ctx, []byte("not even looked at")); done || err != nil {
			t.Errorf("again: got %v, %v", done, err)
		}
	}
	if got := factor(t, v.Dir()); got != 11 {
		t.Errorf("got %d, want 11", got)
	}
}

// The head of a file is read before anything vouches for it.
func TestWorkFactorOfOddFiles(t *testing.T) {
	v := create(t)
	name := filepath.Join(v.Dir(), "identity.age")
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "x", string(good[:60]), "-----BEGIN AGE ENCRYPTED FILE-----\n", strings.Repeat("A", 100000)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if n, err := vault.WorkFactor(v.Dir()); !errors.Is(err, vault.ErrDamaged) {
			t.Errorf("%.20q: got %d, %v, want %v", text, n, err, vault.ErrDamaged)
		}
	}
}
