package portal_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/portal"
)

// fail submits wrong codes in one session; each must be refused in the very
// same words as all others.
func (s *site) fail(key otp.Key, times int) {
	s.t.Helper()
	session := s.signIn()
	for range times {
		s.refusedAsWrong(session.SubmitCode(s.t.Context(), s.wrong(key)))
	}
}

// refusedAsWrong holds that an error is what a wrong code gets, to the letter.
func (s *site) refusedAsWrong(err error) {
	s.t.Helper()
	if f := fault.Of(err); !errors.Is(err, portal.ErrCodeRefused) || len(f.Args()) != 0 || err.Error() != portal.ErrCodeRefused.Error() {
		s.t.Fatalf("got %v, want what a wrong code gets", err)
	}
}

func TestLockPolicies(t *testing.T) {
	for _, tt := range []struct {
		policy string
		after  int
		waits  []time.Duration // at the first failure that locks, the next, …
	}{
		{"normal", 5, []time.Duration{900 * time.Second, 900 * time.Second}},
		{"lock-5", 5, []time.Duration{900 * time.Second, 900 * time.Second}},
		{"lock-30", 30, []time.Duration{60 * time.Second, 120 * time.Second, 180 * time.Second}},
	} {
		t.Run(tt.policy, func(t *testing.T) {
			s, key := under(t, tt.policy)
			s.fail(key, tt.after-1)
			s.clock.Advance(30 * time.Second)
			if !s.try(s.code(key, 0)) {
				t.Fatalf("locked after %d failures", tt.after-1)
			}
			s.clock.Advance(time.Minute)
			failures := tt.after
			for _, wait := range tt.waits {
				s.fail(key, failures)
				locked := s.clock.Now()
				if v := s.view(user); !v.Locked || !v.LockedUntil.Equal(locked.Add(wait)) {
					t.Fatalf("the operator sees %+v, want a lock of %v", v, wait)
				}
				// Nothing that is tried meanwhile is told apart, nor does it make the
				// lock longer.
				for _, at := range []time.Duration{1, wait / 2, wait - 1} {
					s.clock.Advance(locked.Add(at).Sub(s.clock.Now()))
					session := s.signIn()
					s.refusedAsWrong(session.SubmitCode(t.Context(), s.code(key, 0)))
					if a := s.last(); !a.Locked || a.Verdict != portal.Accepted {
						t.Errorf("the journal says %+v of a right code", a)
					}
					s.refusedAsWrong(session.SubmitCode(t.Context(), s.wrong(key)))
					s.refusedAsWrong(session.SubmitCode(t.Context(), "abc"))
				}
				s.clock.Advance(1)
				if v := s.view(user); v.Locked {
					t.Errorf("still locked after %v: %+v", wait, v)
				}
				if tt.policy == "lock-30" {
					failures = 1 // each further one locks
				}
			}
			if !s.try(s.code(key, 0)) {
				t.Error("the right code is refused after the lock")
			}
			if v := s.view(user); v.Failures != 0 {
				t.Errorf("%d failures are remembered after a success", v.Failures)
			}
		})
	}
}

func TestLock30GrowsToItsBoundAndIsForgotten(t *testing.T) {
	s, key := under(t, "lock-30")
	s.fail(key, 30)
	for range 20 {
		s.clock.Advance(s.view(user).LockedUntil.Sub(s.clock.Now()))
		s.fail(key, 1)
	}
	if got := s.view(user).LockedUntil.Sub(s.clock.Now()); got != 900*time.Second {
		t.Errorf("got a lock of %v, want 900 s", got)
	}
	s.clock.Advance(900*time.Second + 12*time.Hour)
	s.fail(key, 29)
	if v := s.view(user); v.Locked {
		t.Errorf("failures of half a day ago still count: %+v", v)
	}
}

func TestNoLock(t *testing.T) {
	s, key := under(t, "no-lock")
	s.fail(key, 60)
	if !s.try(s.code(key, 0)) {
		t.Error("locked")
	}
	for range 60 {
		if _, err := s.SignIn(t.Context(), portal.Penyedia, user, []byte("wrong")); !errors.Is(err, portal.ErrBadCredentials) {
			t.Fatal(err)
		}
	}
	s.signIn()
}

// A lock that is in force ends with no-lock, and counts again under another.
func TestSwitchingLockPolicies(t *testing.T) {
	s, key := under(t, "lock-5")
	s.fail(key, 5)
	s.must(s.SetScenarios(t.Context(), []string{"no-lock"}))
	s.fail(key, 3)
	s.must(s.SetScenarios(t.Context(), []string{"lock-5"}))
	session := s.signIn()
	s.refusedAsWrong(session.SubmitCode(t.Context(), s.code(key, 0)))
	if a := s.last(); !a.Locked {
		t.Errorf("got %+v, want the lock from before", a)
	}
	s.must(s.Unlock(t.Context(), portal.Penyedia, user))
	s.must(session.SubmitCode(t.Context(), s.code(key, 0)))
}

// Whatever the policy, a user id that nobody has locks when and for as long as
// one that exists, also after a restart and on a second portal.
func TestStrangersLockLikeAccounts(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		for _, policy := range []string{"normal", "lock-5", "lock-30", "no-lock"} {
			s := siteAt(t, portal.Options{Store: store}, &manualClock{now: start})
			s.must(s.SetScenarios(t.Context(), []string{policy}))
			other, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
			s.must(err)
			for i := range 40 {
				on := s.Portal
				if i%2 == 1 {
					on = other
				}
				_, known := on.SignIn(t.Context(), portal.Penyedia, user, []byte("wrong"))
				_, unknown := on.SignIn(t.Context(), portal.Penyedia, "nobody."+policy, []byte("wrong"))
				if got, want := told(unknown), told(known); got != want {
					t.Fatalf("%s, try %d: %q for a stranger, %q for an account", policy, i, got, want)
				}
				if i%7 == 6 {
					s.clock.Advance(61 * time.Second)
				}
			}
			s.must(s.RemoveAccount(t.Context(), portal.Penyedia, user))
		}
	})
}

func told(err error) string {
	if f := fault.Of(err); f != nil {
		return fmt.Sprint(f.Code(), f.Args())
	}
	return fmt.Sprint(err)
}
