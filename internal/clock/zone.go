package clock

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ZoneName returns the name of the time zone that is set on this computer, such
// as "Asia/Jakarta", as far as the system tells; otherwise the abbreviation
// that is in use at t, or "".
func ZoneName(getenv func(string) string, t time.Time) string {
	if tz := strings.TrimPrefix(getenv("TZ"), ":"); tz != "" && !filepath.IsAbs(tz) {
		return tz
	}
	// Linux and macOS link the file of the zone from here.
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(filepath.ToSlash(target), "zoneinfo/"); ok {
			return name
		}
	}
	if b, err := os.ReadFile("/etc/timezone"); err == nil && len(b) < 100 {
		return strings.TrimSpace(string(b))
	}
	name, _ := t.Zone()
	return name
}
