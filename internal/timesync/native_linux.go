package timesync

import (
	"time"

	"golang.org/x/sys/unix"
)

func native(m Machine) Machine {
	m.Adjtimex = adjtimex
	return m
}

// adjtimex only reads: no mode is set, so it needs no privilege.
func adjtimex() (Kernel, error) {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil {
		return Kernel{}, err
	}
	unit := time.Microsecond
	if t.Status&unix.STA_NANO != 0 {
		unit = time.Nanosecond
	}
	return Kernel{
		Unsynchronised: state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0,
		Remaining:      time.Duration(t.Offset) * unit,
		MaxError:       time.Duration(t.Maxerror) * time.Microsecond,
	}, nil
}
