package timesync

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

func systemDirs() []string {
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		return nil
	}
	return []string{dir}
}

// hide keeps a console window from flashing up.
func hide(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}
