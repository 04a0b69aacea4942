package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot returns a time that runs on during sleep, which the monotonic clock
// that Go reads on macOS does not.
func sinceBoot() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}
