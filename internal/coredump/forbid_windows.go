package coredump

import "golang.org/x/sys/windows"

// forbid keeps a crash from being offered to the error reporting, which would
// send a picture of the memory.
func forbid() {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
}
