package portal_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

func TestWindowEdges(t *testing.T) {
	for _, tt := range []struct {
		give, want otp.Window
	}{
		{otp.Window{}, otp.Window{Past: 1, Future: 1}},
		{portal.StrictWindow(), otp.Window{}},
		{otp.Window{Past: 1}, otp.Window{Past: 1}},
		{otp.Window{Future: 2}, otp.Window{Future: 2}},
		{otp.Window{Past: 4, Future: 4}, otp.Window{Past: 4, Future: 4}},
	} {
		t.Run(fmt.Sprint(tt.want), func(t *testing.T) {
			for steps := -6; steps <= 6; steps++ {
				s := newSite(t, portal.Options{Window: tt.give})
				if got := s.Window(); got != tt.want {
					t.Fatalf("the window is %v, want %v", got, tt.want)
				}
				key := s.enrol()
				session := s.signIn()
				err := session.SubmitCode(t.Context(), s.code(key, steps))
				want := portal.Attempt{Role: portal.Penyedia, User: user, Act: portal.ActCode, Steps: steps}
				switch {
				case steps < -tt.want.Past:
					want.Verdict = portal.ExpiredCode
				case steps > tt.want.Future:
					want.Verdict = portal.EarlyCode
				default:
					want.Verdict = portal.Accepted
				}
				if accepted := err == nil; accepted != (want.Verdict == portal.Accepted) || (err != nil && !errors.Is(err, portal.ErrCodeRefused)) {
					t.Errorf("%+d steps: %v", steps, err)
				}
				if got := s.last(); got != want {
					t.Errorf("%+d steps: the journal says %+v, want %+v", steps, got, want)
				}
			}
		})
	}
}

// The window follows the portal's clock to the second.
func TestWindowMovesAtTheBoundary(t *testing.T) {
	s := newSite(t, portal.Options{Window: portal.StrictWindow()})
	key := s.enrol()
	session := s.signIn()
	code := s.code(key, 0)
	s.clock.Advance(key.Remaining(s.clock.Now()) - 1)
	s.must(session.SubmitCode(t.Context(), code))

	s = newSite(t, portal.Options{Window: portal.StrictWindow()})
	key = s.enrol()
	session = s.signIn()
	code = s.code(key, 0)
	s.clock.Advance(key.Remaining(s.clock.Now()))
	if err := session.SubmitCode(t.Context(), code); !errors.Is(err, portal.ErrCodeRefused) {
		t.Errorf("a code is accepted at its end: %v", err)
	}
}

func TestOtherKindsOfKeys(t *testing.T) {
	for _, pattern := range []otp.Key{
		{Algorithm: otp.SHA256, Digits: 8, Period: 60},
		{Algorithm: otp.SHA512, Digits: 10, Period: 1},
		{Digits: 4},
	} {
		s := newSite(t, portal.Options{Key: pattern, SecretSize: 32})
		key := s.enrol()
		want := pattern.WithDefaults()
		if key.Algorithm != want.Algorithm || key.Digits != want.Digits || key.Period != want.Period || key.Secret.Len() != 32 {
			t.Errorf("got %+v, want the pattern %+v", key, want)
		}
		s.must(s.signIn().SubmitCode(t.Context(), s.code(key, 0)))
	}
}

// Invariant 5: an accepted code cannot be replayed, nor one of an earlier step.
func TestReplay(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		ctx := t.Context()
		key := s.enrol()
		ahead := s.code(key, 1)
		s.must(s.signIn().SubmitCode(ctx, ahead))
		for steps := -1; steps <= 1; steps++ {
			if err := s.signIn().SubmitCode(ctx, s.code(key, steps)); !errors.Is(err, portal.ErrCodeRefused) {
				t.Errorf("%+d steps after a code one step ahead was accepted: %v", steps, err)
			}
			if got := s.last(); got.Verdict != portal.ReusedCode || got.Steps != steps {
				t.Errorf("the journal says %+v", got)
			}
		}
		s.clock.Advance(30 * time.Second)
		if err := s.signIn().SubmitCode(ctx, ahead); !errors.Is(err, portal.ErrCodeRefused) {
			t.Errorf("the same code in its own step: %v", err)
		}
		s.clock.Advance(30 * time.Second)
		s.must(s.signIn().SubmitCode(ctx, s.code(key, 0)))
	})
}

// The portal's clock may be set back. A spent step stays spent.
func TestReplayAfterTheClockWentBack(t *testing.T) {
	s := newSite(t, portal.Options{})
	key := s.enrol()
	code := s.code(key, 0)
	s.must(s.signIn().SubmitCode(t.Context(), code))
	s.clock.Advance(-time.Hour)
	if err := s.signIn().SubmitCode(t.Context(), s.code(key, 0)); !errors.Is(err, portal.ErrCodeRefused) {
		t.Errorf("got %v", err)
	}
	s.clock.Advance(time.Hour)
	if err := s.signIn().SubmitCode(t.Context(), code); !errors.Is(err, portal.ErrCodeRefused) {
		t.Errorf("got %v", err)
	}
}

func TestOneCodeSentManyTimesAtOnce(t *testing.T) {
	for _, sessions := range []string{"one session", "a session each"} {
		t.Run(sessions, func(t *testing.T) {
			eachStore(t, func(t *testing.T, store portal.Store) {
				s := newSite(t, portal.Options{Store: store, LockAfter: -1})
				key := s.enrol()
				code := s.code(key, 0)
				const clients = 12
				tokens := make([]portal.Token, clients)
				for i := range tokens {
					if tokens[i] = tokens[0]; i == 0 || sessions != "one session" {
						tokens[i] = s.signIn().Token()
					}
				}
				var accepted, other atomic.Int32
				var wg sync.WaitGroup
				for _, token := range tokens {
					wg.Go(func() {
						session, err := s.Resume(context.Background(), token)
						if err == nil {
							err = session.SubmitCode(context.Background(), code)
						}
						switch {
						case err == nil:
							accepted.Add(1)
						case !errors.Is(err, portal.ErrCodeRefused) && !errors.Is(err, portal.ErrWrongState):
							other.Add(1)
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if got := accepted.Load(); got != 1 {
					t.Errorf("accepted %d times, want once", got)
				}
			})
		})
	}
}

// A lock-out reads exactly like a wrong code, even for a right one.
func TestCodeLockOut(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, LockAfter: 3, LockFor: 10 * time.Minute})
		ctx := t.Context()
		key := s.enrol()
		session := s.signIn()
		wrong := session.SubmitCode(ctx, s.wrong(key))
		for range 2 {
			if err := session.SubmitCode(ctx, s.wrong(key)); !errors.Is(err, portal.ErrCodeRefused) {
				t.Fatal(err)
			}
		}
		locked := session.SubmitCode(ctx, s.code(key, 0))
		if locked == nil || locked.Error() != wrong.Error() || !errors.Is(locked, portal.ErrCodeRefused) {
			t.Errorf("locked reads %q, a wrong code %q", locked, wrong)
		}
		if got := s.last(); !got.Locked || got.Verdict != portal.Accepted {
			t.Errorf("the journal hides that the code was right: %+v", got)
		}
		// The lock is the account's: a new session does not help, and tries
		// during the lock do not make it longer.
		s.clock.Advance(10*time.Minute - 1)
		if err := s.signIn().SubmitCode(ctx, s.code(key, 0)); !errors.Is(err, portal.ErrCodeRefused) {
			t.Errorf("got %v", err)
		}
		s.clock.Advance(1)
		s.must(s.signIn().SubmitCode(ctx, s.code(key, 0)))
	})
}

func TestAcceptedCodeClearsTheCount(t *testing.T) {
	s := newSite(t, portal.Options{LockAfter: 3})
	key := s.enrol()
	for range 4 {
		session := s.signIn()
		for range 2 {
			if err := session.SubmitCode(t.Context(), s.wrong(key)); !errors.Is(err, portal.ErrCodeRefused) {
				t.Fatal(err)
			}
		}
		s.clock.Advance(30 * time.Second)
		s.must(session.SubmitCode(t.Context(), s.code(key, 0)))
	}
}

func TestMalformedCodes(t *testing.T) {
	s := newSite(t, portal.Options{LockAfter: -1})
	key := s.enrol()
	session := s.signIn()
	for _, typed := range []string{"", " ", "abc", "12345678901234567890", "12345\x00", "①②③④⑤⑥", string(make([]byte, 100_000))} {
		if err := session.SubmitCode(t.Context(), typed); !errors.Is(err, portal.ErrCodeRefused) {
			t.Errorf("%.20q: %v", typed, err)
		}
		if got := s.last(); got.Verdict != portal.MalformedCode {
			t.Errorf("%.20q: the journal says %s", typed, got.Verdict)
		}
	}
	if err := session.SubmitCode(t.Context(), s.wrong(key)); !errors.Is(err, portal.ErrCodeRefused) || s.last().Verdict != portal.WrongCode {
		t.Errorf("a wrong code: %v, %+v", err, s.last())
	}
	if err := session.SubmitCode(t.Context(), s.code(key, 0)[:5]); !errors.Is(err, portal.ErrCodeRefused) {
		t.Errorf("five of six digits: %v", err)
	}
}

func BenchmarkSubmitCode(b *testing.B) {
	for _, kind := range []string{"memory", "sqlite"} {
		for _, what := range []string{"accepted", "refused"} {
			b.Run(kind+"/"+what, func(b *testing.B) {
				store := portal.NewMemoryStore()
				if kind == "sqlite" {
					store = openStore(b, b.TempDir())
				}
				s := newSite(b, portal.Options{Store: store, LockAfter: -1})
				key := s.enrol()
				wrong := s.wrong(key)
				for b.Loop() {
					b.StopTimer()
					s.clock.Advance(30 * time.Second)
					session, code := s.signIn(), wrong
					if what == "accepted" {
						code = s.code(key, 0)
					}
					b.StartTimer()
					if err := session.SubmitCode(context.Background(), code); (err == nil) != (what == "accepted") {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
