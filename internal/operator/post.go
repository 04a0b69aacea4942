package operator

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Mail returns the newest mails and letters.
func (c *Client) Mail(ctx context.Context) (Mailbox, error) {
	var got struct {
		Queue []struct {
			ID          int64     `json:"id"`
			Role        string    `json:"role"`
			User        string    `json:"user_id"`
			To          string    `json:"to"`
			Subject     string    `json:"subject"`
			State       string    `json:"state"`
			Queued      time.Time `json:"queued_at"`
			Due         time.Time `json:"due_at"`
			CodeExpires time.Time `json:"code_expires_at"`
			Tries       int       `json:"tries"`
			Problem     string    `json:"problem"`
		} `json:"queue"`
		Letters []struct {
			ID      int64     `json:"id"`
			At      time.Time `json:"at"`
			From    string    `json:"from"`
			To      string    `json:"to"`
			Subject string    `json:"subject"`
			Body    string    `json:"body"`
		} `json:"letters"`
	}
	if err := c.call(ctx, http.MethodGet, "/mail", nil, &got); err != nil {
		return Mailbox{}, err
	}
	var box Mailbox
	for _, m := range got.Queue {
		box.Queue = append(box.Queue, Mail(m))
	}
	for _, l := range got.Letters {
		box.Letters = append(box.Letters, Letter(l))
	}
	return box, nil
}

// Requests returns the open requests for help, oldest first.
func (c *Client) Requests(ctx context.Context) ([]Request, error) {
	var got struct {
		Requests []struct {
			ID    int64     `json:"id"`
			At    time.Time `json:"at"`
			Role  string    `json:"role"`
			User  string    `json:"user_id"`
			Text  string    `json:"text"`
			Known bool      `json:"known"`
		} `json:"requests"`
	}
	if err := c.call(ctx, http.MethodGet, "/requests", nil, &got); err != nil {
		return nil, err
	}
	var list []Request
	for _, r := range got.Requests {
		list = append(list, Request(r))
	}
	return list, nil
}

// Resolve closes a request; with reset the account is reset, as by ResetAccount.
func (c *Client) Resolve(ctx context.Context, id int64, reset bool) error {
	ask := struct {
		Reset bool `json:"reset"`
	}{reset}
	return c.call(ctx, http.MethodPost, "/requests/"+strconv.FormatInt(id, 10)+"/resolve", ask, nil)
}
