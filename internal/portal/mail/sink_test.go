package mail_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/portal"
	post "sandi/internal/portal/mail"

	"github.com/google/go-cmp/cmp"
)

// boxes collects what a sink delivers.
type boxes struct {
	mu      sync.Mutex
	letters []portal.Letter
	answer  func(portal.Letter) error
}

func (b *boxes) deliver(_ context.Context, l portal.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.answer != nil {
		if err := b.answer(l); err != nil {
			return err
		}
	}
	b.letters = append(b.letters, l)
	return nil
}

func (b *boxes) all() []portal.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.letters
}

func startSink(t *testing.T, b *boxes) string {
	t.Helper()
	addr, closeSink, err := post.OpenSink(t.Context(), "127.0.0.1:0", noon, b.deliver)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closeSink(); err != nil {
			t.Error(err)
		}
	})
	return addr
}

func TestFromThePostmanToTheInbox(t *testing.T) {
	b := &boxes{}
	addr := startSink(t, b)
	d := &desk{mails: []portal.Mail{mailTo(1, "a@latihan.invalid"), mailTo(2, "b@latihan.invalid")}}
	post.Round(t.Context(), d, addr, true, "", "", nil, noon)
	if d.sent[1] != nil || d.sent[2] != nil || len(d.sent) != 2 {
		t.Fatalf("got %v", d.sent)
	}
	want := portal.Letter{
		At: noon.Now(), From: post.DefaultFrom, To: "a@latihan.invalid", Subject: mailTo(1, "").Subject, Body: strings.TrimSpace(mailTo(1, "").Body),
	}
	other := want
	other.To = "b@latihan.invalid"
	if diff := cmp.Diff([]portal.Letter{want, other}, b.all()); diff != "" {
		t.Error(diff)
	}
}

// Other programs deliver too: here the standard library's client, with several
// recipients.
func TestAnotherProgramDelivers(t *testing.T) {
	b := &boxes{answer: func(l portal.Letter) error {
		if l.To == "nobody@latihan.invalid" {
			return portal.ErrNoMailbox
		}
		return nil
	}}
	addr := startSink(t, b)
	letter := "From: Helpdesk <help@example.com>\r\nSubject: =?utf-8?q?Halo_=C3=A9?=\r\n\r\nHalo.\r\n"
	to := []string{"a@latihan.invalid", "nobody@latihan.invalid", "b@latihan.invalid"}
	if err := smtp.SendMail(addr, nil, "help@example.com", to, []byte(letter)); err != nil {
		t.Fatal(err)
	}
	got := b.all()
	if len(got) != 2 || got[1].To != "b@latihan.invalid" || got[0].From != "help@example.com" || got[0].Subject != "Halo é" || got[0].Body != "Halo." {
		t.Errorf("got %+v", got)
	}

	b.answer = func(portal.Letter) error { return errors.New("disk full at /home/x") }
	err := smtp.SendMail(addr, nil, "help@example.com", to[:1], []byte(letter))
	if err == nil || !strings.HasPrefix(err.Error(), "451") || strings.Contains(err.Error(), "/home") {
		t.Errorf("got %v", err)
	}
	err = smtp.SendMail(addr, nil, "help@example.com", to[:1], []byte("no head\r\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "554") {
		t.Errorf("got %v", err)
	}
}

// client speaks SMTP by hand.
type client struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func dial(t *testing.T, addr string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	c := &client{t, conn, bufio.NewReader(conn)}
	c.expect("220")
	return c
}

// answer returns the last line of a reply, "" at the end of the connection.
func (c *client) answer() string {
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return ""
		}
		if len(line) > 3 && line[3] == ' ' {
			return strings.TrimSpace(line)
		}
	}
}

func (c *client) expect(code string) {
	c.t.Helper()
	if got := c.answer(); !strings.HasPrefix(got, code) {
		c.t.Fatalf("got %q, want %s", got, code)
	}
}

func (c *client) say(line, code string) {
	c.t.Helper()
	if _, err := fmt.Fprintf(c.conn, "%s\r\n", line); err != nil {
		c.t.Fatal(err)
	}
	c.expect(code)
}

func (c *client) begin() {
	c.t.Helper()
	c.say("EHLO localhost", "250")
	c.say("MAIL FROM:<a@b.invalid>", "250")
	c.say("RCPT TO:<c@d.invalid>", "250")
}

func TestTheSinkIsBounded(t *testing.T) {
	t.Run("size", func(t *testing.T) {
		b := &boxes{}
		c := dial(t, startSink(t, b))
		c.say("EHLO localhost", "250")
		c.say(fmt.Sprintf("MAIL FROM:<a@b.invalid> SIZE=%d", post.MaxLetter+1), "552")
		c.say("MAIL FROM:<a@b.invalid>", "250")
		c.say("RCPT TO:<c@d.invalid>", "250")
		c.say("DATA", "354")
		c.say("Subject: x\r\n\r\n"+strings.Repeat(strings.Repeat("x", 98)+"\r\n", post.MaxLetter/90)+".", "552")
		if len(b.all()) != 0 {
			t.Error("an oversized letter was kept")
		}
		c.begin() // and the connection goes on
	})
	t.Run("recipients", func(t *testing.T) {
		c := dial(t, startSink(t, &boxes{}))
		c.say("EHLO localhost", "250")
		c.say("MAIL FROM:<a@b.invalid>", "250")
		for range post.MaxRecipients {
			c.say("RCPT TO:<c@d.invalid>", "250")
		}
		c.say("RCPT TO:<c@d.invalid>", "452")
	})
	t.Run("addresses", func(t *testing.T) {
		c := dial(t, startSink(t, &boxes{}))
		c.begin()
		c.say("RCPT TO:<"+strings.Repeat("x", 250)+"@d.invalid>", "553")
	})
	t.Run("line of a command", func(t *testing.T) {
		c := dial(t, startSink(t, &boxes{}))
		c.say("NOOP "+strings.Repeat("x", post.MaxLine), "500")
	})
	t.Run("line of a letter", func(t *testing.T) {
		b := &boxes{}
		c := dial(t, startSink(t, b))
		c.begin()
		c.say("DATA", "354")
		_, _ = fmt.Fprintf(c.conn, "Subject: x\r\n\r\n%s\r\n.\r\n", strings.Repeat("x", post.MaxLine*2))
		if got := c.answer(); strings.HasPrefix(got, "2") || len(b.all()) != 0 {
			t.Errorf("got %q", got)
		}
	})
	t.Run("letters", func(t *testing.T) {
		c := dial(t, startSink(t, &boxes{}))
		c.say("EHLO localhost", "250")
		for range post.MaxLetters {
			c.say("MAIL FROM:<a@b.invalid>", "250")
			c.say("RSET", "250")
		}
		c.say("MAIL FROM:<a@b.invalid>", "421")
	})
	t.Run("nonsense", func(t *testing.T) {
		c := dial(t, startSink(t, &boxes{}))
		for range 4 {
			if _, err := fmt.Fprint(c.conn, "\x00\xff\r\n"); err != nil {
				break
			}
			_ = c.answer()
		}
		_ = c.answer()
		if got := c.answer(); got != "" {
			t.Errorf("still there: %q", got)
		}
	})
	t.Run("connections", func(t *testing.T) {
		addr := startSink(t, &boxes{})
		var first *client
		for i := range 16 {
			c := dial(t, addr)
			if i == 0 {
				first = c
			}
		}
		extra, err := net.Dial("tcp", addr) // waits in the system's queue
		if err != nil {
			t.Fatal(err)
		}
		defer extra.Close()
		_ = extra.SetDeadline(time.Now().Add(100 * time.Millisecond))
		if _, err := extra.Read(make([]byte, 3)); err == nil {
			t.Error("a connection too many is served")
		}
		first.say("QUIT", "221")
		_ = extra.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := extra.Read(make([]byte, 3)); err != nil {
			t.Errorf("a free place is not used: %v", err)
		}
	})
}

// Nothing that a client says makes the sink a relay or tells it who has an
// account here.
func TestTheSinkTellsNothing(t *testing.T) {
	c := dial(t, startSink(t, &boxes{answer: func(portal.Letter) error { return portal.ErrNoMailbox }}))
	c.say("EHLO localhost", "250")
	c.say("VRFY penyedia.demo@latihan.invalid", "252")
	c.say("EXPN all", "502")
	c.say("AUTH PLAIN AGEAYg==", "5")
	c.say("STARTTLS", "502")
	c.say("MAIL FROM:<>", "250")
	c.say("RCPT TO:<whoever@example.com>", "250")
	c.say("DATA", "354")
	c.say("Subject: x\r\n\r\nx\r\n.", "250")
	c.say("QUIT", "221")
}
