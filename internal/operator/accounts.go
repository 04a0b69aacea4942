package operator

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

type accountWire struct {
	Role        string     `json:"role"`
	User        string     `json:"user_id"`
	Email       string     `json:"email"`
	TOTP        string     `json:"totp"`
	Locked      bool       `json:"locked"`
	LockedUntil *time.Time `json:"locked_until"`
	Failures    int        `json:"failures"`
	Drift       int        `json:"drift"`
	Demo        bool       `json:"demo"`
	Class       string     `json:"class"`
	Sessions    int        `json:"sessions"`
}

type madeWire struct {
	Role     string `json:"role"`
	User     string `json:"user_id"`
	Password string `json:"password"`
	Email    string `json:"email"`
}

// Accounts returns all accounts.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) {
	var got struct {
		Accounts []accountWire `json:"accounts"`
	}
	if err := c.call(ctx, http.MethodGet, "/accounts", nil, &got); err != nil {
		return nil, err
	}
	list := make([]Account, 0, len(got.Accounts))
	for _, w := range got.Accounts {
		a := Account{
			Role: w.Role, User: w.User, Email: w.Email, TOTP: w.TOTP, Locked: w.Locked, Failures: w.Failures,
			Drift: w.Drift, Demo: w.Demo, Class: w.Class, Sessions: w.Sessions,
		}
		if w.LockedUntil != nil {
			a.LockedUntil = *w.LockedUntil
		}
		list = append(list, a)
	}
	return list, nil
}

// AddAccount makes one account.
func (c *Client) AddAccount(ctx context.Context, a NewAccount) (Made, error) {
	ask := struct {
		Role     string `json:"role"`
		User     string `json:"user_id"`
		Password string `json:"password,omitempty"`
		Email    string `json:"email,omitempty"`
	}(a)
	var got madeWire
	if err := c.call(ctx, http.MethodPost, "/accounts", ask, &got); err != nil {
		return Made{}, err
	}
	return Made(got), nil
}

// ImportAccounts makes accounts from CSV: role,user_id[,password[,email]] with
// a header.
func (c *Client) ImportAccounts(ctx context.Context, list io.Reader) (Import, error) {
	var got struct {
		Made   []madeWire `json:"made"`
		Failed []struct {
			Line    int    `json:"line"`
			User    string `json:"user_id"`
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"failed"`
	}
	if err := c.call(ctx, http.MethodPost, "/accounts", csv{list}, &got); err != nil {
		return Import{}, err
	}
	var done Import
	for _, m := range got.Made {
		done.Made = append(done.Made, Made(m))
	}
	for _, f := range got.Failed {
		done.Failed = append(done.Failed, ImportProblem{f.Line, f.User, f.Code, short(f.Message)})
	}
	return done, nil
}

// ResetAccount is the helpdesk's reset: the next login shows a new barcode, and
// a lock-out is lifted.
func (c *Client) ResetAccount(ctx context.Context, role, user string) error {
	return c.call(ctx, http.MethodPost, accountPath(role, user)+"/reset", nil, nil)
}

// Unlock lifts a lock-out.
func (c *Client) Unlock(ctx context.Context, role, user string) error {
	return c.call(ctx, http.MethodPost, accountPath(role, user)+"/unlock", nil, nil)
}

// RemoveAccount removes an account and its sessions.
func (c *Client) RemoveAccount(ctx context.Context, role, user string) error {
	return c.call(ctx, http.MethodDelete, accountPath(role, user), nil, nil)
}

func accountPath(role, user string) string {
	return "/accounts/" + url.PathEscape(role) + "/" + url.PathEscape(user)
}

// OpenClass opens a class.
func (c *Client) OpenClass(ctx context.Context, class Class) (OpenedClass, error) {
	ask := struct {
		Name  string  `json:"name"`
		Role  string  `json:"role"`
		Seats int     `json:"seats"`
		Lasts float64 `json:"lasts_seconds,omitempty"`
	}{class.Name, class.Role, class.Seats, class.Lasts.Seconds()}
	var got struct {
		Name    string    `json:"name"`
		Role    string    `json:"role"`
		Seats   int       `json:"seats"`
		Expires time.Time `json:"expires_at"`
		Token   string    `json:"token"`
		Path    string    `json:"path"`
	}
	if err := c.call(ctx, http.MethodPost, "/class", ask, &got); err != nil {
		return OpenedClass{}, err
	}
	return OpenedClass{Name: got.Name, Role: got.Role, Seats: got.Seats, Expires: got.Expires, Token: got.Token, URL: c.base + got.Path}, nil
}
