package timesync

import (
	"strings"
	"time"
)

// timedate is what systemd-timedated tells.
type timedate struct {
	zone                              string
	localRTC, automatic, synchronised *bool
}

// parseTimedate reads "timedatectl show" of systemd 239 and later.
func parseTimedate(out []byte) (timedate, error) {
	p := properties(out)
	t := timedate{zone: p["Timezone"], localRTC: yes(p["LocalRTC"]), automatic: yes(p["NTP"]), synchronised: yes(p["NTPSynchronized"])}
	if t == (timedate{}) {
		return t, errUnreadable
	}
	if yes(p["CanNTP"]) != nil && !*yes(p["CanNTP"]) {
		t.automatic = nil // no service that systemd could switch
	}
	return t, nil
}

// parseTimedateStatus reads "timedatectl" as people read it, whose words
// changed between the versions: 219 says "NTP enabled" and "NTP synchronized",
// 239 "systemd-timesyncd.service active", later ones "NTP service".
func parseTimedateStatus(out []byte) (timedate, error) {
	var t timedate
	for line := range strings.Lines(string(out)) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "Time zone", "Timezone":
			t.zone, _, _ = strings.Cut(value, " ")
		case "RTC in local TZ":
			t.localRTC = yes(value)
		case "NTP synchronized", "System clock synchronized":
			t.synchronised = yes(value)
		case "NTP enabled", "Network time on":
			t.automatic = yes(value)
		case "NTP service", "systemd-timesyncd.service active":
			switch value {
			case "active", "yes":
				t.automatic = known(true)
			case "inactive", "no":
				t.automatic = known(false)
			}
		}
	}
	if t == (timedate{}) {
		return t, errUnreadable
	}
	return t, nil
}

// timesyncd is what systemd-timesyncd tells.
type timesyncd struct {
	server string
	at     time.Time // the last packet, by this computer's clock
}

// parseTimesyncd reads "timedatectl show-timesync". Its times are in the zone
// of the environment, which has to be UTC.
func parseTimesyncd(out []byte) (timesyncd, error) {
	p := properties(out)
	if _, ok := p["PollIntervalMinUSec"]; !ok && p["ServerName"] == "" {
		return timesyncd{}, errUnreadable
	}
	t := timesyncd{server: p["ServerName"]}
	if _, rest, ok := strings.Cut(p["NTPMessage"], "DestinationTimestamp="); ok {
		text, _, _ := strings.Cut(rest, ",")
		text, _, _ = strings.Cut(text, "}")
		// "Fri 2023-02-03 19:41:30 UTC". Another zone's name would be guesswork.
		if at, err := time.Parse("Mon 2006-01-02 15:04:05 UTC", strings.TrimSpace(text)); err == nil {
			t.at = at
		}
	}
	return t, nil
}

// timedate asks systemd. It reports whether systemd is there.
func (r *reading) timedate() bool {
	var t timedate
	out, err := r.run("timedatectl", "show")
	if err == nil {
		t, err = parseTimedate(out)
	} else if len(out) > 0 {
		// Before version 239 there is no "show".
		if out, err = r.run("timedatectl"); err == nil {
			t, err = parseTimedateStatus(out)
		}
	}
	if err != nil {
		return false
	}
	s := &r.state
	s.Zone, s.RTCLocal, s.Automatic, s.Synchronised = t.zone, t.localRTC, t.automatic, t.synchronised
	return true
}

// touched is written by systemd-timesyncd each time it has set the clock.
const touched = "/run/systemd/timesync/synchronized"

func (r *reading) timesyncd() {
	s := &r.state
	out, err := r.run("timedatectl", "show-timesync")
	if err == nil {
		if t, err := parseTimesyncd(out); err == nil {
			s.Server, s.LastSync = t.server, t.at
		}
	}
	if at := r.modified(touched); !at.IsZero() {
		s.LastSync = at.UTC()
	}
}
