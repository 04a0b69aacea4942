//go:build !windows

package cmd

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// takeStops has the terminal's request to stop (ctrl+z) sent to c in place of
// stopping.
func takeStops(c chan os.Signal) { signal.Notify(c, syscall.SIGTSTP) }

func freeStops(c chan os.Signal) { signal.Stop(c) }

// stopNow stops the process until it is continued. After takeStops Go ignores
// SIGTSTP. Without a shell that gave the process a group of its own nobody could
// continue it, so then it goes on.
func stopNow() {
	if session, err := unix.Getsid(0); err == nil && session != unix.Getpgrp() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}
