package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"

	"sandi/internal/fault"
)

// longestSending is how long a conversation with a mail server may take in all.
const longestSending = 30 * time.Second

// submissions is the port on which TLS comes before SMTP (RFC 8314).
const submissions = "465"

// server is a mail server that letters are handed to.
type server struct {
	addr     string // HOST:PORT
	user     string
	password string
	roots    *x509.CertPool
	own      bool // the portal's sink: nothing to encrypt on loopback
}

// caller is a conversation with a mail server, ready for a letter.
type caller struct {
	smtp *smtp.Client
	done func()
}

// call connects, encrypts where that is offered, and logs in. The conversation
// ends with ctx, at the latest after longestSending.
func (s *server) call(ctx context.Context) (*caller, error) {
	ctx, cancel := context.WithTimeout(ctx, longestSending)
	host, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		cancel()
		return nil, ErrBadServer.With("server", s.addr)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", s.addr)
	if err != nil {
		defer cancel()
		return nil, s.unreachable(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	c := &caller{done: func() { stop(); _ = conn.Close(); cancel() }}
	if err := s.greet(ctx, c, conn, host, port); err != nil {
		c.done()
		return nil, err
	}
	return c, nil
}

func (s *server) greet(ctx context.Context, c *caller, conn net.Conn, host, port string) (err error) {
	config := &tls.Config{ServerName: host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	encrypted := port == submissions && !s.own
	if encrypted {
		t := tls.Client(conn, config)
		if err := t.HandshakeContext(ctx); err != nil {
			return s.unreachable(ctx, err)
		}
		conn = t
	}
	if c.smtp, err = smtp.NewClient(conn, host); err != nil {
		return s.unreachable(ctx, err)
	}
	if err := c.smtp.Hello("localhost"); err != nil {
		return s.unreachable(ctx, err)
	}
	if offered, _ := c.smtp.Extension("STARTTLS"); offered && !encrypted && !s.own {
		if err := c.smtp.StartTLS(config); err != nil {
			return s.unreachable(ctx, err)
		}
		encrypted = true
	}
	if s.user == "" {
		return nil
	}
	if !encrypted {
		return ErrNoTLS.With("server", s.addr)
	}
	return s.login(ctx, c)
}

// login uses PLAIN, or LOGIN for servers that have nothing else.
func (s *server) login(ctx context.Context, c *caller) error {
	_, list := c.smtp.Extension("AUTH")
	offered := strings.Fields(strings.ToUpper(list))
	var mechanism sasl.Client
	switch {
	case slices.Contains(offered, sasl.Plain):
		mechanism = sasl.NewPlainClient("", s.user, s.password)
	case slices.Contains(offered, sasl.Login):
		mechanism = sasl.NewLoginClient(s.user, s.password)
	default:
		return ErrLoginRefused.With("server", s.addr).Because(errors.New("no login with a password is offered"))
	}
	err := c.smtp.Auth(login{mechanism})
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return ErrLoginRefused.With("server", s.addr).Because(answer(reply))
	}
	if err != nil {
		return s.unreachable(ctx, err)
	}
	return nil
}

// login lets net/smtp speak a mechanism of go-sasl. The connection is encrypted
// by now.
type login struct{ sasl.Client }

func (l login) Start(*smtp.ServerInfo) (string, []byte, error) { return l.Client.Start() }

func (l login) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	return l.Client.Next(challenge)
}

// send hands one letter over.
func (s *server) send(ctx context.Context, c *caller, from, to string, letter []byte) error {
	err := c.smtp.Mail(from)
	if err == nil {
		err = c.smtp.Rcpt(to)
	}
	if err == nil {
		err = c.data(letter)
	}
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return &refusal{ErrRefused.With("server", s.addr).Because(answer(reply)), reply.Code >= 500}
	}
	if err != nil {
		return s.unreachable(ctx, err)
	}
	return nil
}

func (c *caller) data(letter []byte) error {
	w, err := c.smtp.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(letter); err != nil {
		return err
	}
	return w.Close()
}

// end says goodbye, if the server still listens.
func (c *caller) end() {
	_ = c.smtp.Quit()
	c.done()
}

// unreachable says why a conversation did not come about or broke off.
func (s *server) unreachable(ctx context.Context, err error) error {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return ErrUnreachable.With("server", s.addr).Because(answer(reply))
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return ErrCertificate.With("server", s.addr).Because(err)
	}
	switch ctx.Err() {
	case context.DeadlineExceeded:
		return ErrUnreachable.With("server", s.addr).Because(os.ErrDeadlineExceeded)
	case context.Canceled:
		return context.Canceled
	}
	return ErrUnreachable.With("server", s.addr).Because(plain(err))
}

// answer makes a server's reply fit for a terminal.
func answer(reply *textproto.Error) error {
	return errors.New(clean(reply.Error(), 200, false))
}

// refusal is a letter that the server does not take: for good, or for now.
type refusal struct {
	fault   *fault.Error
	forGood bool
}

func (r *refusal) Error() string { return r.fault.Error() }
func (r *refusal) Unwrap() error { return r.fault }

// Permanent reports whether sending the letter again is of no use.
func (r *refusal) Permanent() bool { return r.forGood }
