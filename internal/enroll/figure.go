package enroll

import "time"

// finest is the smallest part of a second that a reader can use.
const finest = 100 * time.Millisecond

// ClockFigure returns the message that tells the measured offset, and its
// arguments, for every face alike.
func (s Snapshot) ClockFigure() (key string, args []any) {
	switch c := s.Clock; {
	case c == nil || c.Err != nil:
		return "enroll.clock.not-measured", nil
	case c.Offset.Abs() < finest:
		args = []any{"uncertainty", Rounded(max(c.Offset.Abs()+c.Uncertainty, finest))}
		if s.Portal.Practice {
			return "enroll.clock.agrees-practice", args
		}
		return "enroll.clock.agrees", args
	case c.Offset > 0:
		return "enroll.clock.fast", []any{"offset", Rounded(c.Offset), "uncertainty", Rounded(max(c.Uncertainty, finest))}
	default:
		return "enroll.clock.slow", []any{"offset", Rounded(c.Offset), "uncertainty", Rounded(max(c.Uncertainty, finest))}
	}
}

// Rounded returns the size of an offset as a reader can use it.
func Rounded(d time.Duration) time.Duration {
	if d = d.Abs(); d < 10*time.Second {
		return d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Second)
}

// Ceil returns a wait in whole seconds as a countdown shows it: 1 s until it is
// over.
func Ceil(d time.Duration) time.Duration {
	return max(0, d+time.Second-1).Truncate(time.Second)
}
