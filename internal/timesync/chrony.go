package timesync

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// tracking is what chronyd tells of itself.
type tracking struct {
	synchronised bool
	server       string
	at           time.Time     // when it last heard from its servers, by their time
	offset       time.Duration // this computer's time − true time
	uncertainty  time.Duration
}

var errUnreadable = errors.New("the answer cannot be read")

// refLocal is the reference of a chronyd that was told to serve its own clock
// where it knows no better: it calls itself synchronised, to itself.
const refLocal = "7F7F0101"

// parseTracking reads "chronyc -c tracking", one line of fourteen fields (later
// versions may append more):
//
//	reference ID, name or address, stratum, reference time, system time, last
//	offset, RMS offset, frequency, residual frequency, skew, root delay, root
//	dispersion, update interval, leap status
//
// The system time is the correction that the clock still needs: positive where
// the clock is slow.
func parseTracking(out []byte) (tracking, error) {
	f := strings.Split(firstLine(out), ",")
	if len(f) < 14 || len(f[0]) != 8 {
		return tracking{}, errUnreadable
	}
	if _, err := strconv.ParseUint(f[0], 16, 32); err != nil {
		return tracking{}, errUnreadable
	}
	at, okAt := epoch(f[3])
	slow, okSlow := secondsOf(f[4])
	delay, okDelay := secondsOf(f[10])
	dispersion, okDispersion := secondsOf(f[11])
	if !okAt || !okSlow || !okDelay || !okDispersion || delay < 0 || dispersion < 0 {
		return tracking{}, errUnreadable
	}
	leap := f[13]
	switch leap {
	case "Normal", "Insert second", "Delete second", "Not synchronised":
	default:
		return tracking{}, errUnreadable
	}
	return tracking{
		synchronised: leap != "Not synchronised" && f[0] != refLocal && f[0] != "00000000",
		server:       f[1],
		at:           at,
		offset:       -slow,
		uncertainty:  delay/2 + dispersion,
	}, nil
}

// lastYear is the end of the year 9999 in seconds since 1970: no format of ours
// writes a later one.
const lastYear = 253402300799

// epoch reads seconds since 1970; 0 is no time.
func epoch(text string) (time.Time, bool) {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(s) || s < 0 || s > lastYear {
		return time.Time{}, false
	}
	if s == 0 {
		return time.Time{}, true
	}
	whole := math.Floor(s)
	return time.Unix(int64(whole), int64((s-whole)*1e9)).UTC(), true
}

// chrony asks a chronyd that runs. It reports whether that answered.
func (r *reading) chrony() bool {
	out, err := r.run("chronyc", "-n", "-c", "tracking")
	if err != nil {
		return false
	}
	t, err := parseTracking(out)
	if err != nil {
		return false
	}
	s := &r.state
	s.Synchronised = &t.synchronised
	if t.synchronised {
		s.LastSync, s.Server = t.at, t.server
		r.believe("chrony", t.offset, t.uncertainty)
	}
	return true
}
