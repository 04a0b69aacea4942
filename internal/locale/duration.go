package locale

import (
	"math"
	"time"
)

// Duration tells a length of time in the largest unit that keeps it readable:
// "0.2 s", "45 s", "93 s", "12 min", "3 h", "4 days". Its sign is dropped,
// because "slow" or "fast" says it in words.
func (l *Localizer) Duration(d time.Duration) string {
	s := math.Abs(d.Seconds())
	switch {
	case s < 10 && s != math.Trunc(s):
		return l.T("unit.seconds", "n", l.Float(s, 1))
	case s < 120:
		return l.T("unit.seconds", "n", int(math.Round(s)))
	case s < 2*3600:
		return l.T("unit.minutes", "n", int(math.Round(s/60)))
	case s < 48*3600:
		return l.T("unit.hours", "n", int(math.Round(s/3600)))
	default:
		return l.N("unit.days", int(math.Round(s/86400)))
	}
}
