//go:build unix && !linux && !darwin

package coredump

import "golang.org/x/sys/unix"

func forbid() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
