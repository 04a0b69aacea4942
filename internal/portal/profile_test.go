package portal_test

import (
	"errors"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// under returns a site on which scenarios are in force and an account is
// enrolled.
func under(t testing.TB, names ...string) (*site, otp.Key) {
	t.Helper()
	s := newSite(t, portal.Options{})
	key := s.enrol()
	s.must(s.SetScenarios(t.Context(), names))
	return s, key
}

// try signs in at once with a code and reports whether it was accepted.
func (s *site) try(code string) bool {
	s.t.Helper()
	err := s.signIn().SubmitCode(s.t.Context(), code)
	if err != nil && !errors.Is(err, portal.ErrCodeRefused) {
		s.t.Fatal(err)
	}
	return err == nil
}

// Each profile accepts a code from the first instant of its window to the last,
// as domain.md (e) has it, and wherever the portal's clock stands.
func TestProfileEdges(t *testing.T) {
	const step = 30 * time.Second
	for _, tt := range []struct {
		profile      string
		past, future time.Duration // steps
	}{
		{"ketat", 0, 0}, {"lampau", 1, 0}, {"lazim", 1, 1}, {"longgar", 4, 4}, {"belajar", 1, 1}, {"normal", 1, 1},
	} {
		for _, clock := range []string{"normal", "clock=-7h", "clock=+3650d", "clock=+17s"} {
			_, c, err := second(portal.ParseScenarios([]string{clock}))
			if err != nil {
				t.Fatal(err)
			}
			first := -tt.future * step      // before the code's step begins
			last := step + tt.past*step - 1 // after it begins
			for at, want := range map[time.Duration]bool{first - 1: false, first: true, 0: true, step - 1: true, last: true, last + 1: false} {
				s, key := under(t, tt.profile, clock)
				// A step well ahead, by the portal's clock.
				of := key.Step(s.Now()) + 20
				code, err := key.CodeFor(of)
				s.must(err)
				s.clock.Advance(key.Start(of).Add(at - c.ClockOffset).Sub(s.clock.Now()))
				if got := s.try(code.Reveal()); got != want {
					t.Errorf("%s, %s: %v after the step's begin: accepted %v, want %v", tt.profile, clock, at, got, want)
				}
				a := s.attempt()
				if a.Age != at || !a.Known || a.ClockOffset != c.ClockOffset || a.Window != s.Window() || a.Steps != int(of-key.Step(s.Now())) {
					t.Errorf("%s, %s: %v after the step's begin: the journal says %+v", tt.profile, clock, at, a)
				}
				if past, future := time.Duration(a.Window.Past), time.Duration(a.Window.Future); past != tt.past || future != tt.future {
					t.Errorf("%s: the window is %v", tt.profile, a.Window)
				}
			}
		}
	}
}

func second(c portal.Conditions, names []string, err error) ([]string, portal.Conditions, error) {
	return names, c, err
}

// attempt returns the newest line of the journal.
func (s *site) attempt() portal.Attempt {
	s.t.Helper()
	list, err := s.Journal(s.t.Context(), 1)
	s.must(err)
	return list[0]
}

// No profile takes a code twice, nor one of a step before the last accepted.
func TestNoProfileTakesACodeTwice(t *testing.T) {
	for _, profile := range []string{"ketat", "lampau", "lazim", "longgar", "belajar"} {
		s, key := under(t, profile, "no-lock")
		s.clock.Advance(time.Minute)
		code, before := s.code(key, 0), s.code(key, -1)
		if !s.try(code) {
			t.Fatalf("%s: a fresh code is refused", profile)
		}
		for range 3 {
			if s.try(code) {
				t.Errorf("%s: a code was accepted twice", profile)
			}
		}
		if got := s.last().Verdict; got != portal.ReusedCode {
			t.Errorf("%s: the journal says %s", profile, got)
		}
		if s.try(before) {
			t.Errorf("%s: the code before the last was accepted", profile)
		}
		s.clock.Advance(30 * time.Second)
		if s.try(code) {
			t.Errorf("%s: a code was accepted again a step later", profile)
		}
		if !s.try(s.code(key, 0)) {
			t.Errorf("%s: the next code is refused", profile)
		}
	}
}

// The window of belajar follows the drift that each success teaches, so a slow
// clock may run off step by step; put right by more than one step it is
// refused, as django-otp does.
func TestLearnedDrift(t *testing.T) {
	for _, direction := range []int{-1, 1} {
		s, key := under(t, "belajar", "no-lock")
		for drift := 1; drift <= 5; drift++ {
			s.clock.Advance(5 * time.Minute)
			if s.try(s.code(key, direction*(drift+1))) {
				t.Fatalf("%+d steps: accepted, two steps from the drift", direction*(drift+1))
			}
			if !s.try(s.code(key, direction*drift)) {
				t.Fatalf("%+d steps: refused, one step from the drift", direction*drift)
			}
			if got := s.attempt(); got.Drift != direction*(drift-1) || got.Steps != direction*drift {
				t.Errorf("the journal says %+v", got)
			}
			if got := s.view(user); got.Drift != direction*drift {
				t.Errorf("the operator sees a drift of %d, want %d", got.Drift, direction*drift)
			}
		}
		s.clock.Advance(5 * time.Minute)
		if s.try(s.code(key, 0)) {
			t.Error("the right code is accepted after five steps were learned")
		}
		want := portal.ExpiredCode
		if direction < 0 {
			want = portal.EarlyCode // ahead of the clock that was learned
		}
		if got := s.last().Verdict; got != want {
			t.Errorf("the journal says %s, want %s", got, want)
		}
		// Another profile does not heed what was learned, nor unlearn it.
		s.must(s.SetScenarios(t.Context(), []string{"lazim"}))
		if !s.try(s.code(key, 0)) {
			t.Error("lazim heeds the drift")
		}
		if got := s.view(user).Drift; got != direction*5 {
			t.Errorf("lazim changed the drift to %d", got)
		}
		// A reset does.
		s.must(s.ResetAccount(t.Context(), portal.Penyedia, user))
		if got := s.view(user).Drift; got != 0 {
			t.Errorf("a new key has a drift of %d", got)
		}
	}
}

// A fix of one step is still within the window, and is learned back.
func TestASmallFixIsLearned(t *testing.T) {
	s, key := under(t, "belajar")
	for _, steps := range []int{-1, -2, -1, 0, 1, 0} {
		s.clock.Advance(5 * time.Minute)
		if !s.try(s.code(key, steps)) {
			t.Fatalf("%+d steps: refused", steps)
		}
	}
}

// Drift is bounded, however long somebody goes on.
func TestDriftIsBounded(t *testing.T) {
	s, key := under(t, "belajar", "no-lock")
	for steps := 1; steps < 400; steps++ {
		s.clock.Advance(20 * 30 * time.Second)
		s.try(s.code(key, steps))
	}
	if got := s.view(user).Drift; got != 300 {
		t.Errorf("got %d, want 300", got)
	}
}

// view returns what the operator sees of an account.
func (s *site) view(user string) portal.AccountView {
	s.t.Helper()
	all, err := s.Accounts(s.t.Context())
	s.must(err)
	for _, a := range all {
		if a.User == user {
			return a
		}
	}
	s.t.Fatalf("there is no account %s", user)
	return portal.AccountView{}
}
