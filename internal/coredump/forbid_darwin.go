package coredump

import "golang.org/x/sys/unix"

func forbid() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.PtraceDenyAttach() // a debugger that attaches later is refused
}
