package vault_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sandi/internal/otp"
	"sandi/vault"
)

const password = "correct horse battery staple"

var (
	ctx = context.Background()
	day = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
)

// options make the key derivation cheap.
func options() vault.Options {
	return vault.Options{WorkFactor: 10, Now: func() time.Time { return day }}
}

func create(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := vault.Create(filepath.Join(t.TempDir(), "sandi"), []byte(password), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func open(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir, []byte(password), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func key(issuer, account string) otp.Key {
	return otp.Key{Issuer: issuer, Account: account, Secret: otp.NewSecret([]byte("12345678901234567890"))}
}

func add(t testing.TB, v *vault.Vault, entries ...vault.Entry) []vault.Entry {
	t.Helper()
	var added []vault.Entry
	err := v.Update(ctx, func(tx *vault.Tx) error {
		for _, e := range entries {
			e, err := tx.Add(e)
			if err != nil {
				return err
			}
			added = append(added, e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func diff(got, want any) string { return cmp.Diff(want, got, cmpopts.EquateErrors()) }

func accounts(entries []vault.Entry) string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Key.Account)
	}
	return strings.Join(names, " ")
}

func TestEntriesSurviveClosing(t *testing.T) {
	v := create(t)
	full := vault.Entry{
		Key: otp.Key{
			Type: otp.TOTP, Issuer: "SPSE \"Contoh\"", Account: "ayu@contoh.go.id", Algorithm: otp.SHA512, Digits: 8, Period: 60,
			Secret: otp.NewSecret([]byte{0, 1, 2, 253, 254, 255}),
		},
		Status: vault.Pending, Tags: []string{"kerja", "日本"}, Favorite: true, Note: "two\nlines",
		SpentStep: 58_000_001,
		Enrolment: &vault.Enrolment{Service: "practice", Address: "http://127.0.0.1:8484", Role: "penyedia", User: "ayu", State: "KEY_SHOWN", Practice: true},
	}
	counter := vault.Entry{Key: otp.Key{Type: otp.HOTP, Account: "b", Secret: otp.NewSecret([]byte("b")), Counter: 1<<64 - 1}}
	steam := vault.Entry{Key: otp.Key{Type: otp.Steam, Account: "c", Secret: otp.NewSecret([]byte("c"))}}
	added := add(t, v, full, counter, steam)

	want := full
	want.ID, want.Created, want.Modified = added[0].ID, day, day
	if d := diff(added[0], want); d != "" {
		t.Errorf("Add returned (-want +got):\n%s", d)
	}
	if got := added[2].Key.Digits; got != otp.SteamDigits {
		t.Errorf("digits of a Steam key: got %d, want %d", got, otp.SteamDigits)
	}
	v.Close()
	if d := diff(open(t, v.Dir()).Entries(), added); d != "" {
		t.Errorf("after opening again (-want +got):\n%s", d)
	}
}

func TestChangeAndRemove(t *testing.T) {
	v := create(t)
	added := add(t, v, vault.Entry{Key: key("A", "a")}, vault.Entry{Key: key("B", "b")}, vault.Entry{Key: key("C", "c")})
	err := v.Update(ctx, func(tx *vault.Tx) error {
		if err := tx.Remove(added[1].ID); err != nil {
			return err
		}
		if _, err := tx.Get(added[1].ID); !errors.Is(err, vault.ErrNoEntry) {
			t.Errorf("Get of a removed entry: got %v, want %v", err, vault.ErrNoEntry)
		}
		return tx.Change(added[2].ID, func(e *vault.Entry) error {
			e.ID, e.Key.Account, e.Status = "other", "cc", vault.Retired
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []*vault.Vault{v, open(t, v.Dir())} {
		got := v.Entries()
		if accounts(got) != "a cc" || got[1].Status != vault.Retired || got[1].ID != added[2].ID {
			t.Errorf("got %+v", got)
		}
	}
	for _, missing := range []func(*vault.Tx) error{
		func(tx *vault.Tx) error { return tx.Remove(added[1].ID) },
		func(tx *vault.Tx) error { return tx.Change(added[1].ID, func(*vault.Entry) error { return nil }) },
	} {
		if err := v.Update(ctx, missing); !errors.Is(err, vault.ErrNoEntry) {
			t.Errorf("got %v, want %v", err, vault.ErrNoEntry)
		}
	}
}

func TestFailedTransactionChangesNothing(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	before := snapshot(t, v.Dir())
	wrong := errors.New("wrong")
	err := v.Update(ctx, func(tx *vault.Tx) error {
		if _, err := tx.Add(vault.Entry{Key: key("B", "b")}); err != nil {
			return err
		}
		return wrong
	})
	if !errors.Is(err, wrong) {
		t.Errorf("got %v, want %v", err, wrong)
	}
	nothing := func(tx *vault.Tx) error {
		return tx.Change(tx.Entries()[0].ID, func(*vault.Entry) error { return nil })
	}
	if err := v.Update(ctx, nothing); err != nil {
		t.Error(err)
	}
	if accounts(v.Entries()) != "a" {
		t.Errorf("entries: got %q, want %q", accounts(v.Entries()), "a")
	}
	if d := cmp.Diff(before, snapshot(t, v.Dir())); d != "" {
		t.Errorf("files changed (-want +got):\n%s", d)
	}
}

func TestAddRefusesWhatMakesNoCodes(t *testing.T) {
	v := create(t)
	for _, tt := range []struct {
		name  string
		entry vault.Entry
		want  error
	}{
		{"no secret", vault.Entry{Key: otp.Key{Account: "a"}}, otp.ErrSecretEmpty},
		{"period", vault.Entry{Key: otp.Key{Secret: otp.NewSecret([]byte("a")), Period: -1}}, otp.ErrPeriod},
		{"type", vault.Entry{Key: otp.Key{Secret: otp.NewSecret([]byte("a")), Type: "x"}}, otp.ErrType},
	} {
		err := v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(tt.entry); return err })
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Add(vault.Entry{Key: key("", "a"), Status: vault.Quarantined})
		return err
	}); err == nil {
		t.Error("status quarantined: got no error")
	}
}

func TestHandedOutEntriesAreCopies(t *testing.T) {
	v := create(t)
	mine := vault.Entry{Key: key("A", "a"), Tags: []string{"x"}, Enrolment: &vault.Enrolment{User: "u"}}
	e := add(t, v, mine)[0]
	want := v.Entries()
	for _, spoil := range []vault.Entry{mine, e, v.Entries()[0], v.Find("a")[0]} {
		spoil.Key.Secret.Wipe()
		spoil.Tags[0] = "y"
		spoil.Enrolment.User = "v"
	}
	if d := diff(v.Entries(), want); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestFind(t *testing.T) {
	v := create(t)
	added := add(t, v,
		vault.Entry{Key: key("GitHub", "ayu")},
		vault.Entry{Key: key("GitHub", "budi"), Tags: []string{"kerja"}},
		vault.Entry{Key: key("GitLab", "ayu")},
		vault.Entry{Key: key("SPSE", "github-admin")},
	)
	for _, tt := range []struct{ query, want string }{
		{added[3].ID, "github-admin"},
		{"AYU", "ayu ayu"},
		{"github", "ayu budi"},
		{"github:ayu", "ayu"},
		{"github ayu", "ayu"},
		{"git", "ayu budi ayu github-admin"},
		{"KERJA", "budi"},
		{" budi ", "budi"},
		{"nothing", ""},
		{"", "ayu budi ayu github-admin"},
	} {
		if got := accounts(v.Find(tt.query)); got != tt.want {
			t.Errorf("Find(%q): got %q, want %q", tt.query, got, tt.want)
		}
	}
	if got, err := v.Get(added[1].ID); err != nil || got.Key.Account != "budi" {
		t.Errorf("Get: got %v, %v", got.Key.Account, err)
	}
	if _, err := v.Get("nothing"); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("Get: got %v, want %v", err, vault.ErrNoEntry)
	}
}

func TestOtherOpenVaultsAreMergedAndSeen(t *testing.T) {
	a := create(t)
	b := open(t, a.Dir())
	add(t, a, vault.Entry{Key: key("", "first")})
	if got := accounts(b.Entries()); got != "" {
		t.Errorf("before Refresh: got %q", got)
	}
	add(t, b, vault.Entry{Key: key("", "second")})
	if got, want := accounts(b.Entries()), "first second"; got != want {
		t.Errorf("b: got %q, want %q", got, want)
	}
	for _, want := range []bool{true, false} {
		if changed, err := a.Refresh(ctx); err != nil || changed != want {
			t.Errorf("Refresh: got %v, %v, want %v", changed, err, want)
		}
	}
	if got, want := accounts(a.Entries()), "first second"; got != want {
		t.Errorf("a: got %q, want %q", got, want)
	}
}

// So many that they are decoded on several processors.
func TestManyEntriesKeepTheirOrder(t *testing.T) {
	v := create(t)
	want := add(t, v, entries(1001)...)
	if d := diff(open(t, v.Dir()).Entries(), want); d != "" {
		t.Errorf("(-want +got):\n%.2000s", d)
	}
}

func TestReadBackReadsTheDisk(t *testing.T) {
	a := create(t)
	id := add(t, a, vault.Entry{Key: key("", "old")})[0].ID
	b := open(t, a.Dir())
	if err := b.Update(ctx, func(tx *vault.Tx) error {
		return tx.Change(id, func(e *vault.Entry) error { e.Key.Account = "new"; return nil })
	}); err != nil {
		t.Fatal(err)
	}
	e, err := a.ReadBack(ctx, id)
	if err != nil || e.Key.Account != "new" || !e.Key.Secret.Equal(key("", "").Secret) {
		t.Errorf("got %v, %v", e.Key.Account, err)
	}
	if got := accounts(a.Entries()); got != "old" {
		t.Errorf("entries: got %q, want them left alone", got)
	}
}

func TestReadBackupReadsTheNewestBackup(t *testing.T) {
	v := create(t)
	a := add(t, v, vault.Entry{Key: key("", "a")})[0]
	b := add(t, v, vault.Entry{Key: key("", "b")})[0]
	for _, want := range []vault.Entry{a, b} {
		if got, err := v.ReadBackup(ctx, want.ID); err != nil || diff(got, want) != "" {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	if err := os.RemoveAll(filepath.Join(v.Dir(), "backups")); err != nil {
		t.Fatal(err)
	}
	if _, err := v.ReadBackup(ctx, a.ID); !errors.Is(err, vault.ErrNoEntry) {
		t.Errorf("without backups: got %v, want %v", err, vault.ErrNoEntry)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	v := create(t)
	backups := filepath.Join(v.Dir(), "backups")
	if err := errors.Join(os.RemoveAll(backups), os.WriteFile(backups, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, v.Dir())
	err := v.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Add(vault.Entry{Key: key("", "a")}); return err })
	if !errors.Is(err, vault.ErrUnreadable) && !errors.Is(err, vault.ErrNotSaved) {
		t.Errorf("Update: got %v", err)
	}
	if d := diff(snapshot(t, v.Dir()), before); d != "" || len(v.Entries()) != 0 {
		t.Errorf("something changed:\n%s", d)
	}
	if _, err := vault.Create(filepath.Join(backups, "v"), []byte(password), options()); !errors.Is(err, vault.ErrNotSaved) && !errors.Is(err, vault.ErrUnreadable) {
		t.Errorf("Create: got %v, want %v", err, vault.ErrNotSaved)
	}
}

func TestWithoutClock(t *testing.T) {
	v, err := vault.Create(filepath.Join(t.TempDir(), "v"), []byte(password), vault.Options{WorkFactor: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	e := add(t, v, vault.Entry{Key: key("", "a")})[0]
	if err := v.Update(ctx, func(tx *vault.Tx) error {
		return tx.Change(e.ID, func(e *vault.Entry) error { e.Note = "n"; return nil })
	}); err != nil {
		t.Fatal(err)
	}
	got := open(t, v.Dir()).Entries()[0]
	if !got.Created.IsZero() || !got.Modified.IsZero() || got.Note != "n" {
		t.Errorf("got %+v", got)
	}
}

// Invalid UTF-8 comes from clipboards and other programs' files.
func TestTextThatIsNotUTF8IsMadeSo(t *testing.T) {
	v := create(t)
	e := add(t, v, vault.Entry{Key: key("", "a"), Note: "x\xffy", Tags: []string{"\xfe"}})[0]
	want := vault.Entry{Note: "x\ufffdy", Tags: []string{"\ufffd"}}
	got, err := open(t, v.Dir()).Get(e.ID)
	if err != nil || got.Note != want.Note || got.Tags[0] != want.Tags[0] {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestConcurrentUse(t *testing.T) {
	v := create(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 5 {
				add(t, v, vault.Entry{Key: key("", fmt.Sprintf("%d-%d", i, j))})
				v.Find("1")
				if _, err := v.Refresh(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := len(v.Entries()); got != 20 {
		t.Errorf("got %d entries, want 20", got)
	}
}

func TestClosed(t *testing.T) {
	v := create(t)
	e := add(t, v, vault.Entry{Key: key("", "a")})[0]
	held := v.Entries()[0]
	v.Close()
	v.Close()
	if got := v.Entries(); got != nil {
		t.Errorf("entries: got %v", got)
	}
	if _, err := v.Get(e.ID); !errors.Is(err, vault.ErrClosed) {
		t.Errorf("Get: got %v", err)
	}
	if err := v.Update(ctx, func(*vault.Tx) error { return nil }); !errors.Is(err, vault.ErrClosed) {
		t.Errorf("Update: got %v", err)
	}
	if !held.Key.Secret.Equal(e.Key.Secret) || held.Key.Secret.IsZero() {
		t.Error("an entry that was handed out lost its key")
	}
}

// snapshot returns the names and contents of all files, except the lock.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "vault.lock" {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
