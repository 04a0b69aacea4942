package operator

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Attempts returns attempts after an ID, oldest first, at most limit; after 0
// begins with the oldest that is kept. limit 0 is the portal's own bound.
func (c *Client) Attempts(ctx context.Context, after int64, limit int) ([]Attempt, error) {
	var got struct {
		Attempts []struct {
			ID      int64     `json:"id"`
			At      time.Time `json:"at"`
			Role    string    `json:"role"`
			User    string    `json:"user_id"`
			Act     string    `json:"act"`
			Verdict string    `json:"verdict"`
			Locked  bool      `json:"locked"`
			Known   bool      `json:"known"`
			Steps   int       `json:"steps"`
			Age     float64   `json:"age_seconds"`
			Window  Window    `json:"window"`
			Drift   int       `json:"drift"`
			Offset  float64   `json:"clock_offset_seconds"`
			Detail  string    `json:"detail"`
			Note    string    `json:"note"`
		} `json:"attempts"`
	}
	query := url.Values{"after": {strconv.FormatInt(max(after, 0), 10)}, "limit": {strconv.Itoa(max(limit, 0))}}
	if err := c.call(ctx, http.MethodGet, "/attempts?"+query.Encode(), nil, &got); err != nil {
		return nil, err
	}
	list := make([]Attempt, 0, len(got.Attempts))
	for _, a := range got.Attempts {
		list = append(list, Attempt{
			ID: a.ID, At: a.At, Role: a.Role, User: a.User, Act: a.Act, Verdict: a.Verdict, Locked: a.Locked, Known: a.Known, Steps: a.Steps,
			Age: seconds(a.Age), Window: a.Window, Drift: a.Drift, ClockOffset: seconds(a.Offset), Detail: a.Detail, Note: a.Note,
		})
	}
	return list, nil
}
