package coredump

import "golang.org/x/sys/windows"

// forbid keeps a crash from being offered to the error reporting, which would
// send a picture of the memory, and keeps the user's other processes from
// opening this one to read its memory. Whoever holds the debug privilege, as
// administrators do, opens it nevertheless, and so does who owns it and first
// changes its list.
func forbid() {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
	// Everybody may end it, wait for it and ask what it is called; the system
	// may do everything.
	const list = "D:P(A;;0x101001;;;WD)(A;;GA;;;SY)"
	sd, err := windows.SecurityDescriptorFromString(list)
	if err != nil {
		return
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return
	}
	_ = windows.SetSecurityInfo(windows.CurrentProcess(), windows.SE_KERNEL_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
}
