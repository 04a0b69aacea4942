package portal_test

import (
	"errors"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// barcode asks for the barcode and says whether it came.
func (s *site) barcode(session *portal.Session) (otp.Key, bool) {
	s.t.Helper()
	b, err := session.Barcode(s.t.Context())
	s.must(err)
	return b.Key, b.Ready
}

func (s *site) refresh(session *portal.Session) (otp.Key, bool) {
	s.t.Helper()
	b, err := session.Refresh(s.t.Context())
	s.must(err)
	return b.Key, b.Ready
}

// enable clicks ENABLE TOTP and lets the time of the barcode come.
func (s *site) enable(session *portal.Session) {
	s.t.Helper()
	ready, err := session.Enable(s.t.Context())
	s.must(err)
	s.clock.Advance(ready.Sub(s.clock.Now()))
}

// on returns a site without an enrolled account and scenarios in force.
func on(t testing.TB, names ...string) *site {
	t.Helper()
	s := newSite(t, portal.Options{Demo: true})
	s.must(s.SetScenarios(t.Context(), names))
	return s
}

func TestSlowBarcode(t *testing.T) {
	s := on(t, "slow-barcode=20s")
	session := s.signIn()
	ready, err := session.Enable(t.Context())
	s.must(err)
	if got := ready.Sub(s.clock.Now()); got != 20*time.Second || s.BarcodeDelay() != got {
		t.Errorf("promised in %v", got)
	}
	s.clock.Advance(20*time.Second - 1)
	if _, ok := s.barcode(session); ok {
		t.Error("came too early")
	}
	if _, ok := s.refresh(session); ok {
		t.Error("came too early after a reload")
	}
	s.clock.Advance(1)
	if _, ok := s.barcode(session); !ok {
		t.Error("did not come")
	}
}

// F2a: no barcode ever, whatever the user does, and then nobody has the key
// that the next login wants. The helpdesk is the way out.
func TestEnabledBefore(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		s.must(s.SetScenarios(t.Context(), []string{"enabled-before"}))
		session := s.signIn()
		s.enable(session)
		for range 3 {
			s.clock.Advance(time.Minute)
			if _, ok := s.barcode(session); ok {
				t.Fatal("the barcode came")
			}
			if _, ok := s.refresh(session); ok {
				t.Fatal("the barcode came after a reload")
			}
			if session.State() != portal.EnablingWait {
				t.Fatalf("got %s", session.State())
			}
		}
		// It stays so when the scenario is over: the key is lost.
		s.must(s.SetScenarios(t.Context(), nil))
		if _, ok := s.refresh(session); ok {
			t.Fatal("the barcode came after the scenario")
		}
		s.must(session.Logout(t.Context()))
		session = s.signIn()
		if session.State() != portal.TOTPPrompt {
			t.Fatalf("the next login leads to %s", session.State())
		}
		s.must(s.AskHelpdesk(t.Context(), portal.Penyedia, user, "tolong"))
		requests, err := s.Requests(t.Context())
		s.must(err)
		s.must(s.Resolve(t.Context(), requests[0].ID, true))
		if _, err := s.Resume(t.Context(), session.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("the session from before is still open: %v", err)
		}
		session = s.signIn()
		key, ok := s.barcode(session)
		if !ok || session.State() != portal.KeyShown {
			t.Fatalf("after the reset: %s, %v", session.State(), ok)
		}
		s.must(session.Logout(t.Context()))
		s.must(s.signIn().SubmitCode(t.Context(), s.code(key, 0)))
	})
}

// Whoever waits while the scenario comes into force does not get the barcode
// either.
func TestEnabledBeforeWhileWaiting(t *testing.T) {
	s := newSite(t, portal.Options{})
	session := s.signIn()
	s.enable(session)
	s.must(s.SetScenarios(t.Context(), []string{"enabled-before"}))
	if _, ok := s.barcode(session); ok || session.State() != portal.EnablingWait {
		t.Errorf("got %v, %s", ok, session.State())
	}
	if next := s.signIn(); next.State() != portal.TOTPPrompt {
		t.Errorf("another login leads to %s", next.State())
	}
}

// F2b: the barcode comes after the user's reload, and not by asking again.
func TestStaleBrowser(t *testing.T) {
	s := on(t, "stale-browser")
	session := s.signIn()
	s.enable(session)
	for range 3 {
		if _, ok := s.barcode(session); ok {
			t.Fatal("came without a reload")
		}
		s.clock.Advance(time.Minute)
	}
	if next := s.signIn(); next.State() != portal.InUnprotected {
		t.Errorf("TOTP is on before a barcode was shown: %s", next.State())
	}
	key, ok := s.refresh(session)
	if !ok {
		t.Fatal("did not come after a reload")
	}
	if again, ok := s.refresh(session); !ok || !again.Secret.Equal(key.Secret) {
		t.Error("another reload shows another key")
	}
	s.must(session.Logout(t.Context()))
	s.must(s.signIn().SubmitCode(t.Context(), s.code(key, 0)))
}

// A reload before the time counts: the page is new by then.
func TestStaleBrowserReloadedEarly(t *testing.T) {
	s := on(t, "stale-browser")
	session := s.signIn()
	ready, err := session.Enable(t.Context())
	s.must(err)
	if _, ok := s.refresh(session); ok {
		t.Error("came before its time")
	}
	s.clock.Advance(ready.Sub(s.clock.Now()))
	if _, ok := s.barcode(session); !ok {
		t.Error("did not come")
	}
}

func TestRefreshRotates(t *testing.T) {
	s := on(t, "refresh-rotates", "no-lock")
	session := s.signIn()
	s.enable(session)
	var keys []otp.Key
	key, ok := s.barcode(session)
	for i := 0; ok && i < 3; i++ {
		keys = append(keys, key)
		if again, _ := s.barcode(session); !again.Secret.Equal(key.Secret) {
			t.Fatal("asking again shows another key")
		}
		key, ok = s.refresh(session)
	}
	if !ok {
		t.Fatal("a reload lost the barcode")
	}
	s.must(session.Logout(t.Context()))
	for i, old := range keys {
		if old.Secret.Equal(key.Secret) {
			t.Errorf("reload %d shows the same key", i)
		}
		for steps := -1; steps <= 1; steps++ {
			if s.code(old, steps) != s.code(key, 0) && s.try(s.code(old, steps)) {
				t.Errorf("a code of key %d is accepted", i)
			}
		}
	}
	if !s.try(s.code(key, 0)) {
		t.Error("the key shown last is refused")
	}
}

func TestRefreshWhereThereIsNoBarcode(t *testing.T) {
	for _, place := range places {
		s := newSite(t, portal.Options{})
		session, key := place.reach(s)
		s.must(s.SetScenarios(t.Context(), []string{"refresh-rotates"}))
		was := session.State()
		_, err := session.Refresh(t.Context())
		switch was {
		case portal.EnablingWait, portal.KeyShown:
			s.must(err)
		default:
			if !errors.Is(err, portal.ErrWrongState) || session.State() != was {
				t.Errorf("%s: %v, then %s", place.name, err, session.State())
			}
			if !key.Secret.IsZero() && was != portal.Disabled {
				s.clock.Advance(time.Minute)
				if !s.try(s.code(key, 0)) {
					t.Errorf("%s: the reload changed the key", place.name)
				}
			}
		}
	}
}

// The variant of 2022: no ENABLE TOTP, the barcode comes at the first login.
func TestForcedQR(t *testing.T) {
	for _, tt := range []struct {
		more  []string
		state portal.State
		wait  time.Duration
	}{
		{nil, portal.KeyShown, 0},
		{[]string{"slow-barcode=10s"}, portal.EnablingWait, 10 * time.Second},
		{[]string{"stale-browser"}, portal.EnablingWait, 0},
		{[]string{"stale-browser", "slow-barcode=10s", "refresh-rotates"}, portal.EnablingWait, 10 * time.Second},
	} {
		s := on(t, append(tt.more, "forced-qr")...)
		session := s.signIn()
		if session.State() != tt.state {
			t.Fatalf("%v: the first login leads to %s", tt.more, session.State())
		}
		if tt.wait > 0 {
			if _, ok := s.barcode(session); ok {
				t.Errorf("%v: the barcode comes at once", tt.more)
			}
			s.clock.Advance(tt.wait)
		}
		key, ok := s.refresh(session)
		if !ok {
			t.Fatalf("%v: no barcode", tt.more)
		}
		s.must(session.Logout(t.Context()))
		next := s.signIn()
		if next.State() != portal.TOTPPrompt {
			t.Errorf("%v: the second login leads to %s", tt.more, next.State())
		}
		s.must(next.SubmitCode(t.Context(), s.code(key, 0)))
	}
	// Leaving before the barcode leaves TOTP off.
	s := on(t, "forced-qr")
	session := s.signIn()
	s.must(session.Logout(t.Context()))
	s.must(s.SetScenarios(t.Context(), nil))
	if got := s.signIn().State(); got != portal.InUnprotected {
		t.Errorf("got %s", got)
	}
}

// F6 and F7 change the sample accounts, and no others.
func TestSampleAccountScenarios(t *testing.T) {
	for name, want := range map[string]portal.State{"disabled": portal.KeyShown, "lost-key": portal.TOTPPrompt} {
		s := newSite(t, portal.Options{Demo: true})
		key := s.enrol()
		demo, err := s.DemoAccounts(t.Context())
		s.must(err)
		before, err := s.SignIn(t.Context(), demo[0].Role, demo[0].User, []byte(demo[0].Password))
		s.must(err)
		s.must(s.SetScenarios(t.Context(), []string{name}))
		if _, err := s.Resume(t.Context(), before.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("%s: a session goes on: %v", name, err)
		}
		for _, d := range demo {
			session, err := s.SignIn(t.Context(), d.Role, d.User, []byte(d.Password))
			s.must(err)
			if session.State() != want {
				t.Errorf("%s: %s is led to %s, want %s", name, d.User, session.State(), want)
			}
		}
		if !s.try(s.code(key, 0)) {
			t.Errorf("%s: an account that is no sample was changed", name)
		}
		// With another scenario beside it, it does not strike again; set once
		// more as it is, it does.
		session, err := s.SignIn(t.Context(), demo[0].Role, demo[0].User, []byte(demo[0].Password))
		s.must(err)
		s.must(s.SetScenarios(t.Context(), []string{name, "ketat"}))
		if _, err := s.Resume(t.Context(), session.Token()); err != nil {
			t.Errorf("%s: struck again: %v", name, err)
		}
		s.must(s.SetScenarios(t.Context(), []string{"ketat", name}))
		if _, err := s.Resume(t.Context(), session.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("%s: did not strike again: %v", name, err)
		}
	}
}
