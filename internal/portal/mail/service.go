package mail

import (
	"bufio"
	"context"
	"crypto/x509"
	"io"
	"net/mail"
	"os"
	"strings"
	"sync"

	"sandi/internal/clock"
	"sandi/internal/portal"
)

// Options sets the post up. The zero value of a field means its default.
type Options struct {
	// Server is the HOST:PORT of an outside mail server. Empty: the own sink.
	// STARTTLS is used where the server offers it and required with User; port
	// 465 speaks TLS from the start.
	Server string
	// User and PasswordFile are the outside server's credentials. The password
	// is the file's first line.
	User         string
	PasswordFile string
	// From is the letters' sender; DefaultFrom.
	From string

	// Clock tells when a mail is due, and dates the letters; the system's.
	Clock portal.Clock
	// Listen is the sink's address, on loopback; 127.0.0.1 and any free port.
	Listen string
	// RootCAs is what an outside server's certificate is checked against; nil
	// means the system's.
	RootCAs *x509.CertPool
}

// DefaultFrom is the letters' sender. The domain is reserved (RFC 6761), so
// that no answer can reach anybody.
const DefaultFrom = "spse@latihan.invalid"

const maxPasswordFile = 4 << 10 // bytes

// Service is a running post.
type Service struct {
	sink  *sink
	stop  context.CancelFunc
	done  chan struct{}
	close func() error
}

// Start runs the post of p until ctx ends or Close is called. An outside server
// is tried once, so that a wrong name or password is told now and not when the
// first mail is due.
func Start(ctx context.Context, p *portal.Portal, o Options) (*Service, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.From == "" {
		o.From = DefaultFrom
	}
	if _, err := mail.ParseAddress(o.From); err != nil {
		return nil, ErrBadFrom.With("from", clean(o.From, maxAddress, false))
	}
	s := &Service{done: make(chan struct{}), close: func() error { return nil }}
	var to *server
	var err error
	if o.Server == "" {
		if o.Listen == "" {
			o.Listen = "127.0.0.1:0"
		}
		if s.sink, err = openSink(ctx, o.Listen, o.Clock, p.Deliver); err != nil {
			return nil, err
		}
		s.close = sync.OnceValue(s.sink.close)
		to = &server{addr: s.sink.addr, own: true}
	} else if to, err = outside(ctx, o); err != nil {
		return nil, err
	}
	ctx, s.stop = context.WithCancel(ctx)
	postman := &postman{office: p, server: to, from: o.From, clock: o.Clock}
	go func() {
		defer close(s.done)
		postman.run(ctx)
		_ = s.close() // also when ctx ends before Close is called
	}()
	return s, nil
}

// outside tries the named server once.
func outside(ctx context.Context, o Options) (*server, error) {
	to := &server{addr: o.Server, user: o.User, roots: o.RootCAs}
	if o.User != "" {
		var err error
		if to.password, err = firstLine(o.PasswordFile); err != nil {
			return nil, err
		}
	}
	c, err := to.call(ctx)
	if err != nil {
		return nil, err
	}
	c.end()
	return to, nil
}

func firstLine(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", ErrPasswordFile.With("file", file).Because(err)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, maxPasswordFile)).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return "", ErrPasswordFile.With("file", file).Because(err)
	}
	return line, nil
}

// SinkAddr returns the HOST:PORT of the own sink, and "" with an outside server.
func (s *Service) SinkAddr() string {
	if s.sink == nil {
		return ""
	}
	return s.sink.addr
}

// Close stops the post and returns when it has stopped. What is not sent yet
// stays in the portal's queue.
func (s *Service) Close() error {
	s.stop()
	<-s.done
	return s.close()
}
