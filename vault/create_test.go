package vault_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sandi/vault"
)

func TestCreateAndExists(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if found, err := vault.Exists(dir); found || err != nil {
		t.Errorf("Exists before: got %v, %v", found, err)
	}
	if _, err := vault.Open(dir, []byte(password), options()); !errors.Is(err, vault.ErrNoVault) {
		t.Errorf("Open: got %v, want %v", err, vault.ErrNoVault)
	}
	if _, err := vault.Create(dir, nil, options()); !errors.Is(err, vault.ErrEmptyPassword) {
		t.Errorf("Create: got %v, want %v", err, vault.ErrEmptyPassword)
	}
	v, err := vault.Create(dir, []byte(password), options())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if found, err := vault.Exists(dir); !found || err != nil {
		t.Errorf("Exists after: got %v, %v", found, err)
	}
	if _, err := vault.Create(dir, []byte("x"), options()); !errors.Is(err, vault.ErrExists) {
		t.Errorf("Create again: got %v, want %v", err, vault.ErrExists)
	}
}

// A creation that was interrupted after the identity leaves nothing to lose.
func TestInterruptedCreationIsTakenUpAgain(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "identity.age"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := vault.Exists(dir); found || err != nil {
		t.Errorf("Exists: got %v, %v", found, err)
	}
	v, err := vault.Create(dir, []byte(password), options())
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
	open(t, dir)
	if old, err := os.ReadFile(filepath.Join(dir, "identity.age.old")); string(old) != "half" {
		t.Errorf("the identity found was not set aside: %q, %v", old, err)
	}
}

func TestChangePassword(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("", "a")})
	before, _ := os.ReadFile(filepath.Join(v.Dir(), "vault.age"))
	if err := v.ChangePassword(ctx, []byte("another")); err != nil {
		t.Fatal(err)
	}
	after, _ := os.ReadFile(filepath.Join(v.Dir(), "vault.age"))
	if string(before) != string(after) {
		t.Error("vault.age was rewritten")
	}
	if _, err := vault.Open(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("old password: got %v, want %v", err, vault.ErrWrongPassword)
	}
	other, err := vault.Open(v.Dir(), []byte("another"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	add(t, v, vault.Entry{Key: key("", "b")})
	if _, err := other.Refresh(ctx); err != nil || accounts(other.Entries()) != "a b" {
		t.Errorf("got %q, %v", accounts(other.Entries()), err)
	}
	if err := v.ChangePassword(ctx, nil); !errors.Is(err, vault.ErrEmptyPassword) {
		t.Errorf("empty: got %v, want %v", err, vault.ErrEmptyPassword)
	}
}

func TestSymbolicLinks(t *testing.T) {
	v := create(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(v.Dir(), link); err != nil {
		t.Skip(err)
	}
	add(t, open(t, link), vault.Entry{Key: key("", "a")})
	// The file itself may live elsewhere, as in a synchronised directory.
	elsewhere := filepath.Join(t.TempDir(), "elsewhere.age")
	file := filepath.Join(v.Dir(), "vault.age")
	if err := errors.Join(os.Rename(file, elsewhere), os.Symlink(elsewhere, file)); err != nil {
		t.Fatal(err)
	}
	add(t, open(t, link), vault.Entry{Key: key("", "b")})
	if info, err := os.Lstat(file); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if got, want := accounts(open(t, v.Dir()).Entries()), "a b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDefaultDir(t *testing.T) {
	for _, tt := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/h"}, "/h/.local/share/sandi"},
		{"linux", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/x"}, "/x/sandi"},
		{"linux", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/h/.local/share/sandi"},
		{"darwin", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/x"}, "/h/Library/Application Support/sandi"},
		{"windows", map[string]string{"LocalAppData": "/w"}, "/w/sandi"},
	} {
		got, err := vault.DefaultDir(func(k string) string { return tt.env[k] }, tt.goos)
		if err != nil || filepath.ToSlash(got) != tt.want {
			t.Errorf("%s %v: got %q, %v, want %q", tt.goos, tt.env, got, err, tt.want)
		}
		if _, err := vault.DefaultDir(func(string) string { return "" }, tt.goos); !errors.Is(err, vault.ErrNoHome) {
			t.Errorf("%s: got %v, want %v", tt.goos, err, vault.ErrNoHome)
		}
	}
}
