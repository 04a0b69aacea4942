package diagnose

import (
	"strings"
	"time"
)

// zoneNames holds the zones that a judgement turns on, under the names that
// systems give them: the tz database's, Windows's own, and what Windows shows
// in other languages.
var zoneNames = map[string]time.Duration{
	"asia/jakarta": 7 * time.Hour, "asia/pontianak": 7 * time.Hour, "se asia standard time": 7 * time.Hour, "wib": 7 * time.Hour, "waktu indonesia barat": 7 * time.Hour,
	"asia/bangkok": 7 * time.Hour, "asia/ho_chi_minh": 7 * time.Hour, "indochina time": 7 * time.Hour,
	"asia/makassar": 8 * time.Hour, "asia/ujung_pandang": 8 * time.Hour, "singapore standard time": 8 * time.Hour, "wita": 8 * time.Hour, "waktu indonesia tengah": 8 * time.Hour,
	"asia/singapore": 8 * time.Hour, "asia/kuala_lumpur": 8 * time.Hour, "china standard time": 8 * time.Hour, "taipei standard time": 8 * time.Hour, "w. australia standard time": 8 * time.Hour,
	"asia/jayapura": 9 * time.Hour, "tokyo standard time": 9 * time.Hour, "wit": 9 * time.Hour, "waktu indonesia timur": 9 * time.Hour,
	"asia/tokyo": 9 * time.Hour, "korea standard time": 9 * time.Hour,
}

// ZoneOffset returns what a zone adds to UTC, for the names of zones that
// Indonesia's computers are set to and that know no summer time.
func ZoneOffset(name string) (time.Duration, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if z, ok := zoneNames[name]; ok {
		return z, true
	}
	return 0, utcNames[name] && name != ""
}

// utcNames are the names of UTC itself, and of no place that happens to have
// its time in winter.
var utcNames = map[string]bool{
	"": true, "utc": true, "etc/utc": true, "etc/uct": true, "uct": true, "zulu": true, "etc/zulu": true, "universal": true, "etc/universal": true,
	"gmt": true, "etc/gmt": true, "etc/gmt0": true, "etc/gmt+0": true, "etc/gmt-0": true, "local": true,
	"coordinated universal time": true, "waktu universal terkoordinasi": true, "koordinierte weltzeit": true, "temps universel coordonné": true,
}

func namesUTC(name string) bool { return utcNames[strings.ToLower(strings.TrimSpace(name))] }

var pacificNames = map[string]bool{
	"": true, "local": true, "pst": true, "pdt": true, "pst8pdt": true, "us/pacific": true,
	"america/los_angeles": true, "america/tijuana": true, "america/vancouver": true,
	"waktu standar pasifik": true, "waktu musim panas pasifik": true, "waktu pasifik": true,
	"nordamerikanische westküstenzeit": true, "pazifische normalzeit": true, "pazifische sommerzeit": true,
}

// pacific reports whether a zone is that of the west coast of America, which
// Windows comes with. "Pacific/…" names are islands and not meant.
func pacific(name string, set time.Duration) bool {
	if set != -8*time.Hour && set != -7*time.Hour {
		return false
	}
	name = strings.ToLower(strings.TrimSpace(name))
	return pacificNames[name] || strings.HasPrefix(name, "pacific ") // "Pacific Standard Time"
}
