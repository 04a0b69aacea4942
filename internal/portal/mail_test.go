package portal_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sandi/internal/portal"
)

// prompt returns an enrolled account's session at the TOTP prompt.
func atPrompt(t *testing.T, store portal.Store, names ...string) (*site, *portal.Session) {
	t.Helper()
	s := newSite(t, portal.Options{Store: store})
	s.enrol()
	s.must(s.SetScenarios(t.Context(), names))
	return s, s.signIn()
}

// What RESET TOTP mails is a real code, and it is dead when it arrives: however
// short the delay, however wide the window, wherever the clock.
func TestAMailedCodeIsDeadWhenItArrives(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		for _, names := range [][]string{{"late-mail=1ms", "longgar", "no-lock"}, {"late-mail=1ms", "belajar", "clock=-1h", "no-lock"}, {"late-mail"}} {
			s, session := atPrompt(t, store, names...)
			ctx := t.Context()
			m, err := session.RequestReset(ctx)
			s.must(err)
			if due, err := s.ClaimMail(ctx, m.ArrivesAt.Add(-1), 10); err != nil || len(due) != 0 {
				t.Fatalf("claimed %d before the time, %v", len(due), err)
			}
			s.clock.Advance(m.ArrivesAt.Sub(s.clock.Now()))
			due, err := s.ClaimMail(ctx, s.clock.Now(), 10)
			s.must(err)
			if len(due) != 1 || due[0].To != "budi.vendor@penyedia.latihan.example" || due[0].ID != m.ID || due[0].Tries != 1 {
				t.Fatalf("got %d mails", len(due))
			}
			if again, err := s.ClaimMail(ctx, s.clock.Now(), 10); err != nil || len(again) != 0 {
				t.Errorf("claimed twice: %d, %v", len(again), err)
			}
			codes := regexp.MustCompile(`\b[0-9]{6}\b`).FindAllString(due[0].Body, -1)
			if len(codes) != 2 || codes[0] != codes[1] {
				t.Fatalf("the mail has %d codes, want one in each language", len(codes))
			}
			s.must(s.Deliver(ctx, portal.Letter{From: "portal@latihan.example", To: strings.ToUpper(due[0].To), Subject: due[0].Subject, Body: due[0].Body}))
			s.must(s.MailSent(ctx, due[0].ID, nil))
			letters, err := session.Inbox(ctx)
			s.must(err)
			if len(letters) != 1 || !strings.Contains(letters[0].Body, codes[0]) || letters[0].Subject == "" || !letters[0].At.Equal(s.clock.Now()) {
				t.Fatalf("the inbox has %d letters", len(letters))
			}
			s.refusedAsWrong(session.SubmitCode(ctx, codes[0]))
			if v := s.last().Verdict; v != portal.ReusedCode && v != portal.ExpiredCode {
				t.Errorf("%v: the journal says %s of a mailed code", names, v)
			}
			s.must(s.ResetAll(ctx))
			s.must(s.RemoveAccount(ctx, portal.Penyedia, user))
		}
	})
}

// A mail whose sending fails is due again, later each time, and given up at
// last.
func TestMailIsTriedAgain(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s, session := atPrompt(t, store)
		ctx := t.Context()
		m, err := session.RequestReset(ctx)
		s.must(err)
		s.clock.Advance(m.ArrivesAt.Sub(s.clock.Now()))
		var waits []time.Duration
		for try := 1; ; try++ {
			due, err := s.ClaimMail(ctx, s.clock.Now(), 1)
			s.must(err)
			if len(due) != 1 || due[0].Tries != try {
				t.Fatalf("try %d: %d mails", try, len(due))
			}
			s.must(s.MailSent(ctx, m.ID, errors.New("server \x1b[31maway\xff "+strings.Repeat("x", 500))))
			box, err := s.Outbox(ctx, 1)
			s.must(err)
			if p := box[0].Problem; !strings.HasPrefix(p, "server") || strings.Contains(p, "\x1b") || !utf8.ValidString(p) || len(p) > 200 {
				t.Errorf("the problem is told as %q", p)
			}
			if box[0].State == portal.MailFailed {
				if try != portal.MaxMailTries {
					t.Errorf("given up after %d tries", try)
				}
				break
			}
			wait := box[0].NextTry.Sub(s.clock.Now())
			waits = append(waits, wait)
			if early, err := s.ClaimMail(ctx, s.clock.Now().Add(wait-1), 1); err != nil || len(early) != 0 {
				t.Fatalf("due before its time, %v", err)
			}
			s.clock.Advance(wait)
		}
		if !slices.IsSorted(waits) || waits[0] != 10*time.Second {
			t.Errorf("waits of %v", waits)
		}
		s.clock.Advance(24 * time.Hour)
		if due, err := s.ClaimMail(ctx, s.clock.Now(), 1); err != nil || len(due) != 0 {
			t.Errorf("claimed again after it was given up, %v", err)
		}
		s.must(s.MailSent(ctx, m.ID, nil)) // late news change nothing
		s.must(s.MailSent(ctx, 9999, nil))
		if box, _ := s.Outbox(ctx, 1); box[0].State != portal.MailFailed {
			t.Errorf("got %s", box[0].State)
		}
	})
}

// A portal that dies with a claimed mail does not lose it.
func TestAClaimEnds(t *testing.T) {
	s, session := atPrompt(t, portal.NewMemoryStore())
	m, err := session.RequestReset(t.Context())
	s.must(err)
	for i := range 3 {
		due, err := s.ClaimMail(t.Context(), m.ArrivesAt.Add(time.Duration(i)*time.Minute), 1)
		s.must(err)
		if len(due) != 1 {
			t.Fatalf("claim %d: %d mails", i, len(due))
		}
	}
}

func TestMailIsBoundedForEachAccount(t *testing.T) {
	s, session := atPrompt(t, portal.NewMemoryStore())
	ids := map[int64]bool{}
	for range 20 {
		m, err := session.RequestReset(t.Context())
		s.must(err)
		ids[m.ID] = true
		s.clock.Advance(time.Second)
	}
	box, err := s.Outbox(t.Context(), 100)
	s.must(err)
	if len(box) != 5 || len(ids) != 5 {
		t.Errorf("%d mails wait, %d were told", len(box), len(ids))
	}
}

func TestInbox(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s, session := atPrompt(t, store)
		ctx := t.Context()
		to := "budi.vendor@penyedia.latihan.example"
		for _, l := range []portal.Letter{{To: "nobody@penyedia.latihan.example"}, {To: ""}, {To: "budi.vendor@non-penyedia.latihan.example"}, {To: "@"}} {
			if err := s.Deliver(ctx, l); !errors.Is(err, portal.ErrNoMailbox) {
				t.Errorf("to %q: %v", l.To, err)
			}
		}
		for i := range portal.LettersEach + 5 {
			s.must(s.Deliver(ctx, portal.Letter{To: to, Subject: "s\x07\n" + string(rune('a'+i)), From: strings.Repeat("f", 1000), Body: strings.Repeat("é", portal.MaxLetter)}))
		}
		letters, err := session.Inbox(ctx)
		s.must(err)
		if len(letters) != portal.LettersEach {
			t.Fatalf("got %d letters", len(letters))
		}
		if l := letters[0]; len(l.Body) > portal.MaxLetter || len(l.From) > 320 || strings.ContainsAny(l.Subject, "\x07\n") || !strings.HasSuffix(l.Subject, string(rune('a'+portal.LettersEach+4))) {
			t.Errorf("got subject %q, %d bytes of sender, %d of body", l.Subject, len(l.From), len(l.Body))
		}
		all, err := s.Letters(ctx, 3)
		s.must(err)
		if len(all) != 3 || all[0].ID != letters[0].ID {
			t.Errorf("the operator sees %d", len(all))
		}
		// Nobody else sees them, and nobody without a password.
		s.must(s.AddAccount(ctx, portal.NonPenyedia, user, []byte(password)))
		other, err := s.SignIn(ctx, portal.NonPenyedia, user, []byte(password))
		s.must(err)
		if _, err := other.Inbox(ctx); !errors.Is(err, portal.ErrWrongState) {
			t.Errorf("an inbox without TOTP: %v", err)
		}
		s.must(session.Logout(ctx))
		if _, err := session.Inbox(ctx); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("an inbox after Logout: %v", err)
		}
	})
}

// Every account has its own address, also where only capitals or signs differ.
func TestAddresses(t *testing.T) {
	s := newSite(t, portal.Options{})
	users := []string{"a.b", "a@b", "A.b", "a..b", ".a", "a.", "a-b", "a_b", "=", "a=2eb", "a"}
	for _, u := range users {
		if u == "=" || u == "a=2eb" {
			if err := s.AddAccount(t.Context(), portal.Penyedia, u, []byte("x")); !errors.Is(err, portal.ErrBadAccount) {
				t.Errorf("%s: %v", u, err)
			}
			continue
		}
		for _, role := range portal.Roles() {
			s.must(s.AddAccount(t.Context(), role, u, []byte("x")))
		}
	}
	views, err := s.Accounts(t.Context())
	s.must(err)
	seen := map[string]string{}
	for _, v := range views {
		if other, twice := seen[strings.ToLower(v.Email)]; twice {
			t.Errorf("%s and %s share %s", v.User, other, v.Email)
		}
		seen[strings.ToLower(v.Email)] = v.User
		local, domain, _ := strings.Cut(v.Email, "@")
		if v.Email != strings.ToLower(v.Email) || strings.Contains(local, "@") || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") ||
			strings.Contains(local, "..") || domain != string(v.Role)+".latihan.example" {
			t.Errorf("%s has the address %s", v.User, v.Email)
		}
	}
}
