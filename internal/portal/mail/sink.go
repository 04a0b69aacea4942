package mail

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"sandi/internal/portal"

	"github.com/emersion/go-smtp"
)

// Bounds of what a client of the sink may send. The portal's own letters have
// about a thousand bytes.
const (
	maxLetter      = 64 << 10 // bytes
	maxRecipients  = 10
	maxLine        = 1000 // bytes, RFC 5321 section 4.5.3.1.6
	maxConnections = 16
	maxLetters     = 100              // of one connection
	idleTimeout    = 20 * time.Second // also for a whole letter
	longestCall    = 2 * time.Minute  // of one connection, however busy
)

// sink is an SMTP server that keeps letters and passes none on.
type sink struct {
	server   *smtp.Server
	listener net.Listener
	addr     string
	served   chan struct{}
}

// openSink listens on a loopback address and gives each letter to deliver, once
// for each recipient.
func openSink(ctx context.Context, addr string, clock portal.Clock, deliver func(context.Context, portal.Letter) error) (*sink, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil || !tcp.IP.IsLoopback() {
		return nil, ErrNotLoopback.With("address", addr)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", tcp.String())
	if err != nil {
		return nil, ErrSink.With("address", addr).Because(plain(err))
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &visit{ctx: ctx, clock: clock, deliver: deliver}, nil
	}))
	server.Domain = "localhost"
	server.MaxMessageBytes = maxLetter
	server.MaxRecipients = maxRecipients
	server.MaxLineLength = maxLine
	server.ReadTimeout, server.WriteTimeout = idleTimeout, idleTimeout
	// What a client sends must not reach the terminal that the portal runs in.
	server.ErrorLog = log.New(io.Discard, "", 0)
	s := &sink{
		server: server, addr: l.Addr().String(), served: make(chan struct{}),
		listener: &bounded{Listener: l, slots: make(chan struct{}, maxConnections), over: make(chan struct{})},
	}
	go func() {
		defer close(s.served)
		_ = server.Serve(s.listener)
	}()
	return s, nil
}

func (s *sink) close() error {
	err := s.server.Close()
	_ = s.listener.Close() // the server does not know it yet when Serve has not begun
	<-s.served
	return err
}

// visit is what one client does in one connection.
type visit struct {
	ctx     context.Context
	clock   portal.Clock
	deliver func(context.Context, portal.Letter) error
	to      []string
	letters int
}

func (v *visit) Reset()        { v.to = nil }
func (v *visit) Logout() error { return nil }

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.letters++; v.letters > maxLetters {
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "Too many letters at once"}
	}
	return v.address(from)
}

// Rcpt takes every address, so that nobody learns here which accounts exist.
func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := v.address(to); err != nil {
		return err
	}
	v.to = append(v.to, to)
	return nil
}

func (v *visit) address(a string) error {
	if len(a) > maxAddress || clean(a, maxAddress, false) != a {
		return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 1, 3}, Message: "Not an address"}
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r) // the server ends it at maxLetter
	if err != nil {
		return err
	}
	c, err := read(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Not a letter"}
	}
	for _, to := range v.to {
		letter := portal.Letter{At: v.clock.Now(), To: to, From: c.from, Subject: c.subject, Body: c.text}
		// Who has no account gets the same answer as who has one.
		if err := v.deliver(v.ctx, letter); err != nil && !errors.Is(err, portal.ErrNoMailbox) {
			// The reason may name files of this computer.
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Cannot keep the letter now"}
		}
	}
	return nil
}

// bounded accepts connections from this computer only, few at once, and ends
// those that stay too long.
type bounded struct {
	net.Listener
	slots  chan struct{}
	over   chan struct{}
	closed sync.Once
}

func (b *bounded) Accept() (net.Conn, error) {
	select {
	case b.slots <- struct{}{}:
	case <-b.over:
		return nil, net.ErrClosed
	}
	c, err := b.Listener.Accept()
	if err != nil {
		<-b.slots
		return nil, err
	}
	timer := time.AfterFunc(longestCall, func() { _ = c.Close() })
	return &call{Conn: c, end: sync.OnceFunc(func() { timer.Stop(); <-b.slots })}, nil
}

func (b *bounded) Close() error {
	b.closed.Do(func() { close(b.over) })
	return b.Listener.Close()
}

type call struct {
	net.Conn
	end func()
}

func (c *call) Close() error {
	defer c.end()
	return c.Conn.Close()
}

// plain drops what net.OpError repeats: the operation and the address.
func plain(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}
