package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot returns the time since the start of the system, sleep included.
func sinceBoot() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}
