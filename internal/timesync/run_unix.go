//go:build !windows

package timesync

import "os/exec"

// systemDirs are where a Unix keeps its programs. The last is NixOS's.
func systemDirs() []string {
	return []string{"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"}
}

func hide(*exec.Cmd) {}
