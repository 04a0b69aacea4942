package clock

// Hosts and address that are asked when the user names none: time servers run
// by different people, so that one that is wrong stands out, and one web server
// for networks that let no NTP through.
var (
	defaultNTP  = [...]string{"id.pool.ntp.org", "time.cloudflare.com", "time.google.com"}
	defaultHTTP = [...]string{"https://www.google.com/generate_204"}
)

// DefaultSources returns the sources that are asked when the user names none.
func DefaultSources(c Clock) []Source { return Sources(defaultNTP[:], defaultHTTP[:], c) }

// Sources returns sources for time servers and for web addresses.
func Sources(ntpHosts, urls []string, c Clock) []Source {
	var s []Source
	for _, h := range ntpHosts {
		s = append(s, NTP(h, c))
	}
	for _, u := range urls {
		s = append(s, HTTPDate(u, nil, c))
	}
	return s
}
