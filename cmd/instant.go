package cmd

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sandi/internal/fault"
)

var errInstant = fault.New("cmd.instant", "not a time")

// parseInstant reads a time as people give it: RFC 3339, a date and time or a
// time of today in now's zone, Unix seconds, or a distance from now such as
// +30s or -5m. Times before 1970 have no codes (RFC 6238 T0), and times after
// the year 9998 cannot be written in RFC 3339 with what follows them.
func parseInstant(text string, now time.Time) (time.Time, error) {
	t, err := parseAnyInstant(text, now)
	if err == nil && (t.Unix() < 0 || t.UTC().Year() > 9998) {
		return time.Time{}, errInstant
	}
	return t, err
}

func parseAnyInstant(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
		if d, err := time.ParseDuration(text); err == nil {
			return now.Add(d), nil
		}
		return time.Time{}, errInstant
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(text, "@"), 10, 64); err == nil && n >= 0 && n < 1<<40 {
		return time.Unix(n, 0), nil
	}
	if t, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "T", 1)); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			y, m, d := now.Date()
			return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, now.Location()), nil
		}
	}
	return time.Time{}, errInstant
}

// sleep waits for d or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
