package mail

import (
	"context"
	"crypto/x509"

	"sandi/internal/portal"
)

// Content is what a reader sees of a letter.
type Content struct{ From, Subject, Text string }

func Read(raw []byte) (Content, error) {
	c, err := read(raw)
	return Content{c.from, c.subject, c.text}, err
}

type Office = office

// Round makes one round of a postman between an office and a server.
func Round(ctx context.Context, o Office, addr string, own bool, user, password string, roots *x509.CertPool, clock portal.Clock) {
	p := &postman{office: o, server: &server{addr: addr, user: user, password: password, roots: roots, own: own}, from: DefaultFrom, clock: clock}
	p.round(ctx)
}

// OpenSink returns a sink's address and what closes it.
func OpenSink(ctx context.Context, addr string, clock portal.Clock, deliver func(context.Context, portal.Letter) error) (string, func() error, error) {
	s, err := openSink(ctx, addr, clock, deliver)
	if err != nil {
		return "", nil, err
	}
	return s.addr, s.close, nil
}

const (
	MaxLetter     = maxLetter
	MaxRecipients = maxRecipients
	MaxLine       = maxLine
	MaxLetters    = maxLetters
)
