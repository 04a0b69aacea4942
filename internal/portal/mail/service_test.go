package mail_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
	post "sandi/internal/portal/mail"

	"github.com/emersion/go-smtp"
)

// practice is a portal with one enrolled account, whose session stands at the
// TOTP prompt.
func practice(t *testing.T, c *clock.Manual) (*portal.Portal, *portal.Session) {
	t.Helper()
	p, err := portal.New(portal.Options{
		Clock: c, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}, BarcodeDelay: -1, MailDelay: 15 * time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := p.AddAccount(ctx, portal.Penyedia, "penyedia.satu", []byte("sandi lewat")); err != nil {
		t.Fatal(err)
	}
	s, err := p.SignIn(ctx, portal.Penyedia, "penyedia.satu", []byte("sandi lewat"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enable(ctx); err != nil {
		t.Fatal(err)
	}
	if b, err := s.Barcode(ctx); err != nil || !b.Ready {
		t.Fatal(b.Ready, err)
	}
	if s, err = p.SignIn(ctx, portal.Penyedia, "penyedia.satu", []byte("sandi lewat")); err != nil {
		t.Fatal(err)
	}
	return p, s
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: never", what)
}

// RESET TOTP from the click to the inbox: the letter comes when it is due, over
// SMTP, and is in the user's inbox only.
func TestResetMailArrives(t *testing.T) {
	c := clock.NewManual(time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC))
	p, session := practice(t, c)
	service, err := post.Start(t.Context(), p, post.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(service.SinkAddr(), "127.0.0.1:") {
		t.Errorf("the sink is at %q", service.SinkAddr())
	}
	m, err := session.RequestReset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(1200 * time.Millisecond) // a round passes: it is not due
	if letters, err := session.Inbox(t.Context()); err != nil || len(letters) != 0 {
		t.Errorf("too early: %d letters, %v", len(letters), err)
	}
	c.Advance(15 * time.Minute)
	var letters []portal.Letter
	eventually(t, "the letter", func() bool {
		letters, err = session.Inbox(t.Context())
		return err != nil || len(letters) > 0
	})
	if err != nil || len(letters) != 1 || letters[0].Subject != m.Subject || !strings.Contains(m.Body, strings.SplitN(letters[0].Body, "\n", 2)[0]) {
		t.Fatalf("got %d letters, %v", len(letters), err)
	}
	eventually(t, "the mail's state", func() bool {
		box, err := p.Outbox(t.Context(), 1)
		return err == nil && len(box) == 1 && box[0].State == portal.MailSent && box[0].Problem == ""
	})
	if err := service.Close(); err != nil {
		t.Error(err)
	}
	if _, err := smtp.Dial(service.SinkAddr()); err == nil {
		t.Error("the sink outlives its service")
	}
	if err := service.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

// What an outside server refuses is tried again later, or given up at once, and
// the operator reads why.
func TestFailuresAreOnTheMail(t *testing.T) {
	c := clock.NewManual(time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC))
	p, session := practice(t, c)
	o := startOutside(t, false)
	var mu sync.Mutex
	answer := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Later"}
	o.refuse = func(string) error {
		mu.Lock()
		defer mu.Unlock()
		return answer
	}
	service, err := post.Start(t.Context(), p, post.Options{Clock: c, Server: o.addr, From: "Portal <spse@example.com>"})
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	if _, err := session.RequestReset(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Advance(15 * time.Minute)
	state := func() portal.Mail {
		box, err := p.Outbox(context.Background(), 1)
		if err != nil || len(box) != 1 {
			t.Fatalf("got %d, %v", len(box), err)
		}
		return box[0]
	}
	eventually(t, "a failed try", func() bool { return state().Problem != "" })
	m := state()
	if m.State != portal.MailQueued || m.Tries != 1 || !m.NextTry.After(c.Now()) || !strings.Contains(m.Problem, "Later") {
		t.Errorf("got %s, %d tries, next %v, problem %q", m.State, m.Tries, m.NextTry, m.Problem)
	}
	mu.Lock()
	answer = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Never"}
	mu.Unlock()
	c.Set(m.NextTry)
	eventually(t, "giving up", func() bool { return state().State == portal.MailFailed })
	if m := state(); m.Tries != 2 || !strings.Contains(m.Problem, "Never") {
		t.Errorf("got %d tries, problem %q", m.Tries, m.Problem)
	}
}

// Two posts on one portal send each mail once.
func TestTwoPosts(t *testing.T) {
	c := clock.NewManual(time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC))
	p, session := practice(t, c)
	o := startOutside(t, false)
	for range 2 {
		service, err := post.Start(t.Context(), p, post.Options{Clock: c, Server: o.addr})
		if err != nil {
			t.Fatal(err)
		}
		defer service.Close()
	}
	for range 5 {
		if _, err := session.RequestReset(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c.Advance(15 * time.Minute)
	eventually(t, "all letters", func() bool { return len(o.letters()) >= 5 })
	time.Sleep(1200 * time.Millisecond)
	if n := len(o.letters()); n != 5 {
		t.Errorf("%d letters, want 5", n)
	}
}
