//go:build !linux && !windows

package timesync

func native(m Machine) Machine { return m }
