//go:build !windows

package cmd

import (
	"context"
	"os/exec"
	"syscall"
)

// detached makes a child process outlive the terminal's session.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// shell runs a command line of the user's.
func shell(ctx context.Context, command string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", command)
}
