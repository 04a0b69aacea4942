package portal_test

import (
	"errors"
	"testing"
	"time"

	"sandi/internal/portal"
)

func TestLoginTimeout(t *testing.T) {
	store := portal.NewMemoryStore()
	s := newSite(t, portal.Options{Store: store})
	ctx := t.Context()
	in := func(p *portal.Portal, ticket string) error {
		_, err := p.SignInWith(ctx, ticket, portal.Penyedia, user, []byte(password))
		return err
	}
	// Nothing times out: no ticket is wanted.
	page, err := s.OpenLogin(ctx, portal.Penyedia)
	s.must(err)
	if !page.Expires.IsZero() {
		t.Errorf("expires at %v", page.Expires)
	}
	s.must(in(s.Portal, ""))
	s.must(in(s.Portal, "nonsense"))

	s.must(s.SetScenarios(ctx, []string{"login-timeout=10s", "clock=-7h"}))
	page, err = s.OpenLogin(ctx, portal.Penyedia)
	s.must(err)
	if got := page.Expires.Sub(s.clock.Now()); got != 10*time.Second {
		t.Errorf("expires in %v", got)
	}
	for _, bad := range []string{"", "nonsense", page.Ticket[1:], page.Ticket + "A", "B" + page.Ticket[1:], page.Ticket[:len(page.Ticket)-1] + "!"} {
		if err := in(s.Portal, bad); !errors.Is(err, portal.ErrLoginTimeout) {
			t.Errorf("ticket %.9q…: %v", bad, err)
		}
	}
	other, err := s.OpenLogin(ctx, portal.NonPenyedia)
	s.must(err)
	if err := in(s.Portal, other.Ticket); !errors.Is(err, portal.ErrLoginTimeout) {
		t.Errorf("a ticket of the other role: %v", err)
	}
	second, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
	s.must(err)
	s.clock.Advance(10*time.Second - time.Millisecond)
	s.must(in(second, page.Ticket))
	s.must(in(s.Portal, page.Ticket))
	s.clock.Advance(time.Millisecond)
	if err := in(second, page.Ticket); !errors.Is(err, portal.ErrLoginTimeout) {
		t.Errorf("late: %v", err)
	}
	if a := s.last(); a.Verdict != portal.TimedOut || a.User != "" || a.Act != portal.ActSignIn {
		t.Errorf("the journal says %+v", a)
	}
	// A late one is no wrong password: nothing is counted.
	if v := s.view(user); v.Failures != 0 {
		t.Errorf("%d failures", v.Failures)
	}
	// The scenario over, nothing is late; but a page may have its own limit.
	s.must(s.SetScenarios(ctx, nil))
	s.must(in(s.Portal, page.Ticket))
	if err := s.CheckLogin(ctx, page.Ticket, portal.Penyedia, 5*time.Second); !errors.Is(err, portal.ErrLoginTimeout) {
		t.Errorf("past the page's own limit: %v", err)
	}
	s.must(s.CheckLogin(ctx, page.Ticket, portal.Penyedia, time.Minute))
	// Tickets of another store are worthless.
	stranger := newSite(t, portal.Options{})
	if err := stranger.CheckLogin(ctx, page.Ticket, portal.Penyedia, time.Hour); !errors.Is(err, portal.ErrLoginTimeout) {
		t.Errorf("another store's ticket: %v", err)
	}
	if _, err := s.OpenLogin(ctx, "admin"); err == nil {
		t.Error("a role that is none has a login page")
	}
}

// A late login is told the same for any user id.
func TestLoginTimeoutTellsNothing(t *testing.T) {
	s := on(t, "login-timeout=10s")
	page, err := s.OpenLogin(t.Context(), portal.Penyedia)
	s.must(err)
	s.clock.Advance(time.Minute)
	for _, u := range []string{user, "nobody", "not a user id"} {
		if _, err := s.SignInWith(t.Context(), page.Ticket, portal.Penyedia, u, []byte(password)); told(err) != told(portal.ErrLoginTimeout) {
			t.Errorf("%s: %v", u, err)
		}
	}
}
