package operator

import (
	"context"
	"net/http"
	"time"
)

// Status asks how the portal stands.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var got struct {
		Name       string    `json:"name"`
		Version    string    `json:"version"`
		PortalTime time.Time `json:"portal_time"`
		TrueTime   time.Time `json:"true_time"`
		Offset     float64   `json:"clock_offset_seconds"`
		Scenarios  []string  `json:"scenarios"`
		Profile    string    `json:"profile"`
		Window     Window    `json:"window"`
		Lock       struct {
			After   int     `json:"after"`
			Seconds float64 `json:"seconds"`
		} `json:"lock"`
		Accounts    int   `json:"accounts"`
		Locked      int   `json:"locked"`
		Sessions    int   `json:"sessions"`
		MailQueued  int   `json:"mail_queued"`
		Requests    int   `json:"requests"`
		LastAttempt int64 `json:"last_attempt"`
	}
	if err := c.call(ctx, http.MethodGet, "/status", nil, &got); err != nil {
		return Status{}, err
	}
	return Status{
		Name: got.Name, Version: got.Version, PortalTime: got.PortalTime, TrueTime: got.TrueTime, ClockOffset: seconds(got.Offset),
		Active: got.Scenarios, Profile: got.Profile, Window: got.Window, LockAfter: got.Lock.After, LockFor: seconds(got.Lock.Seconds),
		Accounts: got.Accounts, Locked: got.Locked, Sessions: got.Sessions, MailQueued: got.MailQueued, Requests: got.Requests,
		LastAttempt: got.LastAttempt,
	}, nil
}

// Scenarios returns what the portal can do, in the order in which it is shown,
// and the names of what is active.
func (c *Client) Scenarios(ctx context.Context) (all []Scenario, active []string, err error) {
	var got struct {
		Active    []string   `json:"active"`
		Scenarios []Scenario `json:"scenarios"` // the names of the members are the fields' in lower case
	}
	err = c.call(ctx, http.MethodGet, "/scenarios", nil, &got)
	return got.Scenarios, got.Active, err
}

// SetScenarios replaces the active scenarios and returns them as the portal
// writes them. No names, or "normal", is a portal on which nothing goes wrong.
func (c *Client) SetScenarios(ctx context.Context, names []string) (active []string, err error) {
	type body struct {
		Active []string `json:"active"`
	}
	ask, got := body{names}, body{}
	if ask.Active == nil {
		ask.Active = []string{}
	}
	err = c.call(ctx, http.MethodPut, "/scenarios", ask, &got)
	return got.Active, err
}

// ResetAll sets the whole portal back: no scenario, sample accounts as new, no
// attempts, mails and requests; accounts of classes stay with TOTP off.
func (c *Client) ResetAll(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/reset", nil, nil)
}
