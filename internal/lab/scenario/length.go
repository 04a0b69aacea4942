package scenario

import (
	"strconv"
	"strings"
	"time"
)

const (
	day     = 24 * time.Hour
	century = 36600 * day
)

// parseLength reads a length of time: what time.ParseDuration reads, with days,
// "2d", "1d12h", "90s".
func parseLength(text string) (time.Duration, bool) {
	var days time.Duration
	if before, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(before, 10, 16)
		if err != nil {
			return 0, false
		}
		days, text = time.Duration(n)*day, after
		if text == "" {
			return days, days <= century
		}
	}
	if text == "" || strings.ContainsAny(text, "+-") {
		return 0, false
	}
	d, err := time.ParseDuration(text)
	if err != nil || d > century || days+d > century {
		return 0, false
	}
	return days + d, true
}

// parseSigned reads a length with a sign: "+90s", "-7h". Without one it is ahead.
func parseSigned(text string) (time.Duration, bool) {
	rest, behind := strings.CutPrefix(text, "-")
	if !behind {
		rest = strings.TrimPrefix(text, "+")
	}
	d, ok := parseLength(rest)
	if behind {
		d = -d
	}
	return d, ok
}

// formatSigned writes what parseSigned reads, to the millisecond.
func formatSigned(d time.Duration) string {
	d = d.Round(time.Millisecond)
	if d < 0 {
		return "-" + formatLength(-d)
	}
	return "+" + formatLength(d)
}

// formatLength writes what parseLength reads.
func formatLength(d time.Duration) string {
	text := ""
	if days := d / day; days > 0 {
		if text, d = strconv.Itoa(int(days))+"d", d%day; d == 0 {
			return text
		}
	}
	rest := d.String()
	if strings.HasSuffix(rest, "m0s") {
		rest = strings.TrimSuffix(rest, "0s")
	}
	if strings.HasSuffix(rest, "h0m") {
		rest = strings.TrimSuffix(rest, "0m")
	}
	return text + rest
}

// length reads a length of time within bounds; nil is none.
func (c *checker) length(field string, text *string, least, most time.Duration) time.Duration {
	if text == nil {
		return 0
	}
	d, ok := parseLength(*text)
	if !ok || d < least || d > most {
		c.bad(field, formatLength(least)+" … "+formatLength(most))
	}
	return d
}

// signed reads a difference of time; nil is none.
func (c *checker) signed(field string, text *string) time.Duration {
	if text == nil {
		return 0
	}
	d, ok := parseSigned(*text)
	if !ok {
		c.bad(field, "+90s, -7h, +1d12h …")
	}
	return d
}

// zones are those of which a scenario need not say what they add to UTC.
var zones = map[string]time.Duration{
	"UTC": 0, "Etc/UTC": 0,
	"Asia/Jakarta": 7 * time.Hour, "Asia/Pontianak": 7 * time.Hour, "SE Asia Standard Time": 7 * time.Hour,
	"Asia/Makassar": 8 * time.Hour, "Singapore Standard Time": 8 * time.Hour, "Asia/Singapore": 8 * time.Hour,
	"Asia/Jayapura": 9 * time.Hour, "Tokyo Standard Time": 9 * time.Hour,
}

// zone returns what a zone adds to UTC. prefix is where its fields are.
func (c *checker) zone(prefix, name string, offset *string) time.Duration {
	c.word(prefix+"zone", name)
	if offset != nil {
		d := c.signed(prefix+"utc_offset", offset)
		if d.Abs() > 14*time.Hour || d%(15*time.Minute) != 0 {
			c.bad(prefix+"utc_offset", "-14h … +14h")
		}
		return d
	}
	d, known := zones[name]
	if name != "" && !known {
		c.fail(ErrMissing, prefix+"utc_offset")
	}
	return d
}
