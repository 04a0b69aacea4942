package diagnose

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sandi/internal/fault"
)

// ErrBadZone reports a zone that is neither a name of Indonesia's nor a
// difference to UTC.
var ErrBadZone = fault.New("clock.bad-zone", "not a time zone")

var utcOffset = regexp.MustCompile(`^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$`)

// ParseZone reads WIB, WITA, WIT, UTC or ±HH:MM, and returns what the zone adds
// to UTC.
func ParseZone(s string) (time.Duration, error) {
	switch name := strings.ToUpper(strings.TrimSpace(s)); name {
	case "WIB":
		return 7 * time.Hour, nil
	case "WITA":
		return 8 * time.Hour, nil
	case "WIT":
		return 9 * time.Hour, nil
	case "UTC", "GMT", "Z":
		return 0, nil
	default:
		m := utcOffset.FindStringSubmatch(name)
		if m == nil {
			return 0, ErrBadZone.With("zone", s)
		}
		h, _ := strconv.Atoi(m[2])
		min, _ := strconv.Atoi(m[3])
		z := time.Duration(h)*time.Hour + time.Duration(min)*time.Minute
		// Zones of the world lie between −12:00 and +14:00.
		if m[1] == "-" {
			z = -z
		}
		if min > 59 || z < -12*time.Hour || z > 14*time.Hour {
			return 0, ErrBadZone.With("zone", s)
		}
		return z, nil
	}
}

// zoneName writes a zone as a user knows it: "WITA (UTC+8)", "UTC−03:30".
func zoneName(z time.Duration) string {
	sign, abs := "+", z
	if z < 0 {
		sign, abs = "-", -z
	}
	s := "UTC"
	if h, m := int(abs.Hours()), int(abs.Minutes())%60; m != 0 {
		s += fmt.Sprintf("%s%02d:%02d", sign, h, m)
	} else if h != 0 {
		s += fmt.Sprintf("%s%d", sign, h)
	}
	switch z {
	case 7 * time.Hour:
		return "WIB (" + s + ")"
	case 8 * time.Hour:
		return "WITA (" + s + ")"
	case 9 * time.Hour:
		return "WIT (" + s + ")"
	}
	return s
}

// systemZone is what systems call a zone.
type systemZone struct{ tz, windows, tzutil string }

// systemNames returns what Unix-like systems and Windows call a zone. Windows
// knows WITA and WIT only by cities abroad.
func systemNames(z time.Duration) systemZone {
	switch z {
	case 7 * time.Hour:
		return systemZone{"Asia/Jakarta", "(UTC+07:00) Bangkok, Hanoi, Jakarta", "SE Asia Standard Time"}
	case 8 * time.Hour:
		return systemZone{"Asia/Makassar", "(UTC+08:00) Kuala Lumpur, Singapore", "Singapore Standard Time"}
	case 9 * time.Hour:
		return systemZone{"Asia/Jayapura", "(UTC+09:00) Osaka, Sapporo, Tokyo", "Tokyo Standard Time"}
	}
	return systemZone{"AREA/CITY", zoneName(z), "NAME"}
}

func (j *judgement) setName() string {
	name := zoneName(j.facts.UTCOffset)
	if z := j.facts.Zone; z != "" && z != "Local" && len(z) < 64 {
		return z + ", " + name
	}
	return name
}
