package portal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"sandi/internal/portal"
)

// Nobody learns from the helpdesk whether an account exists, and what strangers
// write is kept for nobody.
func TestHelpdeskTellsNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		ctx := t.Context()
		for _, ask := range []struct {
			role portal.Role
			user string
		}{{portal.Penyedia, user}, {portal.NonPenyedia, user}, {portal.Penyedia, "nobody"}, {"admin", user}, {portal.Penyedia, ""}, {portal.Penyedia, strings.Repeat("x", 10_000)}, {portal.Penyedia, "kata sandi saya"}} {
			if err := s.AskHelpdesk(ctx, ask.role, ask.user, "tolong"); err != nil {
				t.Errorf("%s %.20q: %v", ask.role, ask.user, err)
			}
		}
		open, err := s.Requests(ctx)
		s.must(err)
		if len(open) != 1 || open[0].User != user || open[0].Text != "tolong" || !open[0].At.Equal(s.clock.Now()) {
			t.Errorf("got %+v", open)
		}
		journal, err := s.Journal(ctx, 20)
		s.must(err)
		for _, a := range journal {
			if a.User != "" && a.User != user || a.Role != "" && !a.Role.Known() {
				t.Errorf("the journal keeps what a stranger typed: %+v", a)
			}
		}
	})
}

func TestRequests(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		ctx := t.Context()
		key := s.enrol()
		s.must(s.AskHelpdesk(ctx, portal.Penyedia, user, "satu"))
		first, err := s.Requests(ctx)
		s.must(err)
		s.clock.Advance(time.Minute)
		s.must(s.AskHelpdesk(ctx, portal.Penyedia, user, "dua"))
		open, err := s.Requests(ctx)
		s.must(err)
		if len(open) != 1 || open[0].Text != "dua" || open[0].ID != first[0].ID || !open[0].At.Equal(s.clock.Now()) {
			t.Fatalf("got %+v", open)
		}
		// Closed without a reset: the key goes on.
		s.must(s.Resolve(ctx, open[0].ID, false))
		if !s.try(s.code(key, 0)) {
			t.Error("closing a request changed the account")
		}
		if err := s.Resolve(ctx, open[0].ID, true); !errors.Is(err, portal.ErrNoRequest) {
			t.Errorf("closed twice: %v", err)
		}
		s.must(s.AskHelpdesk(ctx, portal.Penyedia, user, "tiga"))
		open, err = s.Requests(ctx)
		s.must(err)
		s.fail(key, 5)
		s.must(s.Resolve(ctx, open[0].ID, true))
		if v := s.view(user); v.TOTP != portal.TOTPReset || v.Locked || v.Failures != 0 || v.Sessions != 0 {
			t.Errorf("after the reset: %+v", v)
		}
		if got := s.signIn().State(); got != portal.KeyShown {
			t.Errorf("the next login leads to %s", got)
		}
	})
}

func TestRequestsAreBounded(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		for i := range portal.MaxRequests + 5 {
			u := fmt.Sprintf("u%d", i)
			s.must(s.AddAccount(t.Context(), portal.Penyedia, u, []byte("x")))
			s.must(s.AskHelpdesk(t.Context(), portal.Penyedia, u, "x"))
		}
		open, err := s.Requests(t.Context())
		s.must(err)
		if len(open) != portal.MaxRequests || open[0].User != "u5" {
			t.Errorf("%d requests from %s", len(open), open[0].User)
		}
	})
}

func FuzzHelpdeskText(f *testing.F) {
	f.Add("Kunci saya hilang.\nTerima kasih.")
	f.Add("\x1b[2J\x00\xff\u202e" + strings.Repeat("é", 3000))
	p, err := portal.New(portal.Options{Clock: &manualClock{now: start}, HashCost: cheap})
	if err != nil {
		f.Fatal(err)
	}
	if err := p.AddAccount(f.Context(), portal.Penyedia, user, []byte(password)); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := p.AskHelpdesk(t.Context(), portal.Penyedia, user, text); err != nil {
			t.Fatal(err)
		}
		open, err := p.Requests(t.Context())
		if err != nil || len(open) != 1 {
			t.Fatal(err)
		}
		got := open[0].Text
		if !utf8.ValidString(got) || len(got) > portal.MaxRequestText || strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }) {
			t.Fatalf("kept as %q", got)
		}
	})
}
