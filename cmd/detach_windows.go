package cmd

import (
	"context"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detached makes a child process outlive the console window.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}

// shell runs a command line of the user's. cmd.exe does not read quotes as
// other programs do, so its command line is handed over as it is.
func shell(ctx context.Context, command string) *exec.Cmd {
	c := exec.CommandContext(ctx, "cmd")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /S /C "` + command + `"`}
	return c
}
