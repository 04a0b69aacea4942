package operator

import (
	"context"
	"io"
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

// Status asks how the portal stands.
func (c *Client) Status(ctx context.Context) (Status, error) { return Status{}, nil }

// Scenarios returns what the portal can do, in the order in which it is shown,
// and the names of what is active.
func (c *Client) Scenarios(ctx context.Context) (all []Scenario, active []string, err error) {
	return nil, nil, nil
}

// SetScenarios replaces the active scenarios and returns them as the portal
// writes them. No names, or "normal", is a portal on which nothing goes wrong.
func (c *Client) SetScenarios(ctx context.Context, names []string) (active []string, err error) {
	return nil, nil
}

// Attempts returns attempts after an ID, oldest first, at most limit; after 0
// begins with the oldest that is kept. limit 0 is the portal's own bound.
func (c *Client) Attempts(ctx context.Context, after int64, limit int) ([]Attempt, error) {
	return nil, nil
}

// Accounts returns all accounts.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) { return nil, nil }

// AddAccount makes one account.
func (c *Client) AddAccount(ctx context.Context, a NewAccount) (Made, error) { return Made{}, nil }

// ImportAccounts makes accounts from CSV: role,user_id[,password[,email]] with
// a header.
func (c *Client) ImportAccounts(ctx context.Context, csv io.Reader) (Import, error) {
	return Import{}, nil
}

// ResetAccount is the helpdesk's reset: the next login shows a new barcode, and
// a lock-out is lifted.
func (c *Client) ResetAccount(ctx context.Context, role, user string) error { return nil }

// Unlock lifts a lock-out.
func (c *Client) Unlock(ctx context.Context, role, user string) error { return nil }

// RemoveAccount removes an account and its sessions.
func (c *Client) RemoveAccount(ctx context.Context, role, user string) error { return nil }

// Mail returns the newest mails and letters.
func (c *Client) Mail(ctx context.Context) (Mailbox, error) { return Mailbox{}, nil }

// Requests returns the open requests for help, oldest first.
func (c *Client) Requests(ctx context.Context) ([]Request, error) { return nil, nil }

// Resolve closes a request; with reset the account is reset, as by ResetAccount.
func (c *Client) Resolve(ctx context.Context, id int64, reset bool) error { return nil }

// OpenClass opens a class.
func (c *Client) OpenClass(ctx context.Context, class Class) (OpenedClass, error) {
	return OpenedClass{}, nil
}

// ResetAll sets the whole portal back: no scenario, sample accounts as new, no
// attempts, mails and requests; accounts of classes stay with TOTP off.
func (c *Client) ResetAll(ctx context.Context) error { return nil }
