package explain

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sandi/internal/fault"
)

// justNowMost is how long ago a code was typed at the most that was refused
// "just now": the time to read the refusal and to come here.
const justNowMost = 30 * time.Second

var (
	errNoCode = fault.New("explainscreen.no-code", "no code was typed")
	errWhen   = fault.New("explainscreen.bad-when", "the moment cannot be read")
)

// units are the words for lengths of time, as people write them.
var units = []struct {
	names []string
	is    time.Duration
}{
	{[]string{"seconds", "second", "detik", "dtk", "sec", "s"}, time.Second},
	{[]string{"minutes", "minute", "menit", "mnt", "min", "m"}, time.Minute},
	{[]string{"hours", "hour", "jam", "h"}, time.Hour},
}

// maxAgo is the longest ago: the search ends at a day.
const maxAgo = 24 * time.Hour

// readWhen reads a moment: "" for now, "90" or "2 min" for so long ago, "14:05",
// "14.05" or "14:05:30" for what the clock showed last. now is the reader's
// clock, whose day and zone are meant.
func readWhen(text string, now time.Time) (When, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return When{}, nil
	}
	if strings.ContainsAny(text, ":.") {
		return readClock(strings.ReplaceAll(text, ".", ":"), now)
	}
	for _, word := range []string{"ago", "yang lalu", "lalu"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, word))
	}
	figure := strings.TrimRightFunc(text, unicode.IsLetter)
	unit, ok := unitOf(strings.TrimPrefix(text, figure))
	n, err := strconv.Atoi(strings.TrimSpace(figure))
	if !ok || err != nil || n < 0 || n > int(maxAgo/unit) {
		return When{}, errWhen
	}
	// Nobody counts seconds exactly, and minutes still less.
	ago := time.Duration(n) * unit
	return When{Ago: ago, Uncertainty: max(3*time.Second, ago/10)}, nil
}

// unitOf is the unit that a word names; none is seconds.
func unitOf(word string) (time.Duration, bool) {
	for _, u := range units {
		if slices.Contains(u.names, word) {
			return u.is, true
		}
	}
	return time.Second, word == ""
}

func readClock(text string, now time.Time) (When, error) {
	for _, try := range []struct {
		layout  string
		within  time.Duration
		forward time.Duration
	}{{"15:04:05", 2 * time.Second, 0}, {"15:04", 31 * time.Second, 30 * time.Second}} {
		at, err := time.ParseInLocation(try.layout, text, now.Location())
		if err != nil {
			continue
		}
		y, month, d := now.Date()
		at = time.Date(y, month, d, at.Hour(), at.Minute(), at.Second(), 0, now.Location())
		if at.After(now.Add(time.Minute)) {
			at = at.AddDate(0, 0, -1)
		}
		return When{At: at.Add(try.forward), Uncertainty: try.within}, nil
	}
	return When{}, errWhen
}
