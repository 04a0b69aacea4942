package portal_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/portal"

	"github.com/google/go-cmp/cmp"
)

// watched is a site whose events are collected.
func watched(t *testing.T, o portal.Options) (*site, *[]portal.Event) {
	var mu sync.Mutex
	events := &[]portal.Event{}
	o.Observe = func(e portal.Event) {
		mu.Lock()
		defer mu.Unlock()
		*events = append(*events, e)
	}
	return newSite(t, o), events
}

func TestObserve(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s, events := watched(t, portal.Options{Store: store, Demo: true})
		ctx := t.Context()
		*events = nil

		page, err := s.OpenLogin(ctx, portal.Penyedia)
		s.must(err)
		session, err := s.SignInWith(ctx, page.Ticket, portal.Penyedia, user, []byte(password))
		s.must(err)
		_, err = session.Enable(ctx)
		s.must(err)
		s.barcode(session)
		s.clock.Advance(3 * time.Second)
		key, _ := s.barcode(session)
		s.refresh(session)
		s.must(session.Logout(ctx))
		_, _ = s.SignIn(ctx, portal.Penyedia, user, []byte("wrong"))
		_, _ = s.SignIn(ctx, portal.Penyedia, "nobody", []byte("wrong"))
		_, _ = s.SignIn(ctx, portal.Penyedia, "nobody", []byte("wrong"))
		_, _ = s.SignIn(ctx, portal.Penyedia, "somebody", []byte("wrong"))
		session = s.signIn()
		_ = session.SubmitCode(ctx, s.code(key, -3))
		_ = session.SubmitCode(ctx, s.wrong(key))
		s.must(session.SubmitCode(ctx, s.code(key, 0)))
		_ = session.SubmitCode(ctx, s.code(key, 1))
		s.must(session.Disable(ctx))
		s.must(s.SetScenarios(ctx, []string{"ketat"}))
		s.must(s.AskHelpdesk(ctx, portal.Penyedia, user, "rahasia"))
		open, err := s.Requests(ctx)
		s.must(err)
		s.must(s.Resolve(ctx, open[0].ID, true))
		_, err = s.ImportAccounts(ctx, strings.NewReader("role,user_id\npenyedia,ani\npenyedia,budi\n"))
		s.must(err)

		var got []string
		strangers := map[string]bool{}
		for _, e := range *events {
			line := fmt.Sprintf("%s %s %s", e.Act, e.User, e.Verdict)
			if e.Fault != "" {
				line += " " + strings.TrimPrefix(e.Fault, "portal.")
			}
			if e.State != "" {
				line += " " + string(e.State)
			}
			if e.Ready {
				line += " ready"
			}
			if e.Known {
				line += fmt.Sprintf(" %+d", e.Steps)
			}
			if e.Detail != "" {
				line += " " + e.Detail
			}
			if e.Stranger != "" {
				line += " stranger"
				strangers[e.Stranger] = true
			}
			got = append(got, line)
			if e.At.IsZero() {
				t.Errorf("%s has no time", line)
			}
		}
		want := []string{
			"open-login  accepted LOGIN",
			"sign-in budi.vendor accepted IN_UNPROTECTED",
			"enable budi.vendor accepted ENABLING_WAIT",
			"barcode budi.vendor accepted ENABLING_WAIT",
			"barcode budi.vendor accepted KEY_SHOWN ready",
			"refresh budi.vendor accepted KEY_SHOWN ready",
			"logout budi.vendor accepted HOME",
			"sign-in budi.vendor wrong-password bad-credentials",
			"sign-in  unknown-user bad-credentials stranger",
			"sign-in  unknown-user bad-credentials stranger",
			"sign-in  unknown-user bad-credentials stranger",
			"sign-in budi.vendor accepted TOTP_PROMPT",
			"code budi.vendor expired-code code-refused TOTP_PROMPT -3",
			"code budi.vendor wrong-code code-refused TOTP_PROMPT",
			"code budi.vendor accepted IN_PROTECTED +0",
			"code budi.vendor refused wrong-state IN_PROTECTED",
			"disable budi.vendor accepted DISABLED",
			"scenario  accepted ketat",
			"helpdesk budi.vendor accepted",
			"resolve budi.vendor accepted",
			"add-account ani accepted",
			"add-account budi accepted",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if len(strangers) != 2 {
			t.Errorf("two strangers are told as %d", len(strangers))
		}
		secrets := []string{password, "wrong", "nobody", "rahasia", key.Secret.Base32(), s.code(key, 0), s.code(key, -3), session.Token().Reveal(), page.Ticket}
		b, err := json.Marshal(*events)
		s.must(err)
		for _, secret := range secrets {
			if strings.Contains(string(b), `"`+secret+`"`) {
				t.Errorf("the events hold a secret of %d bytes", len(secret))
			}
		}
	})
}

// Events of acts at the same time are told one after the other, in the order in
// which the store took them.
func TestObserveInOrder(t *testing.T) {
	s, events := watched(t, portal.Options{LockAfter: -1})
	key := s.enrol()
	var sessions []*portal.Session
	for range 16 {
		sessions = append(sessions, s.signIn())
	}
	*events = nil
	code := s.code(key, 0)
	var wg sync.WaitGroup
	for _, session := range sessions {
		wg.Go(func() { _ = session.SubmitCode(t.Context(), code) })
	}
	wg.Wait()
	journal, err := s.Attempts(t.Context(), 0, portal.JournalSize)
	s.must(err)
	var told, noted []portal.Verdict
	for _, e := range *events {
		told = append(told, e.Verdict)
	}
	for _, a := range journal[len(journal)-16:] {
		noted = append(noted, a.Verdict)
	}
	if !slices.Equal(told, noted) || told[0] != portal.Accepted {
		t.Errorf("told %v, the journal has %v", told, noted)
	}
}

func TestAttemptsAfter(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		key := s.enrol()
		var after int64
		var seen []portal.Attempt
		for range 100 {
			more, err := s.Attempts(t.Context(), after, 2)
			s.must(err)
			if len(more) == 0 {
				break
			}
			seen = append(seen, more...)
			after = more[len(more)-1].ID
		}
		whole, err := s.Journal(t.Context(), 100)
		s.must(err)
		slices.Reverse(whole)
		if diff := cmp.Diff(whole, seen, sameRecord); diff != "" || len(seen) < 4 {
			t.Error(diff)
		}
		s.clock.Advance(93*time.Second + 500*time.Millisecond)
		s.try(s.code(key, -3))
		more, err := s.Attempts(t.Context(), after, 10)
		s.must(err)
		a := more[len(more)-1]
		if a.Steps != -3 || !a.Known || a.Age != 90*time.Second+s.clock.Now().Sub(key.Start(key.Step(s.clock.Now()))) {
			t.Errorf("got %+v", a)
		}
	})
}
