package cmd

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// detached makes a child process outlive the console window.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}
