package clock

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Bounds of a measurement over HTTP.
const (
	httpBudget   = Budget - 200*time.Millisecond // for all requests together
	httpTimeout  = 2500 * time.Millisecond       // for one of them
	httpWanted   = 8 * time.Millisecond          // an uncertainty that is good enough
	maxRequests  = 24
	maxRedirects = 3
	maxBody      = 64 << 10 // bytes of an answer that are read to keep the connection
)

// HTTPDate returns a source that measures by the Date header of a web server,
// which has whole seconds only: over several requests it finds where the second
// changes. It asks with HEAD, or GET where that is not allowed, over one
// connection, at most 24 times in under four seconds.
//
// The client brings its own transport, cookies and trust; its redirects are
// bounded. A nil client stands for one of sandi's own, which can also check a
// certificate when this computer's date is years off.
func HTTPDate(address string, client *http.Client, c Clock) Source {
	return httpSource{address, client, c}
}

type httpSource struct {
	address string
	client  *http.Client
	clock   Clock
}

// CheckURL reports whether a text can be the address of a web server.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ErrBadAddress.With("name", httpSource{address: address}.Name())
	}
	return nil
}

func (s httpSource) Kind() Kind { return KindHTTP }

// Name returns scheme and host: the rest of an address may hold something
// private.
func (s httpSource) Name() string {
	u, err := url.Parse(s.address)
	if err != nil || u.Host == "" {
		return "URL"
	}
	return u.Scheme + "://" + u.Host
}

func (s httpSource) Measure(ctx context.Context) Reference {
	ctx, cancel := context.WithTimeout(ctx, httpBudget)
	defer cancel()
	ref := Reference{Kind: KindHTTP, Name: s.Name()}
	ref.Offset, ref.Uncertainty, ref.Err = s.measure(ctx, nil)
	ref.At = s.clock.Now().Round(0)
	return ref
}

// measure measures with the own client trusting roots; nil means the
// system's.
func (s httpSource) measure(ctx context.Context, roots *x509.CertPool) (offset, uncertainty time.Duration, err error) {
	if err := CheckURL(s.address); err != nil {
		return 0, 0, err
	}
	p := &prober{name: s.Name(), clock: s.clock, method: http.MethodHead, address: s.address}
	if s.client != nil {
		own := *s.client
		p.client = &own
	} else {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, Time: p.certificateTime, RootCAs: roots}
		defer t.CloseIdleConnections()
		p.client = &http.Client{Transport: t}
		p.ownTLS = true
	}
	p.client.CheckRedirect = boundRedirects

	for {
		offset, uncertainty, err = p.run(ctx)
		// A clock that was moved meanwhile spoils the measurement, not the next.
		if !errors.Is(err, ErrJumped) || p.restarted || ctx.Err() != nil {
			break
		}
		p.restarted = true
	}
	if err != nil {
		return 0, 0, err
	}
	if !p.certificateFits(s.clock.Now().Add(-offset)) {
		return 0, 0, ErrCertificate.With("name", p.name)
	}
	return offset, uncertainty, nil
}

// boundRedirects follows a few. Whoever answers without encryption may be a
// captive portal that hands on to itself, and its clock is not the one that was
// asked for; so from there it goes on only to the same site.
func boundRedirects(req *http.Request, via []*http.Request) error {
	last := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects, last.Scheme == "https" && req.URL.Scheme != "https":
		return ErrRedirects
	case last.Scheme != "https" && !sameSite(last.Hostname(), req.URL.Hostname()):
		return ErrElsewhere
	}
	return nil
}

// sameSite reports whether two hosts are one, or one lies within the other as
// www.example.org does in example.org.
func sameSite(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}

// prober asks one server again and again.
type prober struct {
	name      string
	clock     Clock
	client    *http.Client
	method    string
	address   string
	ownTLS    bool
	restarted bool

	mu          sync.Mutex
	certificate *x509.Certificate // the one that does not fit this clock's date
}

// exchange is one answered request.
type exchange struct {
	sent, arrived Sample
	date          time.Time
}

// run sends requests until the bracket is sharp or the time is up.
func (p *prober) run(ctx context.Context) (offset, uncertainty time.Duration, err error) {
	var (
		b     bracket
		first exchange
	)
	failures := 0
	for n := range maxRequests {
		if n > 0 {
			at := b.next(p.now(first.sent))
			if !p.sleep(ctx, at.Sub(p.now(first.sent))) {
				break // out of time, or a clock that stands still: take what there is
			}
		}
		x, err := p.ask(ctx)
		if err != nil {
			failures++
			if b.answers == 0 || failures > 2 && ctx.Err() == nil {
				return 0, 0, err
			}
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if b.answers == 0 {
			first = x
		}
		if !fits(x.sent.Wall, x.date) {
			return 0, 0, ErrBeyond.With("name", p.name)
		}
		if strayed(first.sent, x.arrived).Abs() > moved {
			return 0, 0, ErrJumped.With("name", p.name)
		}
		ok := b.add(p.local(first, x.sent), p.local(first, x.arrived), x.date)
		if !ok {
			if x.date.Equal(first.date) {
				return 0, 0, ErrCached.With("name", p.name)
			}
			return 0, 0, ErrInconsistent.With("name", p.name)
		}
		if b.done() {
			break
		}
	}
	offset, uncertainty = b.estimate()
	return offset, max(uncertainty, time.Millisecond), nil
}

// local puts a look at the clock on a time line that starts with the first look
// and goes on by the monotonic clock, so that a wall clock that is being slewed
// or moved cannot bend a measurement.
func (p *prober) local(first exchange, s Sample) time.Time {
	return first.sent.Wall.Add(s.Mono - first.sent.Mono)
}

func (p *prober) now(first Sample) time.Time {
	return first.Wall.Add(Take(p.clock).Mono - first.Mono)
}

// sleep waits and reports whether it is worth going on.
func (p *prober) sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return false
	}
	before := Take(p.clock).Mono
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
	}
	return Take(p.clock).Mono > before
}

// ask sends one request. The stamp of its answer was made after the connection
// was there and nothing yet written, and before the first byte came back.
func (p *prober) ask(ctx context.Context) (exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, httpTimeout)
	defer cancel()

	var mu sync.Mutex // the hooks run on the transport's goroutines
	x := exchange{sent: Take(p.clock)}
	var arrived *Sample
	trace := &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) {
			look := Take(p.clock)
			mu.Lock()
			defer mu.Unlock()
			x.sent, arrived = look, nil
		},
		GotFirstResponseByte: func() {
			look := Take(p.clock)
			mu.Lock()
			defer mu.Unlock()
			arrived = &look
		},
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), p.method, p.address, nil)
	if err != nil {
		return exchange{}, ErrBadAddress.With("name", p.name)
	}
	req.Header.Set("Cache-Control", "no-cache, no-store")
	req.Header.Set("Pragma", "no-cache")
	req.Header.Set("User-Agent", "sandi")

	resp, err := p.client.Do(req)
	if err != nil {
		if p.anotherDate(err) {
			return p.ask(ctx)
		}
		return exchange{}, p.fault(err)
	}
	after := Take(p.clock)
	// The body is read to keep the connection; what it says does not matter.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody))
	resp.Body.Close()

	if p.method == http.MethodHead && (resp.StatusCode == http.StatusMethodNotAllowed || resp.StatusCode == http.StatusNotImplemented) {
		p.method = http.MethodGet
		return p.ask(ctx)
	}
	// A network that wants a sign-in first (RFC 6585), or a proxy that does,
	// answers for itself.
	if resp.StatusCode == http.StatusNetworkAuthenticationRequired || resp.StatusCode == http.StatusProxyAuthRequired {
		return exchange{}, ErrElsewhere.With("name", p.name)
	}
	if resp.Request != nil && resp.Request.URL != nil {
		p.address = resp.Request.URL.String() // spare the redirects from now on
	}
	mu.Lock()
	defer mu.Unlock()
	x.arrived = after
	if arrived != nil {
		x.arrived = *arrived
	}
	x.date, err = p.date(resp.Header)
	return x, err
}

// date reads the Date of an answer that was made for this request.
func (p *prober) date(h http.Header) (time.Time, error) {
	value := h.Get("Date")
	if value == "" {
		return time.Time{}, ErrNoDate.With("name", p.name)
	}
	date, err := http.ParseTime(value)
	// Differences to years beyond these do not fit a time.Duration.
	if err != nil || date.Year() < 1970 || date.Year() > 2200 {
		return time.Time{}, ErrBadDate.With("name", p.name)
	}
	// Age counts seconds in a cache. Zero is an answer just passed through one.
	if age := strings.TrimSpace(h.Get("Age")); age != "" && age != "0" {
		return time.Time{}, ErrCached.With("name", p.name)
	}
	return date, nil
}

func (p *prober) fault(err error) error {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var verification *tls.CertificateVerificationError
	switch {
	case errors.Is(err, ErrRedirects):
		return ErrRedirects.With("name", p.name)
	case errors.Is(err, ErrElsewhere):
		return ErrElsewhere.With("name", p.name)
	case errors.As(err, &invalid), errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &verification):
		return ErrCertificate.With("name", p.name).Because(inner(err))
	}
	return ErrNoAnswer.With("name", p.name).Because(inner(err))
}

// inner takes off the wrapper that repeats the whole address.
func inner(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// A computer whose date is years off finds every certificate expired, or not
// yet valid, and just then a reference is wanted most. So a certificate that
// fails by its dates alone is checked again at a time within them, and the
// measurement counts only if the time measured lies within them too
// (certificateFits). Everything else about it is checked as ever, and nothing
// secret is sent over the connection.

func (p *prober) certificateTime() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.certificate; c != nil {
		return c.NotBefore.Add(c.NotAfter.Sub(c.NotBefore) / 2)
	}
	return p.clock.Now()
}

// anotherDate reports that the request failed by the dates of a certificate,
// and may be tried again with certificateTime within them.
func (p *prober) anotherDate(err error) bool {
	invalid, ok := errors.AsType[x509.CertificateInvalidError](err)
	if !ok || !p.ownTLS || invalid.Reason != x509.Expired || invalid.Cert == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.certificate != nil {
		return false
	}
	p.certificate = invalid.Cert
	return true
}

func (p *prober) certificateFits(t time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.certificate
	return c == nil || !t.Before(c.NotBefore) && !t.After(c.NotAfter)
}
