package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"sandi/internal/portal"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// outside is an outside mail server: what it offers can be chosen, and it keeps
// what it got.
type outside struct {
	addr       string
	roots      *x509.CertPool
	mechanisms []string
	refuse     func(to string) error

	mu       sync.Mutex
	got      []string // raw letters
	logins   []string
	inClear  int // logins without TLS
	sessions int
}

const (
	mailUser     = "spse"
	mailPassword = "rahasia sekali §"
)

// startOutside starts a server. The certificate is for 127.0.0.1.
func startOutside(t *testing.T, offerTLS bool, mechanisms ...string) *outside {
	t.Helper()
	o := &outside{mechanisms: mechanisms, refuse: func(string) error { return nil }}
	s := smtp.NewServer(o)
	s.Domain = "mail.test"
	s.AllowInsecureAuth = true // whether a password comes in the clear is ours to prevent
	s.ErrorLog = log.New(io.Discard, "", 0)
	if offerTLS {
		certificate, roots := selfSigned(t)
		o.roots = roots
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.addr = l.Addr().String()
	served := make(chan struct{})
	go func() { defer close(served); _ = s.Serve(l) }()
	t.Cleanup(func() { _, _ = s.Close(), l.Close(); <-served })
	return o
}

func (o *outside) NewSession(c *smtp.Conn) (smtp.Session, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sessions++
	return &outsideSession{o, c}, nil
}

func (o *outside) letters() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.got...)
}

type outsideSession struct {
	o *outside
	c *smtp.Conn
}

func (s *outsideSession) AuthMechanisms() []string { return s.o.mechanisms }

func (s *outsideSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		s.o.mu.Lock()
		defer s.o.mu.Unlock()
		if _, encrypted := s.c.TLSConnectionState(); !encrypted {
			s.o.inClear++
		}
		if user != mailUser || password != mailPassword {
			return errors.New("\x1b[31mno such user or password")
		}
		s.o.logins = append(s.o.logins, mechanism)
		return nil
	}
	if mechanism == sasl.Login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// loginServer is the server's half of LOGIN, which go-sasl does not have.
type loginServer struct {
	check func(user, password string) error
	said  []string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if response != nil {
		l.said = append(l.said, string(response))
	}
	switch len(l.said) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.said[0], l.said[1])
}

func (s *outsideSession) Reset()                               {}
func (s *outsideSession) Logout() error                        { return nil }
func (s *outsideSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *outsideSession) Rcpt(to string, _ *smtp.RcptOptions) error { return s.o.refuse(to) }

func (s *outsideSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.o.mu.Lock()
	defer s.o.mu.Unlock()
	s.o.got = append(s.o.got, string(raw))
	return err
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// desk is a portal's queue of mails: those that are given, and what became of
// them.
type desk struct {
	mails   []portal.Mail
	claimed int
	sent    map[int64]error
}

func (d *desk) ClaimMail(_ context.Context, _ time.Time, limit int) ([]portal.Mail, error) {
	n := min(limit, len(d.mails)-d.claimed)
	d.claimed += n
	return d.mails[d.claimed-n : d.claimed], nil
}

func (d *desk) MailSent(_ context.Context, id int64, failure error) error {
	if d.sent == nil {
		d.sent = map[int64]error{}
	}
	d.sent[id] = failure
	return nil
}

type fixedClock time.Time

func (c fixedClock) Now() time.Time { return time.Time(c) }

var noon = fixedClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("WIB", 7*3600)))

func mailTo(id int64, to string) portal.Mail {
	return portal.Mail{
		ID: id, To: to, Subject: "Kode RESET TOTP – penting", Body: "Kode Anda: 123456\n.titik di awal baris\n\n" +
			"Kode ini kedaluwarsa pukul 12.00 WIB, dan baris ini dengan sengaja jauh lebih panjang daripada tujuh puluh enam huruf.\n",
		QueuedAt: time.Time(noon).Add(-15 * time.Minute),
	}
}
