package timesync

import (
	"regexp"
	"strings"
)

// darwin asks macOS, which tells little to who is no administrator: whether
// timed runs, and with more rights whether automatic time is on. timed does not
// say how far off it believes the clock to be.
func (r *reading) darwin() {
	s := &r.state
	s.Service = "timed"
	if out, err := r.run("launchctl", "print", "system/com.apple.timed"); err == nil {
		s.Running = parseLaunchctl(out)
	}
	if out, err := r.run("systemsetup", "-getusingnetworktime"); err == nil {
		s.Automatic = parseNetworkTime(out)
	}
}

var launchState = regexp.MustCompile(`(?m)^\s*state = (\S[^\n]*?)\s*$`)

// parseLaunchctl reads the state of a service in "launchctl print". Its first
// state is the service's own; those of its endpoints follow.
func parseLaunchctl(out []byte) *bool {
	m := launchState.FindSubmatch(out)
	if m == nil {
		return nil
	}
	switch string(m[1]) {
	case "running":
		return known(true)
	case "not running", "waiting", "exited":
		return known(false)
	}
	return nil
}

// parseNetworkTime reads "systemsetup -getusingnetworktime". Who is no
// administrator gets a sentence that says so.
func parseNetworkTime(out []byte) *bool {
	switch strings.TrimSpace(string(out)) {
	case "Network Time: On":
		return known(true)
	case "Network Time: Off":
		return known(false)
	}
	return nil
}
