package locale

import (
	"strings"
	"time"
)

// Exactly writes a duration to the second without rounding: in days, hours,
// minutes and seconds, those that are none left out. It drops the sign, as
// Duration does.
func (l *Localizer) Exactly(d time.Duration) string {
	left := d.Abs().Round(time.Second)
	const day = 24 * time.Hour
	var parts []string
	if n := int(left / day); n > 0 {
		parts = append(parts, l.N("unit.days", n))
	}
	for _, unit := range []struct {
		key  string
		n    time.Duration
		none bool // told although it is none
	}{
		{"unit.hours", left % day / time.Hour, false},
		{"unit.minutes", left % time.Hour / time.Minute, false},
		{"unit.seconds", left % time.Minute / time.Second, left == 0},
	} {
		if unit.n > 0 || unit.none {
			parts = append(parts, l.T(unit.key, "n", int(unit.n)))
		}
	}
	return strings.Join(parts, " ")
}
