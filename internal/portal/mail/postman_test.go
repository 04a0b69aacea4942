package mail_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/internal/fault"
	"sandi/internal/portal"
	post "sandi/internal/portal/mail"

	"github.com/emersion/go-smtp"
)

func TestLettersAreProper(t *testing.T) {
	o := startOutside(t, false)
	d := &desk{mails: []portal.Mail{mailTo(7, "penyedia.demo@latihan.invalid")}}
	post.Round(t.Context(), d, o.addr, false, "", "", nil, noon)
	if failure, ok := d.sent[7]; !ok || failure != nil {
		t.Fatalf("got %v, %v", ok, failure)
	}
	letters := o.letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	for i, line := range strings.Split(letters[0], "\n") {
		if len(line) > 78 || (line != "" && !strings.HasSuffix(line, "\r")) {
			t.Errorf("line %d: %q", i, line)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	date, err := m.Header.Date()
	if err != nil || !date.Equal(noon.Now()) {
		t.Errorf("date %v, %v", date, err)
	}
	for name, want := range map[string]string{
		"From": "<" + post.DefaultFrom + ">", "To": "<penyedia.demo@latihan.invalid>", "Auto-Submitted": "auto-generated",
		"MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if id := m.Header.Get("Message-ID"); !strings.HasPrefix(id, "<7.") || !strings.HasSuffix(id, "@latihan.invalid>") {
		t.Errorf("Message-ID %q", id)
	}
	want := mailTo(7, "")
	if got, err := post.Read([]byte(letters[0])); err != nil || got.Subject != want.Subject || got.Text != strings.TrimSpace(want.Body) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A line break in a subject or an address adds no header and no recipient.
func TestNothingIsInjected(t *testing.T) {
	o := startOutside(t, false)
	m := mailTo(1, "a@b.invalid")
	m.Subject = "Kode\r\nBcc: c@d.invalid\r\n\r\nbody"
	bad := mailTo(2, "a@b.invalid>\r\nRCPT TO:<c@d.invalid")
	d := &desk{mails: []portal.Mail{bad, m}}
	post.Round(t.Context(), d, o.addr, false, "", "", nil, noon)
	if d.sent[1] != nil || d.sent[2] == nil {
		t.Errorf("got %v", d.sent)
	}
	for _, letter := range o.letters() {
		m, err := mail.ReadMessage(strings.NewReader(letter))
		if err != nil || m.Header.Get("Bcc") != "" {
			t.Errorf("got %v, %v", m, err)
		}
	}
}

func TestEncryption(t *testing.T) {
	for _, tt := range []struct {
		name       string
		tls        bool
		mechanisms []string
		user       string
		password   string
		trust      bool
		want       error
		login      string
	}{
		{name: "in the clear without a user"},
		{name: "STARTTLS when offered", tls: true, trust: true},
		{name: "not with a certificate of nobody", tls: true, want: post.ErrCertificate},
		{name: "PLAIN", tls: true, trust: true, mechanisms: []string{"PLAIN", "LOGIN"}, user: mailUser, password: mailPassword, login: "PLAIN"},
		{name: "LOGIN", tls: true, trust: true, mechanisms: []string{"LOGIN"}, user: mailUser, password: mailPassword, login: "LOGIN"},
		{name: "no mechanism", tls: true, trust: true, mechanisms: []string{"CRAM-MD5"}, user: mailUser, password: mailPassword, want: post.ErrLoginRefused},
		{name: "wrong password", tls: true, trust: true, mechanisms: []string{"PLAIN"}, user: mailUser, password: "salah-§alah", want: post.ErrLoginRefused},
		{name: "no password in the clear", mechanisms: []string{"PLAIN"}, user: mailUser, password: mailPassword, want: post.ErrNoTLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := startOutside(t, tt.tls, tt.mechanisms...)
			roots := o.roots
			if !tt.trust {
				roots = nil
			}
			d := &desk{mails: []portal.Mail{mailTo(1, "a@b.invalid"), mailTo(2, "c@d.invalid")}}
			post.Round(t.Context(), d, o.addr, false, tt.user, tt.password, roots, noon)
			for id := int64(1); id <= 2; id++ {
				failure, ok := d.sent[id]
				if !ok || !errors.Is(failure, tt.want) {
					t.Errorf("mail %d: got %v, %v, want %v", id, ok, failure, tt.want)
				}
				if text := fmt.Sprint(failure); strings.Contains(text, "alah") || strings.Contains(text, "\x1b") || strings.Contains(text, "123456") {
					t.Errorf("%q tells too much", text)
				}
			}
			letters := 2
			if tt.want != nil {
				letters = 0
			}
			if got := len(o.letters()); got != letters {
				t.Errorf("%d letters, want %d", got, letters)
			}
			if o.inClear != 0 {
				t.Error("a password came in the clear")
			}
			if got := strings.Join(o.logins, " "); got != tt.login {
				t.Errorf("logins %q, want %q", got, tt.login)
			}
		})
	}
}

func TestRefusedLetters(t *testing.T) {
	o := startOutside(t, false)
	o.refuse = func(to string) error {
		switch to {
		case "gone@b.invalid":
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such\x07 user"}
		case "busy@b.invalid":
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Later"}
		}
		return nil
	}
	d := &desk{mails: []portal.Mail{mailTo(1, "gone@b.invalid"), mailTo(2, "busy@b.invalid"), mailTo(3, "fine@b.invalid")}}
	post.Round(t.Context(), d, o.addr, false, "", "", nil, noon)
	for id, permanent := range map[int64]bool{1: true, 2: false} {
		p, ok := errors.AsType[interface {
			error
			Permanent() bool
		}](d.sent[id])
		if !ok || p.Permanent() != permanent || !errors.Is(d.sent[id], post.ErrRefused) || fault.Of(d.sent[id]) == nil {
			t.Errorf("mail %d: got %v", id, d.sent[id])
		}
		if strings.Contains(fmt.Sprint(d.sent[id]), "\x07") {
			t.Errorf("%q", d.sent[id])
		}
	}
	if d.sent[3] != nil || len(o.letters()) != 1 || o.sessions != 1 {
		t.Errorf("after refusals: %v, %d letters in %d conversations", d.sent[3], len(o.letters()), o.sessions)
	}
}

// A server that cannot be reached is asked once for a whole bag, and one that
// breaks off in the middle costs that mail only.
func TestServersThatFail(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	calls := make(chan int, 1)
	go func() {
		n := 0
		for {
			c, err := l.Accept()
			if err != nil {
				calls <- n
				return
			}
			n++
			_, _ = c.Write([]byte("554 go \x1b[2Jaway\r\n"))
			_ = c.Close()
		}
	}()
	d := &desk{mails: []portal.Mail{mailTo(1, "a@b.invalid"), mailTo(2, "a@b.invalid")}}
	post.Round(t.Context(), d, addr, false, "", "", nil, noon)
	for id := int64(1); id <= 2; id++ {
		if !errors.Is(d.sent[id], post.ErrUnreachable) || strings.Contains(fmt.Sprint(d.sent[id]), "\x1b") {
			t.Errorf("got %q", d.sent[id])
		}
	}
	_ = l.Close()
	if n := <-calls; n != 1 {
		t.Errorf("%d calls", n)
	}
	d = &desk{mails: []portal.Mail{mailTo(1, "a@b.invalid")}}
	post.Round(t.Context(), d, addr, false, "", "", nil, noon) // nobody listens any more
	if !errors.Is(d.sent[1], post.ErrUnreachable) {
		t.Errorf("got %v", d.sent[1])
	}

	// A cancelled round says nothing about the mail.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d = &desk{mails: []portal.Mail{mailTo(1, "a@b.invalid")}}
	post.Round(ctx, d, startOutside(t, false).addr, false, "", "", nil, noon)
	if len(d.sent) != 0 {
		t.Errorf("got %v", d.sent)
	}
}

func TestStartRefusesBadOptions(t *testing.T) {
	dir := t.TempDir()
	empty, password := filepath.Join(dir, "empty"), filepath.Join(dir, "password")
	for name, text := range map[string]string{empty: "\nsecond line\n", password: mailPassword + "\r\nmore\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := portal.New(portal.Options{Clock: noon, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	secure := startOutside(t, true, "PLAIN")
	for _, tt := range []struct {
		name string
		o    post.Options
		want error
	}{
		{"a sink for everybody", post.Options{Listen: "0.0.0.0:0"}, post.ErrNotLoopback},
		{"a sink on all interfaces", post.Options{Listen: ":0"}, post.ErrNotLoopback},
		{"a sink nowhere", post.Options{Listen: "127.0.0.1"}, post.ErrNotLoopback},
		{"a sink on a taken port", post.Options{Listen: secure.addr}, post.ErrSink},
		{"no sender", post.Options{From: "spse\r\n"}, post.ErrBadFrom},
		{"no port", post.Options{Server: "mail.test"}, post.ErrBadServer},
		{"nobody there", post.Options{Server: "127.0.0.1:1"}, post.ErrUnreachable},
		{"no password file", post.Options{Server: secure.addr, User: mailUser}, post.ErrPasswordFile},
		{"an empty password", post.Options{Server: secure.addr, User: mailUser, PasswordFile: empty}, post.ErrPasswordFile},
		{"another's certificate", post.Options{Server: secure.addr}, post.ErrCertificate},
		{"another user", post.Options{Server: secure.addr, User: "x", PasswordFile: password, RootCAs: secure.roots}, post.ErrLoginRefused},
		{"all right", post.Options{Server: secure.addr, User: mailUser, PasswordFile: password, RootCAs: secure.roots}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := post.Start(t.Context(), p, tt.o)
			if !errors.Is(err, tt.want) || (tt.want == nil && err != nil) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err != nil {
				if strings.Contains(err.Error(), mailPassword) {
					t.Errorf("%q tells the password", err)
				}
				return
			}
			if s.SinkAddr() != "" {
				t.Errorf("a sink at %s beside an outside server", s.SinkAddr())
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that accepts a connection and then says nothing does not hold the
// post up for longer than its time-out; closing does not wait for that.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	began := time.Now()
	time.AfterFunc(100*time.Millisecond, cancel)
	d := &desk{mails: []portal.Mail{mailTo(1, "a@b.invalid")}}
	post.Round(ctx, d, l.Addr().String(), false, "", "", nil, noon)
	if took := time.Since(began); took > 30*time.Second || len(d.sent) != 0 {
		t.Errorf("took %v, %v", took, d.sent)
	}
}
