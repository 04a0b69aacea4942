package guided

import (
	"math"
	"time"

	"sandi/internal/enroll"
)

// Report is what a helpdesk needs to know, line by line: the site, the account,
// when what was tried, and the clock. Nothing in it is secret: no key, no code,
// no password.
func Report(s Snapshot) []enroll.Line {
	line := func(key string, args ...any) enroll.Line { return enroll.Line{Key: key, Args: args} }
	name := s.Site
	if name == "" {
		name = s.Profile.ID
	}
	out := []enroll.Line{line("guided.report.site", "site", name, "address", s.Profile.Address), line("guided.report.account", "user", s.User)}
	if r := s.Refusal; r != nil {
		out = append(out, line("guided.report.refused", "n", r.Count, "time", zoned(r.At)), line("guided.report.into", "time", r.Into.Round(time.Second)))
	}
	if s.Reloads > 0 {
		out = append(out, line("guided.report.reloads", "n", s.Reloads))
	}
	if c := s.Clock; c == nil || c.Err != nil {
		out = append(out, line("guided.report.clock-unknown"))
	} else {
		step := time.Duration(max(s.Key.WithDefaults().Period, 1)) * time.Second
		sign := "+"
		switch {
		case enroll.Rounded(c.Offset) == 0:
			sign = ""
		case c.Offset < 0:
			sign = "−"
		}
		out = append(out, line("guided.report.clock", "offset", sign+enroll.Rounded(c.Offset).String(), "time", zoned(c.At),
			"steps", int(math.Round(float64(c.Offset)/float64(step)))))
	}
	return out
}

// zoned writes a moment with its zone, so that logs of two computers can be
// laid side by side.
func zoned(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 -07:00") }
