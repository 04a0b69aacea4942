package timesync

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// w32time is what Windows's time service tells.
type w32time struct {
	synchronised bool
	server       string
	since        *time.Duration // since the clock was last set
	uncertainty  time.Duration  // without what has happened since
}

var (
	leapLine    = regexp.MustCompile(`:\s*([0-3])\s*\(`)
	numberLine  = regexp.MustCompile(`:\s*(\d+)`)
	refLine     = regexp.MustCompile(`0x([0-9A-Fa-f]{8})`)
	secondsLine = regexp.MustCompile(`:\s*([+-]?\d{1,12}(?:[.,]\d{1,9})?)s\s*$`)
)

// refLOCL is the reference of a service that follows this computer's own clock.
const refLOCL = "4C4F434C"

// parseW32time reads "w32tm /query /status /verbose". The words are in the
// language of the system and in the console's code page, so the lines are told
// by their order and by the shape of their values, which are the same in every
// language: leap indicator, stratum, precision, root delay, root dispersion,
// reference, time of the last setting, source; then among others the seconds of
// phase offset, clock rate, and time since the last good setting. A long line
// may be broken.
func parseW32time(out []byte) (w32time, error) {
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	for len(lines) > 0 && !leapLine.MatchString(lines[0]) {
		lines = lines[1:]
	}
	if len(lines) < 8 {
		return w32time{}, errUnreadable
	}
	leap := leapLine.FindStringSubmatch(lines[0])[1]
	stratum := numberLine.FindStringSubmatch(lines[1])
	if stratum == nil {
		return w32time{}, errUnreadable
	}
	var durations []time.Duration
	ref, source := "", ""
	for i, line := range lines {
		if m := secondsLine.FindStringSubmatch(line); m != nil {
			d, ok := secondsOf(strings.Replace(m[1], ",", ".", 1))
			if !ok {
				return w32time{}, errUnreadable
			}
			durations = append(durations, d)
		}
		if m := refLine.FindStringSubmatch(line); m != nil && ref == "" && len(durations) == 2 && i+2 < len(lines) {
			ref = strings.ToUpper(m[1])
			_, source, _ = strings.Cut(lines[i+2], ":")
		}
	}
	if ref == "" || len(durations) < 2 {
		return w32time{}, errUnreadable
	}
	level, err := strconv.Atoi(stratum[1])
	if err != nil {
		return w32time{}, errUnreadable
	}
	w := w32time{
		synchronised: leap != "3" && level >= 1 && level <= 15 && ref != refLOCL,
		uncertainty:  durations[0].Abs()/2 + durations[1].Abs(),
	}
	if w.synchronised {
		source, _, _ = strings.Cut(source, ",0x") // flags of the configuration
		w.server = strings.TrimSpace(source)
	}
	if len(durations) >= 5 {
		w.uncertainty += durations[2].Abs() // the rest that is still being put right
		if since := durations[4]; since >= 0 && w.synchronised {
			w.since = &since
		}
	}
	return w, nil
}
