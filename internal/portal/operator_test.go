package portal_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"

	"github.com/google/go-cmp/cmp"
)

func TestOperatorKey(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		key, err := s.OperatorKey(t.Context())
		s.must(err)
		text := key.Reveal()
		if !regexp.MustCompile(`^([A-Z2-7]{5}-){5}[A-Z2-7]$`).MatchString(text) {
			t.Error("the key has another shape")
		}
		if printed := fmt.Sprintf("%v %+v %#v %s", key, key, key, struct{ K portal.OperatorKey }{key}); strings.Contains(printed, text[:5]) {
			t.Errorf("prints as %s", printed)
		}
		for _, right := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, "-", ""), " " + strings.ReplaceAll(text, "-", " ") + "\n"} {
			if !s.CheckOperator(right) {
				t.Errorf("%d letters of the right key are refused", len(right))
			}
		}
		for _, wrong := range []string{"", text[1:], text + "A", "A", strings.Repeat("A", 26), strings.Repeat(text, 1000)} {
			if s.CheckOperator(wrong) {
				t.Errorf("a wrong key of %d bytes is accepted", len(wrong))
			}
		}
		// It stays: for other portals on the store, and through a reset.
		s.must(s.ResetAll(t.Context()))
		other, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
		s.must(err)
		if !other.CheckOperator(text) {
			t.Error("another portal on the store has another key")
		}
		named, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap, OperatorKey: "kunci-operator-sendiri"})
		s.must(err)
		if named.CheckOperator(text) || !named.CheckOperator("KUNCI OPERATOR SENDIRI") {
			t.Error("Options.OperatorKey is not heeded")
		}
	})
	if _, err := portal.New(portal.Options{Clock: &manualClock{now: start}, OperatorKey: "terlalu-pendek"}); !errors.Is(err, portal.ErrBadOptions) {
		t.Errorf("a short key: %v", err)
	}
}

func TestAccountsTellNoSecret(t *testing.T) {
	s := newSite(t, portal.Options{Demo: true})
	key := s.enrol()
	session := s.signIn()
	s.fail(key, 2)
	_, err := s.SignIn(t.Context(), portal.Penyedia, user, []byte("wrong"))
	if !errors.Is(err, portal.ErrBadCredentials) {
		t.Fatal(err)
	}
	v := s.view(user)
	want := portal.AccountView{
		Role: portal.Penyedia, User: user, Email: "budi.vendor@penyedia.latihan.example", TOTP: portal.TOTPOn, Failures: 2, Sessions: 2,
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
	all, err := s.Accounts(t.Context())
	s.must(err)
	demo := 0
	for _, a := range all {
		if a.Demo {
			demo++
		}
	}
	if len(all) != 5 || demo != 4 {
		t.Errorf("%d accounts, %d samples", len(all), demo)
	}
	s.must(session.Logout(t.Context()))
	s.clock.Advance(time.Hour)
	if got := s.view(user).Sessions; got != 0 {
		t.Errorf("%d sessions after they have expired", got)
	}
}

func TestOperatorActsOnNoAccount(t *testing.T) {
	s := newSite(t, portal.Options{})
	for name, act := range map[string]func(role portal.Role, user string) error{
		"reset":  func(r portal.Role, u string) error { return s.ResetAccount(t.Context(), r, u) },
		"unlock": func(r portal.Role, u string) error { return s.Unlock(t.Context(), r, u) },
		"remove": func(r portal.Role, u string) error { return s.RemoveAccount(t.Context(), r, u) },
	} {
		if err := act(portal.NonPenyedia, user); !errors.Is(err, portal.ErrNoAccount) {
			t.Errorf("%s: %v", name, err)
		}
		if err := act("admin", "\x00"); !errors.Is(err, portal.ErrNoAccount) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRemoveAccount(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		session := s.signIn()
		s.must(s.AskHelpdesk(t.Context(), portal.Penyedia, user, "x"))
		s.must(s.RemoveAccount(t.Context(), portal.Penyedia, user))
		if _, err := session.Enable(t.Context()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("its session goes on: %v", err)
		}
		if _, err := s.SignIn(t.Context(), portal.Penyedia, user, []byte(password)); !errors.Is(err, portal.ErrBadCredentials) {
			t.Errorf("got %v", err)
		}
		if open, err := s.Requests(t.Context()); err != nil || len(open) != 0 {
			t.Errorf("%d requests, %v", len(open), err)
		}
		s.must(s.AddAccount(t.Context(), portal.Penyedia, user, []byte(password)))
		if got := s.signIn().State(); got != portal.InUnprotected {
			t.Errorf("a new account of the same name begins in %s", got)
		}
	})
}

func TestResetAll(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, Demo: true})
		ctx := t.Context()
		demo, err := s.DemoAccounts(ctx)
		s.must(err)
		key := s.enrol()
		s.must(s.SetScenarios(ctx, []string{"lost-key", "clock=+1h", "lock-5"}))
		token, err := s.OpenClass(ctx, portal.Class{Name: "k", Role: portal.Penyedia, Seats: 2})
		s.must(err)
		joined, err := s.Join(ctx, token)
		s.must(err)
		s.fail(key, 5)
		session := s.signIn()
		_, err = session.RequestReset(ctx)
		s.must(err)
		s.must(s.Deliver(ctx, portal.Letter{To: "budi.vendor@penyedia.latihan.example", Subject: "x"}))
		s.must(s.AskHelpdesk(ctx, portal.Penyedia, user, "x"))
		s.must(s.RemoveAccount(ctx, demo[0].Role, demo[0].User))
		last := s.attempt().ID

		s.must(s.ResetAll(ctx))

		if names, c, err := s.Scenarios(ctx); err != nil || !slices.Equal(names, []string{"normal"}) || c != (portal.Conditions{}) {
			t.Errorf("%v %+v %v", names, c, err)
		}
		if !s.Now().Equal(s.clock.Now()) {
			t.Error("the clock is still off")
		}
		if _, err := s.Resume(ctx, session.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("a session goes on: %v", err)
		}
		journal, err := s.Attempts(ctx, last, 10)
		s.must(err)
		whole, err := s.Journal(ctx, 10)
		s.must(err)
		if len(journal) != 1 || len(whole) != 1 || journal[0].Act != portal.ActResetAll || journal[0].ID <= last {
			t.Errorf("a follower of the journal sees %+v of %d", journal, len(whole))
		}
		box, err := s.Outbox(ctx, 10)
		s.must(err)
		letters, err := s.Letters(ctx, 10)
		s.must(err)
		requests, err := s.Requests(ctx)
		s.must(err)
		if len(box)+len(letters)+len(requests) != 0 {
			t.Errorf("%d mails, %d letters, %d requests are left", len(box), len(letters), len(requests))
		}
		again, err := s.DemoAccounts(ctx)
		s.must(err)
		if len(again) != 4 || !slices.Equal(again[1:], demo[1:]) {
			t.Errorf("the sample accounts are now %d, or have other passwords", len(again))
		}
		want := map[string]portal.State{portal.DemoLost: portal.TOTPPrompt}
		for _, d := range append(again, portal.DemoAccount{Role: joined.Role, User: joined.User, Password: joined.Password}, portal.DemoAccount{Role: portal.Penyedia, User: user, Password: password}) {
			session, err := s.SignIn(ctx, d.Role, d.User, []byte(d.Password))
			s.must(err)
			state, listed := want[d.User]
			if !listed {
				state = portal.InUnprotected
			}
			if session.State() != state {
				t.Errorf("%s begins in %s, want %s", d.User, session.State(), state)
			}
		}
		if _, err := s.Join(ctx, token); err != nil {
			t.Errorf("the class is gone: %v", err)
		}
	})
}

// Two portals on one store agree on scenarios at once, also while sessions are
// open, and a kill loses none.
func TestScenariosAreShared(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		ctx := t.Context()
		key := s.enrol()
		other, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
		s.must(err)
		session := s.signIn()
		s.must(other.SetScenarios(ctx, []string{"ketat", "clock=+1h"}))
		s.clock.Advance(30 * time.Second)
		s.refusedAsWrong(session.SubmitCode(ctx, s.code(key, 0)))
		if a := s.attempt(); a.ClockOffset != time.Hour || a.Steps != -120 || a.Verdict != portal.ExpiredCode {
			t.Errorf("got %+v", a)
		}
		if got := s.Now().Sub(s.clock.Now()); got != time.Hour {
			t.Errorf("the portal's clock is off by %v", got)
		}
		s.must(session.SubmitCode(ctx, s.code(key, 120)))
		third, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
		s.must(err)
		if got := third.Now().Sub(s.clock.Now()); got != time.Hour {
			t.Errorf("the clock of a portal that was just made is off by %v", got)
		}
		names, _, err := third.Scenarios(ctx)
		s.must(err)
		if !slices.Equal(names, []string{"ketat", "clock=+1h"}) {
			t.Errorf("got %v", names)
		}
		if a, err := third.Journal(ctx, 10); err != nil || !slices.ContainsFunc(a, func(a portal.Attempt) bool {
			return a.Act == portal.ActScenario && a.Detail == "ketat,clock=+1h" && a.Verdict == portal.Accepted
		}) {
			t.Errorf("the journal does not tell of it, %v", err)
		}
	})
}

func TestUnknownScenarioChangesNothing(t *testing.T) {
	s := on(t, "ketat")
	if err := s.SetScenarios(t.Context(), []string{"lazim", "kuno"}); !errors.Is(err, portal.ErrUnknownScenario) {
		t.Errorf("got %v", err)
	}
	if names, _, _ := s.Scenarios(t.Context()); !slices.Equal(names, []string{"ketat"}) {
		t.Errorf("got %v", names)
	}
}

// Sessions, lock-outs and mail go by true time, wherever the portal's clock is.
func TestTheWrongClockDoesNotEndSessions(t *testing.T) {
	for _, clock := range []string{"clock=+3650d", "clock=-3650d"} {
		s, key := under(t, clock)
		session := s.signIn()
		s.clock.Advance(portal.DefaultSessionTTL - 1)
		code, err := key.CodeAt(s.Now())
		s.must(err)
		s.must(session.SubmitCode(t.Context(), code.Reveal()))
		m, err := session.RequestReset(t.Context())
		s.must(err)
		if got := m.ArrivesAt.Sub(s.clock.Now()); got != portal.DefaultMailDelay {
			t.Errorf("%s: the mail arrives in %v", clock, got)
		}
		if got := m.CodeExpires.Sub(s.clock.Now()); got <= 0 || got > 30*time.Second {
			t.Errorf("%s: the code expires in %v", clock, got)
		}
		s.clock.Advance(1)
		if _, err := s.Resume(t.Context(), session.Token()); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("%s: got %v", clock, err)
		}
	}
}
