package portal_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// instances are several portals on one PostgreSQL database, as behind a proxy.
func instances(t *testing.T, n int, c *manualClock) (all []*portal.Portal, dsn, dir string) {
	t.Helper()
	dsn, dir = postgres(t), t.TempDir()
	for range n {
		p, err := portal.New(portal.Options{Clock: c, Store: openDSN(t, dsn, dir), HashCost: cheap, LockAfter: -1, BarcodeDelay: -1})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all, dsn, dir
}

func enrolAt(t *testing.T, p *portal.Portal, user string, password string) otp.Key {
	t.Helper()
	s, err := p.SignIn(t.Context(), portal.Penyedia, user, []byte(password))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := s.Barcode(t.Context())
	if err != nil || !b.Ready {
		t.Fatal(b.Ready, err)
	}
	if err := s.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b.Key
}

// A code is accepted once, whichever instances it is sent to at once.
func TestInstancesAcceptACodeOnce(t *testing.T) {
	c := &manualClock{now: start}
	all, _, _ := instances(t, 3, c)
	if err := all[0].AddAccount(t.Context(), portal.Penyedia, user, []byte(password)); err != nil {
		t.Fatal(err)
	}
	key := enrolAt(t, all[1], user, password)
	for round := range 5 {
		c.Advance(time.Minute)
		code, err := key.CodeAt(c.Now())
		if err != nil {
			t.Fatal(err)
		}
		var accepted, other sync.Map
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				s, err := all[i%3].SignIn(context.Background(), portal.Penyedia, user, []byte(password))
				if err == nil {
					// Another instance goes on with the session that this one opened.
					if s, err = all[(i+1)%3].Resume(context.Background(), s.Token()); err == nil {
						err = s.SubmitCode(context.Background(), code.Reveal())
					}
				}
				switch {
				case err == nil:
					accepted.Store(i, true)
				case !errors.Is(err, portal.ErrCodeRefused):
					other.Store(i, err)
				}
			})
		}
		wg.Wait()
		count := 0
		accepted.Range(func(any, any) bool { count++; return true })
		other.Range(func(i, err any) bool { t.Errorf("try %v: %v", i, err); return true })
		if count != 1 {
			t.Errorf("round %d: one code was accepted %d times", round, count)
		}
	}
}

// Each who joins gets an account of their own, and no more do than there are
// seats.
func TestInstancesGiveEachSeatOnce(t *testing.T) {
	c := &manualClock{now: start}
	all, _, _ := instances(t, 3, c)
	const seats = 25
	token, err := all[0].OpenClass(t.Context(), portal.Class{Name: "kelas", Role: portal.Penyedia, Seats: seats, Expires: start.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	users := map[string]int{}
	full := 0
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			a, err := all[i%3].Join(context.Background(), token)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				users[a.User]++
			case errors.Is(err, portal.ErrClassFull):
				full++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(users) != seats || full != 40-seats {
		t.Errorf("%d users, %d told that the class is full", len(users), full)
	}
	for user, n := range users {
		if n != 1 {
			t.Errorf("%s was given %d times", user, n)
		}
	}
}

// A change of scenarios, a lock-out and the operator key are the same for all.
func TestInstancesAgree(t *testing.T) {
	c := &manualClock{now: start}
	all, dsn, dir := instances(t, 2, c)
	ctx := t.Context()
	a, err := all[0].OperatorKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := all[1].OperatorKey(ctx); err != nil || a.Reveal() != b.Reveal() {
		t.Errorf("two operator keys, %v", err)
	}
	if err := all[0].SetScenarios(ctx, []string{"ketat"}); err != nil {
		t.Fatal(err)
	}
	if names, _, err := all[1].Scenarios(ctx); err != nil || len(names) != 1 || names[0] != "ketat" {
		t.Errorf("got %v, %v", names, err)
	}

	// The key file belongs to the database: another one, or none, opens nothing.
	if _, err := portal.OpenDSN(ctx, dsn, t.TempDir()); !errors.Is(err, portal.ErrDatabaseKey) {
		t.Errorf("without the key file: %v", err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "portal.key"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := portal.OpenDSN(ctx, dsn, other); !errors.Is(err, portal.ErrDatabaseKey) {
		t.Errorf("with another key file: %v", err)
	}
	store, err := portal.OpenDSN(ctx, dsn, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}

// What lies in the database tells neither passwords nor tokens nor TOTP
// secrets nor codes.
func TestDatabaseKeepsSecrets(t *testing.T) {
	dsn := postgres(t)
	s := newSite(t, portal.Options{Store: openDSN(t, dsn, t.TempDir())})
	key := s.enrol()
	session := s.signIn()
	mail, err := session.RequestReset(t.Context())
	s.must(err)
	dump := dumpDatabase(t, dsn)
	hash := sha256.Sum256([]byte(session.Token().Reveal()))
	if !strings.Contains(dump, user) || !contains(dump, string(hash[:])) {
		t.Fatal("the dump does not hold what it should")
	}
	for i, secret := range []string{password, session.Token().Reveal(), string(key.Secret.Bytes()), key.Secret.Base32(), s.code(key, 0), mail.Body[:40]} {
		if contains(dump, secret) || contains(dump, strings.ToLower(secret)) {
			t.Errorf("secret %d lies in the clear", i)
		}
	}
}

// An instance that is killed in the middle of its work keeps the others waiting
// for no lock, and what it has answered is kept.
func TestKilledInstance(t *testing.T) {
	if dsn := os.Getenv("SANDI_TEST_PORTAL_DSN"); dsn != "" {
		workUntilKilled(t, dsn, os.Getenv("SANDI_TEST_PORTAL_DIR"))
		return
	}
	c := &manualClock{now: start}
	all, dsn, dir := instances(t, 1, c)
	token, err := all[0].OpenClass(t.Context(), portal.Class{Name: "kelas", Role: portal.Penyedia, Seats: 1000, Expires: start.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestKilledInstance$", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), "SANDI_TEST_PORTAL_DSN="+dsn, "SANDI_TEST_PORTAL_DIR="+dir, "SANDI_TEST_PORTAL_CLASS="+token)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	type told struct{ user, password, secret, code string }
	var list []told
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if f := strings.Fields(lines.Text()); len(f) == 5 && f[0] == "enrolled" {
			list = append(list, told{f[1], f[2], f[3], f[4]})
			if len(list) == 12 {
				_ = cmd.Process.Kill() // four workers are in the middle of something
			}
		}
	}
	_ = cmd.Wait()
	if len(list) < 12 {
		t.Fatalf("the other instance enrolled %d only", len(list))
	}
	began := time.Now()
	for _, l := range list {
		s, err := all[0].SignIn(t.Context(), portal.Penyedia, l.user, []byte(l.password))
		if err != nil || s.State() != portal.TOTPPrompt {
			t.Errorf("%s: %v", l.user, err)
			continue
		}
		if err := s.SubmitCode(t.Context(), l.code); !errors.Is(err, portal.ErrCodeRefused) {
			t.Errorf("%s: the code that was accepted before the kill: %v", l.user, err)
		}
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("the killed instance held the other up: %v", took)
	}
}

func workUntilKilled(t *testing.T, dsn, dir string) {
	store, err := portal.OpenDSN(t.Context(), dsn, dir)
	if err != nil {
		t.Fatal(err)
	}
	c := &manualClock{now: start}
	p, err := portal.New(portal.Options{Clock: c, Store: store, HashCost: cheap, BarcodeDelay: -1})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				a, err := p.Join(t.Context(), os.Getenv("SANDI_TEST_PORTAL_CLASS"))
				if err != nil {
					return
				}
				key := enrolAt(t, p, a.User, a.Password)
				s, err := p.SignIn(t.Context(), a.Role, a.User, []byte(a.Password))
				if err != nil {
					return
				}
				code, _ := key.CodeAt(c.Now())
				if err := s.SubmitCode(t.Context(), code.Reveal()); err != nil {
					return
				}
				fmt.Println("enrolled", a.User, a.Password, key.Secret.Base32(), code.Reveal())
			}
		})
	}
	wg.Wait()
}

// Whatever is wrong with a DSN, no error tells its password.
func TestNoErrorTellsADSNsPassword(t *testing.T) {
	good, err := url.Parse(postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	const secret = "ra:ha/s@ia?#% x"
	with := func(change func(u *url.URL)) string {
		u := *good
		u.User = url.UserPassword("postgres", secret)
		change(&u)
		return u.String()
	}
	for name, dsn := range map[string]string{
		"empty":            " \n",
		"no DSN":           "portal.db " + secret,
		"bad port":         "postgres://postgres:" + secret + "@127.0.0.1:port/x",
		"unquoted":         "host=127.0.0.1 user=postgres password=" + secret + " dbname=x port=1",
		"nobody there":     with(func(u *url.URL) { u.Host = "127.0.0.1:1" }),
		"no such host":     with(func(u *url.URL) { u.Host = "nowhere.invalid:5432" }),
		"no such database": with(func(u *url.URL) { u.Path = "/none" }),
		"no such user":     with(func(u *url.URL) { u.User = url.UserPassword("nobody", secret) }),
		"bad option":       with(func(u *url.URL) { u.RawQuery = "sslmode=sometimes" }),
		"no encryption":    with(func(u *url.URL) { u.RawQuery = "sslmode=require" }),
		"not PostgreSQL":   "mysql://root:" + secret + "@127.0.0.1/x",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			store, err := portal.OpenDSN(ctx, dsn, t.TempDir())
			if err == nil {
				_ = store.Close()
				t.Fatal("opened")
			}
			if !errors.Is(err, portal.ErrBadDSN) && !errors.Is(err, portal.ErrDatabase) {
				t.Errorf("got %v", err)
			}
			text := fmt.Sprintf("%v %+v %#v", err, err, err)
			for _, part := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), "ra:ha", "ra%3Aha", "s@ia"} {
				if strings.Contains(text, part) {
					t.Errorf("%q tells the password", text)
				}
			}
		})
	}
}
