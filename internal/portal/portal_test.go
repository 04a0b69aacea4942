package portal_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// start lies 12 s into a step, so that small moves of the clock stay in it.
var start = time.Unix(1_800_000_012, 0).UTC()

type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var cheap = portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}

const (
	user     = "budi.vendor"
	password = "kata sandi yang benar"
)

// site is a portal with one account of our own, and what a test needs to act on
// it.
type site struct {
	*portal.Portal
	t     testing.TB
	clock *manualClock
}

func newSite(t testing.TB, o portal.Options) *site {
	t.Helper()
	c := &manualClock{now: start}
	return siteAt(t, o, c)
}

func siteAt(t testing.TB, o portal.Options, c *manualClock) *site {
	t.Helper()
	o.Clock = c
	if o.HashCost == (portal.HashCost{}) {
		o.HashCost = cheap
	}
	p, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.AddAccount(t.Context(), portal.Penyedia, user, []byte(password)); err != nil {
		t.Fatal(err)
	}
	return &site{p, t, c}
}

func (s *site) signIn() *portal.Session {
	s.t.Helper()
	session, err := s.SignIn(s.t.Context(), portal.Penyedia, user, []byte(password))
	if err != nil {
		s.t.Fatalf("sign in: %v", err)
	}
	return session
}

// enrol takes the account from TOTP off to signed out with TOTP on.
func (s *site) enrol() otp.Key {
	s.t.Helper()
	session := s.signIn()
	key := s.show(session)
	s.must(session.Logout(s.t.Context()))
	return key
}

// show clicks ENABLE TOTP and waits for the barcode.
func (s *site) show(session *portal.Session) otp.Key {
	s.t.Helper()
	ready, err := session.Enable(s.t.Context())
	s.must(err)
	s.clock.Advance(ready.Sub(s.clock.Now()))
	b, err := session.Barcode(s.t.Context())
	s.must(err)
	if !b.Ready {
		s.t.Fatal("the barcode is not ready at its time")
	}
	return b.Key
}

// code returns the code of the step that lies steps away from the portal's.
func (s *site) code(k otp.Key, steps int) string {
	s.t.Helper()
	c, err := k.CodeFor(k.Step(s.clock.Now()) + otp.Step(steps))
	s.must(err)
	return c.Reveal()
}

// wrong returns a code that no step near now has.
func (s *site) wrong(k otp.Key) string {
	s.t.Helper()
	for _, text := range []string{"000000", "111111", "222222"} {
		c, err := otp.ParseCode(text)
		s.must(err)
		_, found, err := otp.Match(k, c, s.clock.Now(), otp.Window{Past: 700, Future: 700})
		s.must(err)
		if !found {
			return text
		}
	}
	s.t.Fatal("three codes in a row match by chance")
	return ""
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// last returns the newest line of the journal: who did what, and the verdict.
func (s *site) last() portal.Attempt {
	s.t.Helper()
	list, err := s.Journal(context.Background(), 1)
	s.must(err)
	if len(list) != 1 {
		s.t.Fatal("the journal is empty")
	}
	a := list[0]
	return portal.Attempt{Role: a.Role, User: a.User, Act: a.Act, Verdict: a.Verdict, Locked: a.Locked, Steps: a.Steps, Detail: a.Detail}
}

// eachStore runs a test on a fresh store of either kind.
func eachStore(t *testing.T, run func(t *testing.T, store portal.Store)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { run(t, portal.NewMemoryStore()) })
	t.Run("sqlite", func(t *testing.T) { run(t, openStore(t, filepath.Join(t.TempDir(), "data"))) })
	t.Run("postgres", func(t *testing.T) { run(t, openDSN(t, postgres(t), t.TempDir())) })
}

func openStore(t testing.TB, dir string) portal.Store {
	t.Helper()
	store, err := portal.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
