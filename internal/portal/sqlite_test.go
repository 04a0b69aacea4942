package portal_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

func contains(text, secret string) bool {
	return strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret)))
}

// reopen ends a portal and starts another on the same directory.
func reopen(t *testing.T, dir string, c *manualClock, o portal.Options) (*portal.Portal, portal.Store) {
	t.Helper()
	store, err := portal.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	o.Clock, o.Store, o.HashCost = c, store, cheap
	p, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p, store
}

func TestStateSurvivesARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a ?dir#with%odd", "names")
	c := &manualClock{now: start}
	o := portal.Options{Demo: true, LockAfter: 3}
	ctx := t.Context()
	var key otp.Key
	var waiting, open portal.Token
	var demo []portal.DemoAccount

	p, store := reopen(t, dir, c, o)
	demo, err := p.DemoAccounts(ctx)
	if err != nil || len(demo) != 4 {
		t.Fatalf("got %v, %v", demo, err)
	}
	session, err := p.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.Enable(ctx); err != nil {
		t.Fatal(err)
	}
	waiting = session.Token()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	p, store = reopen(t, dir, c, o)
	if again, err := p.DemoAccounts(ctx); err != nil || fmt.Sprint(again) != fmt.Sprint(demo) {
		t.Errorf("the demonstration accounts changed: %v", err)
	}
	c.Advance(3 * time.Second)
	session, err = p.Resume(ctx, waiting)
	if err != nil {
		t.Fatal(err)
	}
	b, err := session.Barcode(ctx)
	if err != nil || !b.Ready {
		t.Fatalf("got %v, %v", b, err)
	}
	key = b.Key
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	p, store = reopen(t, dir, c, o)
	session, err = p.Resume(ctx, waiting)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := session.Barcode(ctx); err != nil || !b.Key.Secret.Equal(key.Secret) || b.URI() == "" {
		t.Fatalf("KEY_SHOWN shows another secret after a restart: %v", err)
	}
	if err := session.Logout(ctx); err != nil {
		t.Fatal(err)
	}
	session, err = p.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password))
	if err != nil {
		t.Fatal(err)
	}
	open = session.Token()
	code, _ := key.CodeAt(c.Now())
	if err := session.SubmitCode(ctx, code.Reveal()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	p, store = reopen(t, dir, c, o)
	session, err = p.Resume(ctx, open)
	if err != nil || session.State() != portal.InProtected {
		t.Fatalf("got %v, %v", session, err)
	}
	session, err = p.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // replays count as failures too
		if err := session.SubmitCode(ctx, code.Reveal()); !errors.Is(err, portal.ErrCodeRefused) {
			t.Fatalf("a spent code works after a restart: %v", err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	c.Advance(time.Minute)
	p, store = reopen(t, dir, c, o)
	session, err = p.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password))
	if err != nil {
		t.Fatal(err)
	}
	code, _ = key.CodeAt(c.Now())
	if err := session.SubmitCode(ctx, code.Reveal()); !errors.Is(err, portal.ErrCodeRefused) {
		t.Fatalf("the lock-out is forgotten after a restart: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	// Without demonstration accounts their public passwords open nothing.
	o.Demo = false
	p, store = reopen(t, dir, c, o)
	if _, err = p.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password)); !errors.Is(err, portal.ErrBadCredentials) {
		t.Errorf("got %v", err)
	}
	if _, err = p.Resume(ctx, open); !errors.Is(err, portal.ErrNoSession) {
		t.Errorf("got %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// What lies on disk tells neither passwords nor tokens nor TOTP secrets, and
// only the owner can read it.
func TestFilesKeepSecrets(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	store := openStore(t, dir)
	s := newSite(t, portal.Options{Store: store, Demo: true})
	demo, err := s.DemoAccounts(t.Context())
	s.must(err)
	session := s.signIn()
	key := s.show(session)
	protected := s.signIn()
	s.must(protected.SubmitCode(t.Context(), s.code(key, 0)))
	secrets := [][]byte{
		[]byte(password), []byte(demo[0].Password), []byte(session.Token().Reveal()), key.Secret.Bytes(), []byte(key.Secret.Base32()),
		[]byte(strings.ToLower(key.Secret.Base32())), []byte(hex.EncodeToString(key.Secret.Bytes())),
	}
	files := 0
	s.must(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d.Name(), info.Mode())
		}
		if d.IsDir() {
			return nil
		}
		files++
		content, err := os.ReadFile(path)
		for i, secret := range secrets {
			if bytes.Contains(content, secret) {
				t.Errorf("%s holds secret %d in the clear", d.Name(), i)
			}
		}
		return err
	}))
	if files < 3 { // database, write-ahead log, key
		t.Errorf("looked into %d files only", files)
	}
}

func TestDamagedStores(t *testing.T) {
	fresh := func(t *testing.T) string {
		dir := t.TempDir()
		s, store := reopen(t, dir, &manualClock{now: start}, portal.Options{})
		if err := s.AddAccount(t.Context(), portal.Penyedia, user, []byte(password)); err != nil {
			t.Fatal(err)
		}
		a := fullAccount()
		do(t, store, func(tx portal.Tx) error { return tx.PutAccount(a) })
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	write := func(t *testing.T, path string, b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name   string
		damage func(t *testing.T, db, key string)
		want   error
	}{
		{"intact", func(*testing.T, string, string) {}, nil},
		{"no key", func(t *testing.T, _, key string) {
			if err := os.Remove(key); err != nil {
				t.Fatal(err)
			}
		}, portal.ErrStoreDamaged},
		{"short key", func(t *testing.T, _, key string) { write(t, key, []byte("short")) }, portal.ErrStoreDamaged},
		{"long key", func(t *testing.T, _, key string) { write(t, key, make([]byte, 33)) }, portal.ErrStoreDamaged},
		{"another key", func(t *testing.T, _, key string) { write(t, key, make([]byte, 32)) }, portal.ErrStoreDamaged},
		{"not a database", func(t *testing.T, db, _ string) { write(t, db, bytes.Repeat([]byte("x"), 9000)) }, portal.ErrStoreDamaged},
		{"cut short", func(t *testing.T, db, _ string) {
			if err := os.Truncate(db, 5000); err != nil {
				t.Fatal(err)
			}
		}, portal.ErrStoreDamaged},
		{"of the future", func(t *testing.T, db, _ string) {
			b, err := os.ReadFile(db)
			if err != nil {
				t.Fatal(err)
			}
			copy(b[60:64], []byte{0, 0, 0, 99}) // user_version in SQLite's header
			write(t, db, b)
		}, portal.ErrStoreNewer},
		{"a directory in its place", func(t *testing.T, db, _ string) {
			if err := errors.Join(os.Remove(db), os.Mkdir(db, 0o700)); err != nil {
				t.Fatal(err)
			}
		}, portal.ErrStore},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := fresh(t)
			tt.damage(t, filepath.Join(dir, "portal.db"), filepath.Join(dir, "portal.key"))
			store, err := portal.OpenStore(dir)
			if err == nil {
				err = store.Do(t.Context(), func(tx portal.Tx) error {
					_, err := tx.Accounts()
					return err
				})
				if closed := store.Close(); closed != nil {
					t.Log(closed)
				}
			}
			if !errors.Is(err, tt.want) || (tt.want == nil && err != nil) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	t.Run("no directory", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		write(t, file, nil)
		if _, err := portal.OpenStore(filepath.Join(file, "below")); !errors.Is(err, portal.ErrStore) {
			t.Errorf("got %v", err)
		}
	})
}

// A flipped bit in the database is reported or harmless: it never crashes the
// portal, and never yields another secret.
func TestFlippedBits(t *testing.T) {
	dir := t.TempDir()
	_, store := reopen(t, dir, &manualClock{now: start}, portal.Options{})
	account := fullAccount()
	do(t, store, func(tx portal.Tx) error { return tx.PutAccount(account) })
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "portal.db")
	intact, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	read, refused := 0, 0
	stride := 61
	if testing.Short() {
		stride = 307
	}
	for at := 0; at < len(intact); at += stride {
		b := bytes.Clone(intact)
		b[at] ^= 1 << (at % 8)
		if err := os.WriteFile(db, b, 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := portal.OpenStore(dir)
		if err == nil {
			err = store.Do(t.Context(), func(tx portal.Tx) error {
				a, ok, err := tx.Account(account.Role, account.User)
				if err == nil && ok && a.TOTP == portal.TOTPOn && !a.Key.Secret.Equal(account.Key.Secret) {
					t.Errorf("byte %d: another secret", at)
				}
				return err
			})
			_ = store.Close()
		}
		if err == nil {
			read++
			continue
		}
		refused++
		if !errors.Is(err, portal.ErrStoreDamaged) && !errors.Is(err, portal.ErrStore) && !errors.Is(err, portal.ErrStoreNewer) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	t.Logf("%d flips read as before or as absent, %d refused", read, refused)
	if refused == 0 {
		t.Error("no flip was noticed")
	}
}

// Two processes share a directory: both see one state.
func TestTwoStoresOnOneDirectory(t *testing.T) {
	dir := t.TempDir()
	a, b := openStore(t, dir), openStore(t, dir)
	s := newSite(t, portal.Options{Store: a, LockAfter: -1})
	other, err := portal.New(portal.Options{Store: b, Clock: s.clock, HashCost: cheap})
	s.must(err)
	key := s.enrol()
	code := s.code(key, 0)
	accepted := make(chan bool, 8)
	for i := range cap(accepted) {
		p := s.Portal
		if i%2 == 1 {
			p = other
		}
		go func() {
			session, err := p.SignIn(context.Background(), portal.Penyedia, user, []byte(password))
			if err == nil {
				err = session.SubmitCode(context.Background(), code)
			}
			if err != nil && !errors.Is(err, portal.ErrCodeRefused) {
				t.Error(err)
			}
			accepted <- err == nil
		}()
	}
	count := 0
	for range cap(accepted) {
		if <-accepted {
			count++
		}
	}
	if count != 1 {
		t.Errorf("two processes accepted one code %d times", count)
	}
}

// A portal that is killed between two requests has forgotten nothing that it
// has answered.
func TestKilledPortal(t *testing.T) {
	if dir := os.Getenv("SANDI_TEST_PORTAL_DIR"); dir != "" {
		runUntilKilled(t, dir)
		return
	}
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestKilledPortal$", "-test.timeout=30s")
	cmd.Env = append(os.Environ(), "SANDI_TEST_PORTAL_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var uri, code string
	for code == "" && lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "accepted "); ok {
			uri, code, _ = strings.Cut(rest, " ")
		}
	}
	if code == "" {
		t.Fatal("the child never got a code accepted")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says "signal: killed"
	secret, err := otp.ParseSecret(uri)
	if err != nil {
		t.Fatal(err)
	}

	c := &manualClock{now: start.Add(3 * time.Second)}
	p, store := reopen(t, dir, c, portal.Options{})
	defer store.Close()
	session, err := p.SignIn(t.Context(), portal.Penyedia, user, []byte(password))
	if err != nil || session.State() != portal.TOTPPrompt {
		t.Fatalf("got %v, %v", session, err)
	}
	if err := session.SubmitCode(t.Context(), code); !errors.Is(err, portal.ErrCodeRefused) {
		t.Errorf("the code that was accepted before the kill: %v", err)
	}
	key := otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults()
	c.Advance(time.Minute)
	next, err := key.CodeAt(c.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := session.SubmitCode(t.Context(), next.Reveal()); err != nil {
		t.Errorf("the next code: %v", err)
	}
}

func runUntilKilled(t *testing.T, dir string) {
	store, err := portal.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, portal.Options{Store: store})
	key := s.enrol()
	code := s.code(key, 0)
	s.must(s.signIn().SubmitCode(t.Context(), code))
	fmt.Println("accepted", key.Secret.Base32(), code)
	time.Sleep(20 * time.Second) // to be killed in: nothing is closed
}

func BenchmarkOpenStore(b *testing.B) {
	dir := b.TempDir()
	openStore(b, dir)
	for b.Loop() {
		store, err := portal.OpenStore(dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := store.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
