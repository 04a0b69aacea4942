package clock

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
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestCertificateOfAnotherTime is inside the package because it has to make the
// own client trust a test authority.
func TestCertificateOfAnotherTime(t *testing.T) {
	for _, tt := range []struct {
		name     string
		computer time.Duration // how far this computer's clock is off
		from, to time.Duration // validity of the certificate, from the server's now
		want     error
	}{
		{"this computer is years behind", -20 * 365 * 24 * time.Hour, -time.Hour, 24 * time.Hour, nil},
		{"this computer is years ahead", 20 * 365 * 24 * time.Hour, -time.Hour, 24 * time.Hour, nil},
		{"nobody is off", 0, -time.Hour, 24 * time.Hour, nil},
		{"the certificate is expired, the Date is not", 0, -48 * time.Hour, -24 * time.Hour, ErrCertificate},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Now()
			template := &x509.Certificate{
				SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
				NotBefore: now.Add(tt.from), NotAfter: now.Add(tt.to), IsCA: true, BasicConstraintsValid: true,
			}
			der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := x509.ParseCertificate(der)
			if err != nil {
				t.Fatal(err)
			}
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			srv.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
			srv.Config.ErrorLog = log.New(io.Discard, "", 0)
			srv.StartTLS()
			defer srv.Close()
			roots := x509.NewCertPool()
			roots.AddCert(leaf)

			s := httpSource{srv.URL, nil, Shifted{System{}, tt.computer}}
			ctx, cancel := context.WithTimeout(context.Background(), httpBudget)
			defer cancel()
			offset, _, err := s.measure(ctx, roots)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err == nil && (offset-tt.computer).Abs() > 2*time.Second {
				t.Errorf("got %v, want %v", offset, tt.computer)
			}
		})
	}
}
