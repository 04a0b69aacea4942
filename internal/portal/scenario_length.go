package portal

import (
	"strconv"
	"strings"
	"time"
)

// maxOffset bounds how far off the portal's clock may be: ten years.
const maxOffset = 10 * 366 * day

const day = 24 * time.Hour

// length reads a length of time within bounds, in whole milliseconds: "20s",
// "1h30m", "2d".
func length(least, most time.Duration) func(string) (value, string, bool) {
	return func(text string) (value, string, bool) {
		d, ok := parseLength(text)
		if !ok || d < least || d > most {
			return value{}, "", false
		}
		return value{length: d}, formatLength(d), true
	}
}

// offset reads a difference of time with its sign: "+90s", "-7h". Without a
// sign it is ahead.
func offset(text string) (value, string, bool) {
	sign, rest := "+", text
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
		sign, rest = text[:1], text[1:]
	}
	d, ok := parseLength(rest)
	if !ok || d == 0 || d > maxOffset {
		return value{}, "", false
	}
	spelled := sign + formatLength(d)
	if sign == "-" {
		d = -d
	}
	return value{length: d}, spelled, true
}

// parseLength is time.ParseDuration without signs and with days.
func parseLength(text string) (time.Duration, bool) {
	var days time.Duration
	if before, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(before, 10, 16)
		if err != nil || strings.Trim(before, "0123456789") != "" {
			return 0, false
		}
		days, text = time.Duration(n)*day, after
		if text == "" {
			return days, true
		}
	}
	if text == "" || strings.ContainsAny(text, "+-") {
		return 0, false
	}
	d, err := time.ParseDuration(text)
	if err != nil || d != d.Truncate(time.Millisecond) || d > maxOffset {
		return 0, false
	}
	return days + d, true
}

// formatLength writes what parseLength reads, without units of which there are
// none: "20s", "1h30m", "2d".
func formatLength(d time.Duration) string {
	text := ""
	if days := d / day; days > 0 {
		text, d = strconv.Itoa(int(days))+"d", d%day
		if d == 0 {
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
