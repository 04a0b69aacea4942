//go:build !windows

package cmd

import "syscall"

// detached makes a child process outlive the terminal's session.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
