package cmd

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"sandi/internal/lab/probe"
)

// probeTransport is a way to services that reaches only this computer and
// private networks, whatever a name resolves to, unless the service is said to
// be the user's own.
func probeTransport(own bool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if own {
		return t
	}
	t.Proxy = nil // its address would be checked and not the service's
	t.DialContext = (&net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !probe.Near(at.Addr()) {
				return probe.ErrForeign.With("address", address)
			}
			return nil
		},
	}).DialContext
	return t
}

// foreign reports whether an address names a host by number that is neither
// this computer nor a private one. What a name resolves to shows at the
// connection.
func foreign(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && !probe.Near(ip)
}
