package practice

import (
	"net"
	"net/url"
	"strings"

	"sandi/internal/fault"
)

// ErrBadAddress says that a text is no address of a portal.
var ErrBadAddress = fault.New("enroll.bad-address", "not an http address of a portal")

// Address returns an address as it is stored and compared: scheme, host and
// path without a slash at the end. A user name, a query or a fragment in it is
// refused, because such parts hold secrets or mean something else.
func Address(typed string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(typed))
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", ErrBadAddress
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", ErrBadAddress
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), nil
}

// unencrypted reports whether an address leads to another computer without
// encryption.
func unencrypted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}
