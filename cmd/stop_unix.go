//go:build !windows

package cmd

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// surviveLock makes SIGUSR1, which asks every sandi to lock, harmless for those
// that have nothing to lock: a practice portal, or the helper that clears the
// clipboard. It is not ignored, because children would inherit that.
func surviveLock() { signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1) }

// takeStops has the terminal's request to stop (ctrl+z), and the request to
// lock, sent to c in place of stopping.
func takeStops(c chan os.Signal) { signal.Notify(c, syscall.SIGTSTP, syscall.SIGUSR1) }

// isLock reports whether the request is to lock.
func isLock(s os.Signal) bool { return s == syscall.SIGUSR1 }

func freeStops(c chan os.Signal) { signal.Stop(c) }

// stopNow stops the process until it is continued. After takeStops Go ignores
// SIGTSTP. Without a shell that gave the process a group of its own nobody could
// continue it, so then it goes on.
func stopNow() {
	if session, err := unix.Getsid(0); err == nil && session != unix.Getpgrp() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}
