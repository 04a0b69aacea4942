package vault_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"sandi/internal/otp"
	"sandi/vault"
)

func newRecovery(t *testing.T, v *vault.Vault) vault.RecoveryKey {
	t.Helper()
	k, err := v.NewRecovery(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRecoveryKeyOpensWithStockAge(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("SPSE", "ayu")})
	k := newRecovery(t, v)
	id, err := age.ParseX25519Identity(k.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	if got := payload(t, v.Dir(), id); !strings.Contains(got, `"ayu"`) {
		t.Errorf("got %s", got)
	}
	add(t, v, vault.Entry{Key: key("SPSE", "budi")})
	if got := payload(t, v.Dir(), id); !strings.Contains(got, `"budi"`) {
		t.Errorf("after the next save: got %s", got)
	}
	if got := payload(t, v.Dir(), identity(t, v.Dir())); !strings.Contains(got, `"budi"`) {
		t.Error("the password no longer opens the vault")
	}
}

func TestRecoveryKeysAreListed(t *testing.T) {
	v := create(t)
	if got := v.RecoveryKeys(); len(got) != 0 {
		t.Errorf("at first: got %v", got)
	}
	first, second := newRecovery(t, v), newRecovery(t, v)
	if err := v.RecoveryTested(ctx, second.Recipient()); err != nil {
		t.Fatal(err)
	}
	want := []vault.Recovery{
		{Recipient: first.Recipient(), Created: day},
		{Recipient: second.Recipient(), Created: day, Tested: day},
	}
	for name, got := range map[string][]vault.Recovery{"here": v.RecoveryKeys(), "opened again": open(t, v.Dir()).RecoveryKeys()} {
		if d := diff(got, want); d != "" {
			t.Errorf("%s: got (+), want (-):\n%s", name, d)
		}
	}
	if err := v.RemoveRecovery(ctx, first.Recipient()); err != nil {
		t.Fatal(err)
	}
	if d := diff(open(t, v.Dir()).RecoveryKeys(), want[1:]); d != "" {
		t.Errorf("after removing one: got (+), want (-):\n%s", d)
	}
	if _, err := vault.TestRecovery(v.Dir(), first, options()); !errors.Is(err, vault.ErrNotRecovery) {
		t.Errorf("the removed one: got %v, want %v", err, vault.ErrNotRecovery)
	}
	for name, do := range map[string]func() error{
		"removed again": func() error { return v.RemoveRecovery(ctx, first.Recipient()) },
		"tested":        func() error { return v.RecoveryTested(ctx, first.Recipient()) },
		"empty":         func() error { return v.RemoveRecovery(ctx, "") },
	} {
		if err := do(); !errors.Is(err, vault.ErrNoRecovery) {
			t.Errorf("%s: got %v, want %v", name, err, vault.ErrNoRecovery)
		}
	}
}

// A recipient that another program put there is a recovery key without a past.
// Facts that a later version added are kept, those that make no sense harm nothing.
func TestForeignRecoveryFacts(t *testing.T) {
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	const kept = `[{"recipient":"age1zzz","created":"2026-01-02T03:04:05Z","news":[1]}]`
	for _, facts := range []string{`[]`, `"x"`, `[{"recipient":7}]`, `null`, `[null,[],{}]`, kept} {
		dir := craft(t, fmt.Sprintf(`{"version":1,"generation":3,"recipients":[%q],"recovery":%s,"entries":[]}`, other.Recipient(), facts))
		v := open(t, dir)
		if got := v.RecoveryKeys(); len(got) != 1 || got[0].Recipient != other.Recipient().String() || !got[0].Created.IsZero() {
			t.Errorf("%s: got %v", facts, got)
		}
		add(t, v, vault.Entry{Key: key("A", "a")})
		if got := payload(t, dir, other); facts == kept && !strings.Contains(got, kept) {
			t.Errorf("%s: got %s", facts, got)
		}
		if err := v.RecoveryTested(ctx, other.Recipient().String()); err != nil {
			t.Errorf("%s: %v", facts, err)
		}
		if got := open(t, dir).RecoveryKeys(); len(got) != 1 || !got[0].Tested.Equal(day) {
			t.Errorf("%s: tested: got %v", facts, got)
		}
	}
}

func TestTestRecovery(t *testing.T) {
	v := create(t)
	hotp := key("H", "h")
	hotp.Type, hotp.Counter = otp.HOTP, 5
	steam := key("S", "s")
	steam.Type = otp.Steam
	add(t, v, vault.Entry{Key: key("A", "a")}, vault.Entry{Key: hotp}, vault.Entry{Key: steam})
	k := newRecovery(t, v)
	want := vault.RecoveryTest{Generation: v.Generation(), Entries: 3, Recipient: k.Recipient()}
	before := tree(t, v.Dir())
	got, err := vault.TestRecovery(v.Dir(), k, options())
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if d := diff(tree(t, v.Dir()), before); d != "" {
		t.Errorf("a test wrote something:\n%s", d)
	}
	if _, err := vault.TestRecovery(t.TempDir(), k, options()); !errors.Is(err, vault.ErrNoVault) {
		t.Errorf("no vault: got %v", err)
	}
	k.Wipe()
	if _, err := vault.TestRecovery(v.Dir(), k, options()); !errors.Is(err, vault.ErrRecoveryKey) {
		t.Errorf("wiped: got %v, want %v", err, vault.ErrRecoveryKey)
	}
	stranger := newRecovery(t, create(t))
	if _, err := vault.TestRecovery(v.Dir(), stranger, options()); !errors.Is(err, vault.ErrNotRecovery) || errors.Is(err, vault.ErrDamaged) {
		t.Errorf("another vault's: got %v, want %v", err, vault.ErrNotRecovery)
	}
}

func TestTestRecoveryOfADamagedVault(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	k := newRecovery(t, v)
	name := filepath.Join(v.Dir(), "vault.age")
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)-3] ^= 1
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.TestRecovery(v.Dir(), k, options()); !errors.Is(err, vault.ErrDamaged) || errors.Is(err, vault.ErrNoGoodBackup) {
		t.Errorf("got %v, want %v with a backup", err, vault.ErrDamaged)
	}
}

const recovered = "a password that is remembered"

// tree returns the content of every file of a directory, by name.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, f os.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestRecover(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("Before", "the recovery key")})
	k := newRecovery(t, v)
	add(t, v, vault.Entry{Key: key("After", "it")})
	old := identity(t, v.Dir())
	generation := v.Generation()
	v.Close()
	r, err := vault.Recover(ctx, v.Dir(), k, []byte(recovered), options())
	if err != nil {
		t.Fatal(err)
	}
	if got := accounts(r.Entries()); got != "the recovery key it" {
		t.Errorf("got %q", got)
	}
	if got := r.Generation(); got <= generation {
		t.Errorf("got generation %d, want more than %d", got, generation)
	}
	r.Close()
	if _, err := vault.Open(v.Dir(), []byte(password), options()); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("the old password: got %v, want %v", err, vault.ErrWrongPassword)
	}
	again, err := vault.Open(v.Dir(), []byte(recovered), options())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	add(t, again, vault.Entry{Key: key("And", "on")})
	if _, err := vault.TestRecovery(v.Dir(), k, options()); err != nil {
		t.Errorf("the recovery key afterwards: %v", err)
	}
	if vault.Rotating(v.Dir()) {
		t.Error("the recovery is not ended")
	}
	// Who has the old identity opens nothing that was written since, nor what
	// was rewritten; what the recovery key could not open waits for the old
	// password.
	kept := 0
	for name, text := range tree(t, v.Dir()) {
		_, err := age.Decrypt(strings.NewReader(text), old)
		aside := strings.HasPrefix(name, "backups/before-recovery-")
		if strings.HasPrefix(filepath.Base(name), "vault-") && aside && err == nil {
			kept++
		}
		if !aside && err == nil {
			t.Errorf("%s opens with the old identity", name)
		}
	}
	if kept == 0 {
		t.Error("no backup from before the recovery key was kept")
	}
	aside, err := filepath.Glob(filepath.Join(v.Dir(), "backups", "before-recovery-*"))
	if err != nil || len(aside) != 1 {
		t.Fatalf("got %v, %v", aside, err)
	}
	if id := identity(t, aside[0]); id.String() != old.String() {
		t.Error("identity.age under the old password was not kept")
	}
}

// The identity file need not open, nor exist.
func TestRecoverWithoutAnIdentity(t *testing.T) {
	for name, lose := range map[string]func(file string) error{
		"missing": os.Remove,
		"damaged": func(f string) error { return os.WriteFile(f, []byte("age-encryption.org/v1\n"), 0o600) },
		"empty":   func(f string) error { return os.WriteFile(f, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			v := create(t)
			k := newRecovery(t, v)
			add(t, v, vault.Entry{Key: key("A", "a")})
			for _, file := range []string{"identity.age", "backups/identity.age"} {
				if err := lose(filepath.Join(v.Dir(), file)); err != nil {
					t.Fatal(err)
				}
			}
			r, err := vault.Recover(ctx, v.Dir(), k, []byte(recovered), options())
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			again, err := vault.Open(v.Dir(), []byte(recovered), options())
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if got := accounts(again.Entries()); got != "a" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A recovery that does not begin leaves everything as it was.
func TestRecoverRefuses(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	k := newRecovery(t, v)
	before := tree(t, v.Dir())
	for _, tt := range []struct {
		name, password string
		key            vault.RecoveryKey
		want           error
	}{
		{"no password", "", k, vault.ErrEmptyPassword},
		{"another vault's key", recovered, newRecovery(t, create(t)), vault.ErrNotRecovery},
		{"no key", recovered, vault.RecoveryKey{}, vault.ErrRecoveryKey},
	} {
		if _, err := vault.Recover(ctx, v.Dir(), tt.key, []byte(tt.password), options()); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	if d := diff(tree(t, v.Dir()), before); d != "" {
		t.Errorf("something was written:\n%s", d)
	}
}

func TestRecoveryKeysAreReadAsPeopleTypeThem(t *testing.T) {
	k := newRecovery(t, create(t))
	text, bare := k.Reveal(), strings.TrimPrefix(k.Reveal(), "AGE-SECRET-KEY-1")
	groups := strings.Join(k.Groups(), " ")
	for name, typed := range map[string]string{
		"as it is":            text,
		"small letters":       strings.ToLower(text),
		"groups":              groups,
		"without the prefix":  bare,
		"groups without it":   strings.Join(k.Groups()[1:], "-"),
		"over lines":          strings.ReplaceAll(groups, " ", "\r\n\t "),
		"a file of its own":   "# created: today\n# public key: " + k.Recipient() + "\n" + text + "\n",
		"typographic":         strings.ReplaceAll(groups, " ", "\u2009–\u00a0"),
		"prefix without dash": strings.ReplaceAll(text, "-", ""),
		"look-alikes":         strings.NewReplacer("0", "O", "8", "B").Replace(bare[:20]) + strings.NewReplacer("L", "1").Replace(bare[20:]),
		"prefix with l":       "AGE-SECRET-KEY-l" + bare,
	} {
		got, err := vault.ParseRecoveryKey([]byte(typed))
		if err != nil || got.Reveal() != text {
			t.Errorf("%s: not read: %v", name, err)
		}
	}
	for name, typed := range map[string]string{
		"empty":           "",
		"a letter wrong":  text[:40] + map[bool]string{true: "Q", false: "P"}[text[40] == 'P'] + text[41:],
		"two swapped":     swapped(text),
		"cut":             text[:len(text)-1],
		"longer":          text + "Q",
		"the public half": k.Recipient(),
		"an otpauth URI":  "otpauth://totp/A?secret=GEZDGNBV",
		"other prefix":    "AGE-PUBLIC-KEY-1" + bare,
		"endless":         strings.Repeat("A", 1<<20),
		"controls":        text[:20] + "\x1b[31m" + text[20:],
	} {
		if got, err := vault.ParseRecoveryKey([]byte(typed)); !errors.Is(err, vault.ErrRecoveryKey) || !got.IsZero() {
			t.Errorf("%s: got %v, want %v", name, err, vault.ErrRecoveryKey)
		} else if len(typed) > 20 && strings.Contains(err.Error(), typed[16:24]) {
			t.Errorf("%s: the error quotes what was typed: %v", name, err)
		}
	}
}

// swapped exchanges the first two neighbours that differ, after the prefix.
func swapped(text string) string {
	b := []byte(text)
	for i := 20; ; i++ {
		if b[i] != b[i+1] {
			b[i], b[i+1] = b[i+1], b[i]
			return string(b)
		}
	}
}

func TestRecoveryKeyNeverPrints(t *testing.T) {
	k := newRecovery(t, create(t))
	secret := k.Reveal()[16:]
	type wrapped struct {
		K    vault.RecoveryKey
		Kept vault.RecoveryKey
		p    *vault.RecoveryKey
		own  vault.RecoveryKey
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, x := range []any{k, &k, wrapped{K: k, p: &k}, wrapped{own: k}, []vault.RecoveryKey{k}} {
			if got := fmt.Sprintf(verb, x); strings.Contains(got, secret) || strings.Contains(got, fmt.Sprintf("%x", secret)) || strings.Contains(got, fmt.Sprint([]byte(secret))) {
				t.Errorf("%s of %T prints the key", verb, x)
			}
		}
	}
	if got := k.Groups(); strings.Join(got, "") != k.Reveal() || len(got) != 11 || len(got[10]) != 4 {
		t.Errorf("got %d groups", len(got))
	}
	copied := k
	k.Wipe()
	if copied.Reveal() != "" || !copied.IsZero() {
		t.Error("a copy survives the wiping")
	}
}

func TestRecoveryAfterARotation(t *testing.T) {
	v := create(t)
	add(t, v, vault.Entry{Key: key("A", "a")})
	k := newRecovery(t, v)
	if err := v.Rotate(ctx, []byte(recovered)); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.TestRecovery(v.Dir(), k, options()); err != nil {
		t.Errorf("got %v", err)
	}
	if got := v.RecoveryKeys(); len(got) != 1 || got[0].Recipient != k.Recipient() {
		t.Errorf("got %v", got)
	}
}

func FuzzParseRecoveryKey(f *testing.F) {
	f.Add([]byte("AGE-SECRET-KEY-1QQQQQQ"))
	f.Add([]byte("# comment\nage-secret-key-1 abc def\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		began := time.Now()
		k, err := vault.ParseRecoveryKey(text)
		if err == nil {
			again, err := vault.ParseRecoveryKey([]byte(k.Reveal()))
			if err != nil || again.Recipient() != k.Recipient() {
				t.Errorf("what was read is not read again: %v", err)
			}
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
