package portal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

func TestSignInRefusals(t *testing.T) {
	s := newSite(t, portal.Options{})
	for _, tt := range []struct {
		name, user, password string
		role                 portal.Role
		want                 portal.Attempt
	}{
		{"wrong password", user, "x", portal.Penyedia, portal.Attempt{Role: portal.Penyedia, User: user, Verdict: portal.WrongPassword}},
		{"no password", user, "", portal.Penyedia, portal.Attempt{Role: portal.Penyedia, User: user, Verdict: portal.WrongPassword}},
		{"unknown user", "siti", password, portal.Penyedia, portal.Attempt{Role: portal.Penyedia, Verdict: portal.UnknownUser}},
		{"other role", user, password, portal.NonPenyedia, portal.Attempt{Role: portal.NonPenyedia, Verdict: portal.UnknownUser}},
		{"no role", user, password, "", portal.Attempt{Verdict: portal.UnknownUser}},
		{"role that is none", user, password, "rahasia saya", portal.Attempt{Verdict: portal.UnknownUser}},
		{"password in the wrong field", "p@ss w0rd!", "", portal.Penyedia, portal.Attempt{Role: portal.Penyedia, Verdict: portal.UnknownUser}},
		{"long user id", strings.Repeat("a", 65), password, portal.Penyedia, portal.Attempt{Role: portal.Penyedia, Verdict: portal.UnknownUser}},
		{"long password", user, strings.Repeat("a", 1025), portal.Penyedia, portal.Attempt{Role: portal.Penyedia, Verdict: portal.UnknownUser}},
	} {
		session, err := s.SignIn(t.Context(), tt.role, tt.user, []byte(tt.password))
		if !errors.Is(err, portal.ErrBadCredentials) || session != nil {
			t.Errorf("%s: got %v", tt.name, err)
		}
		if err.Error() != portal.ErrBadCredentials.Error() {
			t.Errorf("%s: the refusal tells more than the others: %v", tt.name, err)
		}
		tt.want.Act = portal.ActSignIn
		if got := s.last(); got != tt.want {
			t.Errorf("%s: the journal says %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// After as many wrong passwords an unknown user id locks like a known one, for
// as long, with the same words.
func TestPasswordLockOutTellsNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, LockAfter: 3, LockFor: 10 * time.Minute})
		var answers [2][]string
		try := func() {
			for i, name := range []string{user, "nobody"} {
				_, err := s.SignIn(t.Context(), portal.Penyedia, name, []byte("wrong"))
				answers[i] = append(answers[i], fmt.Sprint(err))
			}
		}
		for range 5 {
			try()
		}
		s.clock.Advance(10*time.Minute - time.Second)
		try()
		s.clock.Advance(time.Second)
		try()
		if got, want := fmt.Sprint(answers[1]), fmt.Sprint(answers[0]); got != want {
			t.Errorf("an unknown user id is answered\n%s\na known one\n%s", got, want)
		}
		if !strings.Contains(answers[0][3], portal.ErrLocked.Error()) || !strings.Contains(answers[0][2], portal.ErrBadCredentials.Error()) {
			t.Errorf("got %q", answers[0])
		}
	})
}

func TestRightPasswordWhileLocked(t *testing.T) {
	s := newSite(t, portal.Options{LockAfter: 2, LockFor: time.Minute})
	for range 2 {
		_, _ = s.SignIn(t.Context(), portal.Penyedia, user, []byte("wrong"))
	}
	if _, err := s.SignIn(t.Context(), portal.Penyedia, user, []byte(password)); !errors.Is(err, portal.ErrLocked) {
		t.Errorf("got %v", err)
	}
	s.clock.Advance(time.Minute)
	s.signIn()
	// A success clears the count.
	_, _ = s.SignIn(t.Context(), portal.Penyedia, user, []byte("wrong"))
	s.signIn()
}

// An unknown user id is not told by a faster answer: it costs a hash too.
func TestUnknownUserCostsAHash(t *testing.T) {
	s := newSite(t, portal.Options{LockAfter: -1, HashCost: portal.HashCost{Passes: 2, MemoryKiB: 32 << 10, Threads: 1}})
	fastest := func(name string) time.Duration {
		best := time.Hour
		for range 3 {
			began := time.Now()
			if _, err := s.SignIn(t.Context(), portal.Penyedia, name, []byte("wrong")); !errors.Is(err, portal.ErrBadCredentials) {
				t.Fatal(err)
			}
			best = min(best, time.Since(began))
		}
		return best
	}
	if known, unknown := fastest(user), fastest("nobody"); unknown < known/3 {
		t.Errorf("a known user id takes %v, an unknown one %v", known, unknown)
	}
}

// Guesses that arrive side by side must not all be checked before the first
// one counts.
func TestParallelGuessesAreCounted(t *testing.T) {
	// A hash that takes some milliseconds, so that the guesses overlap.
	s := newSite(t, portal.Options{LockAfter: 3, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8 << 10, Threads: 1}})
	for _, name := range []string{user, "nobody"} {
		var wrong, locked atomic.Int32
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := s.SignIn(context.Background(), portal.Penyedia, name, []byte("guess"))
				switch {
				case errors.Is(err, portal.ErrBadCredentials):
					wrong.Add(1)
				case errors.Is(err, portal.ErrLocked):
					locked.Add(1)
				}
			})
		}
		wg.Wait()
		if wrong.Load() != 3 || locked.Load() != 17 {
			t.Errorf("%s: %d guesses were checked and %d refused unchecked, want 3 and 17", name, wrong.Load(), locked.Load())
		}
	}
}

func TestStrangersAreBounded(t *testing.T) {
	s := newSite(t, portal.Options{LockAfter: 2})
	for i := range 5000 {
		if _, err := s.SignIn(t.Context(), portal.Penyedia, fmt.Sprint("nobody", i), nil); !errors.Is(err, portal.ErrBadCredentials) {
			t.Fatal(err)
		}
		s.clock.Advance(time.Millisecond)
	}
	// The newest are remembered, the oldest have given way.
	for name, want := range map[string]error{"nobody4999": portal.ErrLocked, "nobody0": portal.ErrBadCredentials} {
		_, _ = s.SignIn(t.Context(), portal.Penyedia, name, nil)
		if _, err := s.SignIn(t.Context(), portal.Penyedia, name, nil); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
}

func TestCancelledSignIn(t *testing.T) {
	s := newSite(t, portal.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SignIn(ctx, portal.Penyedia, user, []byte(password)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSessionsAreBounded(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		var sessions []*portal.Session
		for range portal.MaxSessions + 2 {
			sessions = append(sessions, s.signIn())
			s.clock.Advance(time.Second)
		}
		for i, session := range sessions {
			_, err := s.Resume(t.Context(), session.Token())
			if gone := i < 2; gone != errors.Is(err, portal.ErrNoSession) {
				t.Errorf("session %d: %v", i, err)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		session := s.signIn()
		old := session.Token()
		if len(old.Reveal()) != 43 || fmt.Sprintf("%v %+v %#v %s", old, old, old, old) != strings.TrimSpace(strings.Repeat("‹redacted› ", 4)) {
			t.Errorf("token of length %d prints as %#v", len(old.Reveal()), old)
		}
		s.must(session.Rotate(t.Context()))
		if _, err := s.Resume(t.Context(), old); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("the old token still works: %v", err)
		}
		resumed, err := s.Resume(t.Context(), portal.ParseToken(session.Token().Reveal()))
		s.must(err)
		if resumed.User() != user || resumed.Role() != portal.Penyedia || !resumed.Expires().Equal(session.Expires()) {
			t.Errorf("got %+v", resumed)
		}
		for _, text := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("é", 43), old.Reveal() + "A", strings.Repeat("A", 1<<20)} {
			if _, err := s.Resume(t.Context(), portal.ParseToken(text)); !errors.Is(err, portal.ErrNoSession) {
				t.Errorf("token %.10q: %v", text, err)
			}
		}
	})
}

func TestExpiry(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, SessionTTL: 5 * time.Minute})
		session := s.signIn()
		if got, want := session.Expires(), start.Add(5*time.Minute); !got.Equal(want) {
			t.Fatalf("expires %v, want %v", got, want)
		}
		s.clock.Advance(5*time.Minute - 1)
		_, err := s.Resume(t.Context(), session.Token())
		s.must(err)
		s.clock.Advance(1)
		for name, act := range acts {
			if err := act(s, session, otp.Key{}); !errors.Is(err, portal.ErrNoSession) {
				t.Errorf("%s in an expired session: %v", name, err)
			}
		}
		s.signIn() // sweeps the expired ones out
		s.clock.Advance(-time.Minute)
		if _, err := s.Resume(t.Context(), session.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("a swept session came back with the clock: %v", err)
		}
	})
}

func BenchmarkSignIn(b *testing.B) {
	for _, kind := range []string{"memory", "sqlite"} {
		b.Run("besides the hash/"+kind, func(b *testing.B) {
			store := portal.NewMemoryStore()
			if kind == "sqlite" {
				store = openStore(b, b.TempDir())
			}
			s := newSite(b, portal.Options{Store: store})
			for b.Loop() {
				s.signIn()
			}
		})
	}
	b.Run("with the default hash", func(b *testing.B) {
		p, err := portal.New(portal.Options{Clock: &manualClock{now: start}})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.AddAccount(b.Context(), portal.Penyedia, user, []byte(password)); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := p.SignIn(b.Context(), portal.Penyedia, user, []byte(password)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
