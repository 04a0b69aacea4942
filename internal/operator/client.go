package operator

import (
	"net/http"
	"net/url"
	"strings"
)

// Client talks to one portal. It is safe for concurrent use.
type Client struct {
	base string
	key  Key
	lang string
	http *http.Client
}

// New returns a client of the portal at base, an http or https address without
// a query. hc may be nil; redirects are never followed, because the key must
// not travel to another host.
func New(base string, key Key, hc *http.Client) (*Client, error) {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, ErrBadAddress
	}
	if key.IsZero() {
		return nil, ErrBadKey
	}
	var own http.Client
	if hc != nil {
		own = *hc
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if own.Timeout == 0 {
		own.Timeout = requestTimeout
	}
	return &Client{base: strings.TrimRight(u.String(), "/"), key: key, http: &own}, nil
}

// Speaking returns a client that asks for texts in a language: "id" or "en".
func (c *Client) Speaking(lang string) *Client {
	d := *c
	d.lang = lang
	return &d
}

// Address returns the portal's address.
func (c *Client) Address() string { return c.base }
